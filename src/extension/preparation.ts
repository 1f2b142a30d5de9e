import * as vscode from 'vscode';
import type { NotebookKernels } from './notebookKernels.ts';

/** Python takes a moment to start: where a notebook has Python cells and our kernel, it does while the notebook is read. */
export function registerPreparation(
  controller: vscode.NotebookController,
  kernels: NotebookKernels,
): vscode.Disposable {
  const ours = new Set<vscode.NotebookDocument>();
  const prepare = (notebook: vscode.NotebookDocument): void => {
    const hasPython = notebook.getCells().some((cell) => cell.document.languageId === 'python');
    if (hasPython) kernels.of(notebook).prepare('python');
  };
  return vscode.Disposable.from(
    controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      if (!selected) {
        ours.delete(notebook);
        return;
      }
      ours.add(notebook);
      prepare(notebook);
    }),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
      if (contentChanges.length > 0 && ours.has(notebook)) prepare(notebook);
    }),
    vscode.workspace.onDidCloseNotebookDocument((notebook) => ours.delete(notebook)),
  );
}
