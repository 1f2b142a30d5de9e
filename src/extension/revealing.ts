import * as vscode from 'vscode';
import type { CodeLine } from '../protocol/codeLine.ts';
import { CARD_MIME } from '../protocol/mime.ts';
import type { RevealRequest } from '../protocol/rendererMessages.ts';
import { lineIn } from './findings/placement.ts';
import { survivingLines } from './findings/survivingLines.ts';
import type { RanCells } from './ranCells.ts';

/** The cell that ran under a number; of several the last that ran. */
export function cellOfRun(notebook: vscode.NotebookDocument, executionCount: number): vscode.NotebookCell | undefined {
  const startOf = ({ executionSummary }: vscode.NotebookCell): number => executionSummary?.timing?.startTime ?? 0;
  return notebook
    .getCells()
    .filter(({ executionSummary }) => executionSummary?.executionOrder === executionCount)
    .sort((a, b) => startOf(b) - startOf(a))[0];
}

/** The cell that shows a card. */
export function cellOfCard(notebook: vscode.NotebookDocument, card: string): vscode.NotebookCell | undefined {
  const decoder = new TextDecoder();
  return notebook
    .getCells()
    .find(({ outputs }) =>
      outputs.some(({ items }) =>
        items.some(({ mime, data }) => mime === CARD_MIME && decoder.decode(data).includes(JSON.stringify(card))),
      ),
    );
}

async function select(cell: vscode.NotebookCell): Promise<void> {
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  const viewColumn = vscode.window.visibleNotebookEditors.find(
    ({ notebook }) => notebook === cell.notebook,
  )?.viewColumn;
  const options = { selections: [range], ...(viewColumn === undefined ? {} : { viewColumn }) };
  const shown = await vscode.window.showNotebookDocument(cell.notebook, options);
  shown.revealRange(range, vscode.NotebookEditorRevealType.AtTop);
}

/** A cell that comes into sight gets its editor a moment later. */
const MOST_WAITING = 3000;

/**
 * The editor of a cell, with the cursor in it. Again and again: a press on an output also focuses the cell of the output,
 * which VS Code may do after what the press asked for.
 */
async function enter(cell: vscode.NotebookCell): Promise<vscode.TextEditor | undefined> {
  const end = Date.now() + MOST_WAITING;
  while (Date.now() < end) {
    await select(cell);
    await vscode.commands.executeCommand('notebook.cell.edit');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const editor = vscode.window.activeTextEditor;
    if (editor?.document === cell.document) return editor;
  }
  return undefined;
}

/** Selects a part of a cell's code in its notebook. */
export async function selectCode(cell: vscode.NotebookCell, range: vscode.Range): Promise<void> {
  if (!cell.notebook.isUntitled) {
    await vscode.window.showTextDocument(cell.document, { selection: range });
    return;
  }
  // VS Code would show the cell of an untitled notebook in a tab of its own.
  const editor = await enter(cell);
  if (editor === undefined) return;
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range);
}

/** Selects the line where it stands now; where it was edited, shows its cell and says so. */
async function revealLine(editor: vscode.NotebookEditor, place: CodeLine, ranCells: RanCells): Promise<void> {
  const { executionCount, line } = place;
  const cell = cellOfRun(editor.notebook, executionCount);
  if (cell === undefined) {
    const gone = vscode.l10n.t('The cell that ran as In[{0}] is no longer there, or has run again.', executionCount);
    return void vscode.window.showInformationMessage(gone);
  }
  const now = cell.document.getText();
  const ran = ranCells.of(cell)?.text ?? now;
  const lineThen = lineIn(ran, place);
  const lineNow = lineThen === undefined ? undefined : survivingLines(ran, now).get(lineThen);
  if (lineNow === undefined) {
    await select(cell);
    const changed = vscode.l10n.t('Line {0} of In[{1}] has changed since.', line, executionCount);
    return void vscode.window.showInformationMessage(changed);
  }
  await selectCode(cell, cell.document.lineAt(lineNow).range);
}

async function revealCard(editor: vscode.NotebookEditor, card: string): Promise<void> {
  const cell = cellOfCard(editor.notebook, card);
  if (cell !== undefined) return select(cell);
  const gone = vscode.l10n.t('The card is no longer there: its cell has run again, or its output was cleared.');
  void vscode.window.showInformationMessage(gone);
}

/** Goes to the code or the card that an output of a notebook names; says so where it is gone. */
export async function reveal(editor: vscode.NotebookEditor, to: RevealRequest, ranCells: RanCells): Promise<void> {
  await (to.type === 'revealLine' ? revealLine(editor, to.place, ranCells) : revealCard(editor, to.card));
}
