import * as vscode from 'vscode';
import { NOTEBOOK_METADATA, NOTEBOOK_TYPE } from '../notebookMetadata.ts';

/** New Normscope Notebook: an unsaved notebook with one empty cell. */
export function registerNewNotebook(): vscode.Disposable {
  return vscode.commands.registerCommand('normscope.newNotebook', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '', 'typescript');
    const data = new vscode.NotebookData([cell]);
    data.metadata = { ...NOTEBOOK_METADATA };
    const notebook = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, data);
    await vscode.window.showNotebookDocument(notebook);
  });
}
