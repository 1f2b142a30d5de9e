import * as vscode from 'vscode';
import type { NotebookKernels } from '../notebookKernels.ts';

interface ToolbarContext {
  readonly notebookEditor?: { readonly notebookUri?: vscode.Uri };
}

function notebookOf(context: ToolbarContext | undefined): vscode.NotebookDocument | undefined {
  const uri = context?.notebookEditor?.notebookUri?.toString();
  return (
    vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri) ??
    vscode.window.activeNotebookEditor?.notebook
  );
}

/** Restart Kernel: for the notebook whose toolbar it was chosen from, else the one in front. */
export function registerRestartKernel(kernels: NotebookKernels): vscode.Disposable {
  return vscode.commands.registerCommand('normscope.restartKernel', async (context?: ToolbarContext) => {
    const notebook = notebookOf(context);
    if (notebook !== undefined) await kernels.of(notebook).restart();
  });
}
