import * as vscode from 'vscode';
import { notebookOf, type ToolbarContext } from '../activeNotebook.ts';
import type { NotebookKernels } from '../notebookKernels.ts';

/** Restart Kernel: for the notebook whose toolbar it was chosen from, else the one in front. */
export function registerRestartKernel(kernels: NotebookKernels): vscode.Disposable {
  return vscode.commands.registerCommand('normscope.restartKernel', async (context?: ToolbarContext) => {
    const notebook = notebookOf(context);
    if (notebook !== undefined) await kernels.of(notebook).restart();
  });
}
