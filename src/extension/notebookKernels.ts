import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { NotebookKernel } from './notebookKernel.ts';

/** Relative paths in a cell start where the notebook lies; an unsaved one has the workspace's folder. */
function folderOf(notebook: vscode.NotebookDocument): string {
  if (notebook.uri.scheme === 'file') return path.dirname(notebook.uri.fsPath);
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? os.homedir();
}

/** The kernels of all open notebooks: one each, started with its first cell, ended when it is closed. */
export class NotebookKernels implements vscode.Disposable {
  readonly #kernelFile: string;
  readonly #kernels = new Map<vscode.NotebookDocument, NotebookKernel>();
  readonly #subscription: vscode.Disposable;

  constructor(kernelFile: string) {
    this.#kernelFile = kernelFile;
    this.#subscription = vscode.workspace.onDidCloseNotebookDocument((notebook) => {
      this.#kernels.get(notebook)?.dispose();
      this.#kernels.delete(notebook);
    });
  }

  of(notebook: vscode.NotebookDocument): NotebookKernel {
    const existing = this.#kernels.get(notebook);
    if (existing !== undefined) return existing;
    const kernel = new NotebookKernel(this.#kernelFile, folderOf(notebook));
    this.#kernels.set(notebook, kernel);
    return kernel;
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const kernel of this.#kernels.values()) kernel.dispose();
    this.#kernels.clear();
  }
}
