import * as vscode from 'vscode';
import { controllerOf } from './controller.ts';
import type { NotebookKernel } from './notebookKernel.ts';
import { isOurs } from './notebookMetadata.ts';
import type { NotebookKernels } from './notebookKernels.ts';

/** The notebook that was in front last, as long as it is open, and its kernel: what views of a kernel show. */
export class ActiveKernel implements vscode.Disposable {
  readonly #kernels: NotebookKernels;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #notebook: vscode.NotebookDocument | undefined;
  /** Another notebook is in front, or its kernel does something else. */
  readonly onDidChange = this.#changed.event;

  constructor(kernels: NotebookKernels) {
    this.#kernels = kernels;
    this.#follow(vscode.window.activeNotebookEditor);
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.window.onDidChangeActiveNotebookEditor((editor) => {
        this.#follow(editor);
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (notebook === this.#notebook) this.#show(undefined);
      }),
      kernels.onDidChange(() => {
        this.#follow(vscode.window.activeNotebookEditor);
        this.#changed.fire();
      }),
    );
  }

  get notebook(): vscode.NotebookDocument | undefined {
    return this.#notebook;
  }

  /** Undefined while no cell has asked for one. */
  get kernel(): NotebookKernel | undefined {
    return this.#notebook && this.#kernels.existing(this.#notebook);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Whatever else is in front leaves the last notebook the one that is shown. */
  #follow(editor: vscode.NotebookEditor | undefined): void {
    const notebook = editor?.notebook;
    if (notebook === undefined || controllerOf(notebook) === undefined) return;
    if (isOurs(notebook) || this.#kernels.existing(notebook) !== undefined) this.#show(notebook);
  }

  #show(notebook: vscode.NotebookDocument | undefined): void {
    if (notebook === this.#notebook) return;
    this.#notebook = notebook;
    void vscode.commands.executeCommand('setContext', 'normscope.hasNotebook', notebook !== undefined);
    this.#changed.fire();
  }
}
