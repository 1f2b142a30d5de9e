import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './workbench.ts';

const METADATA = {
  metadata: {
    kernelspec: { display_name: 'Normscope', language: 'typescript', name: 'normscope' },
    language_info: { name: 'typescript' },
  },
};

/** Opens an unsaved notebook whose code cells hold `cells`, with our kernel. */
export function openNotebook(...cells: string[]): Promise<vscode.NotebookDocument> {
  return openNotebookOf(cells.map((code) => [code, 'typescript'] as const));
}

/** As {@link openNotebook}, with a language for each cell. */
export async function openNotebookOf(
  cells: readonly (readonly [code: string, language: string])[],
): Promise<vscode.NotebookDocument> {
  const data = new vscode.NotebookData(
    cells.map(([code, language]) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, language)),
  );
  data.metadata = METADATA;
  const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
  await vscode.window.showNotebookDocument(notebook);
  await activated();
  return notebook;
}

/** Writes a notebook of TypeScript cells into the folder that the window shows. */
export async function writeNotebook(name: string, ...cells: string[]): Promise<vscode.Uri> {
  const uri = vscode.Uri.file(inWorkspace(name));
  const file = {
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: { vscode: { languageId: 'typescript' } },
      outputs: [],
      source: source.split(/(?<=\n)/),
    })),
    ...METADATA,
    nbformat: 4,
    nbformat_minor: 5,
  };
  await writeFile(uri.fsPath, JSON.stringify(file, undefined, 1));
  return uri;
}

/**
 * Opens a notebook's file with our kernel, as a person does: what is opened by `openNotebookDocument` stays open for some
 * minutes when its editor is closed.
 */
export async function openFile(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const notebook = await eventually('the notebook', () => {
    const shown = vscode.window.activeNotebookEditor?.notebook;
    return shown?.uri.toString() === uri.toString() && shown;
  });
  await activated();
  return notebook;
}

/** Waits for the extension to start and to take the notebook in front. */
export async function activated(): Promise<void> {
  const extension = vscode.extensions.getExtension('normscope.normscope');
  await eventually('the extension to start', () => extension?.isActive);
  await eventually('our kernel to be selected', async () =>
    vscode.commands.executeCommand<boolean>('notebook.selectKernel', {
      id: 'normscope',
      extension: 'normscope.normscope',
      skipIfAlreadySelected: true,
    }),
  );
}

function hasEnded(cell: vscode.NotebookCell): boolean {
  return cell.executionSummary?.timing !== undefined;
}

/** Starts cell `index` and waits until it runs, but not for its end. */
export async function startCell(notebook: vscode.NotebookDocument, index: number): Promise<void> {
  const cell = notebook.cellAt(index);
  const before = cell.executionSummary?.executionOrder;
  void vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: index, end: index + 1 }],
    document: notebook.uri,
  });
  await eventually(`cell ${index} to start`, () => cell.executionSummary?.executionOrder !== before);
}

/** Runs cell `index` and waits for its end. */
export async function runCell(notebook: vscode.NotebookDocument, index: number): Promise<vscode.NotebookCell> {
  await startCell(notebook, index);
  const cell = notebook.cellAt(index);
  await eventually(`cell ${index} to end`, () => hasEnded(cell), 40_000);
  return cell;
}

/** The text of all outputs of a cell in MIME type `mime`; errors as their stack. */
export function outputTexts(cell: vscode.NotebookCell, mime?: string): string[] {
  return cell.outputs.flatMap(({ items }) =>
    items
      .filter((item) => (mime === undefined ? /text|stdout|stderr|error/.test(item.mime) : item.mime === mime))
      .map((item) => new TextDecoder().decode(item.data)),
  );
}

export function errorText(cell: vscode.NotebookCell): string {
  return outputTexts(cell, 'application/vnd.code.notebook.error')
    .map((json) => {
      const { name, message, stack } = JSON.parse(json) as Record<string, string>;
      return `${name}: ${message}\n${stack}`;
    })
    .join('\n');
}

/** Types other text over that of a cell. */
export async function replaceText(cell: vscode.NotebookCell, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(cell.document.uri, new vscode.Range(0, 0, cell.document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the cell cannot be edited');
}

/** The path of a file in the folder that the window shows. */
export function inWorkspace(name: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('the window shows no folder');
  return path.join(folder, name);
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
