import * as vscode from 'vscode';
import { controllerOf } from './controller.ts';
import { isOurs } from './notebookMetadata.ts';

const EXTENSION_ID = 'normscope.normscope';

/** Selects our kernel in a notebook that was written for it; VS Code would ask where it knows several kernels. */
async function selectOurs(notebookEditor: vscode.NotebookEditor | undefined): Promise<void> {
  if (notebookEditor === undefined || !isOurs(notebookEditor.notebook)) return;
  await vscode.commands.executeCommand('notebook.selectKernel', {
    id: controllerOf(notebookEditor.notebook),
    extension: EXTENSION_ID,
    notebookEditor,
    skipIfAlreadySelected: true,
  });
}

export function registerKernelSelection(): vscode.Disposable {
  void selectOurs(vscode.window.activeNotebookEditor);
  return vscode.window.onDidChangeActiveNotebookEditor((editor) => selectOurs(editor));
}
