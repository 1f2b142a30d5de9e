import * as vscode from 'vscode';
import { isOurs, MARKDOWN_TYPE, NOTEBOOK_TYPE } from './notebookMetadata.ts';
import { codeAbove, type RanCells } from './ranCells.ts';

/**
 * Marks cells whose result may be another by now: they or the code above them are not what they were when they ran. Who
 * takes the change back takes the mark back.
 */
class StaleCells implements vscode.NotebookCellStatusBarItemProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ranCells: RanCells;
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeCellStatusBarItems = this.#changed.event;

  constructor(ranCells: RanCells) {
    this.#ranCells = ranCells;
    this.#subscription = vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges, contentChanges }) => {
      if (!isOurs(notebook)) return;
      if (contentChanges.length > 0 || cellChanges.some(({ document }) => document !== undefined)) this.#changed.fire();
    });
  }

  provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem | undefined {
    const ran = this.#ranCells.of(cell);
    if (ran === undefined) return undefined;
    const isChanged = ran.text !== cell.document.getText();
    if (!isChanged && ran.above === codeAbove(cell)) return undefined;
    const text = isChanged ? vscode.l10n.t('Changed since it ran') : vscode.l10n.t('Cells above changed since it ran');
    const item = new vscode.NotebookCellStatusBarItem(`$(history) ${text}`, vscode.NotebookCellStatusBarAlignment.Left);
    item.tooltip = vscode.l10n.t('What is shown below may no longer be what the code gives. Click to run the cell.');
    item.command = {
      command: 'notebook.cell.execute',
      title: vscode.l10n.t('Run the cell'),
      arguments: [{ ranges: [{ start: cell.index, end: cell.index + 1 }], document: cell.notebook.uri }],
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

export function registerStaleCells(ranCells: RanCells): vscode.Disposable {
  const provider = new StaleCells(ranCells);
  return vscode.Disposable.from(
    provider,
    ...[NOTEBOOK_TYPE, MARKDOWN_TYPE].map((type) =>
      vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider),
    ),
  );
}
