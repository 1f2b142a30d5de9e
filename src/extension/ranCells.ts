import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isOurs } from './notebookMetadata.ts';

/** What a cell was when it ran. */
export interface Ran {
  readonly executionOrder: number;
  readonly text: string;
  /** Stands for the code above it: see {@link codeAbove}. */
  readonly above: string;
}

/** Stands for the code above a cell: which cells there are, in which order, and their texts. */
export function codeAbove(cell: vscode.NotebookCell): string {
  const hash = createHash('sha256');
  for (const other of cell.notebook.getCells().slice(0, cell.index)) {
    const text = other.document.getText();
    const isCode = other.kind === vscode.NotebookCellKind.Code && text.trim() !== '';
    if (isCode) hash.update(JSON.stringify([other.document.languageId, text]));
  }
  return hash.digest('base64');
}

/**
 * Keeps what cells were when they ran in this window. Who asks in a handler of VS Code's own event must be registered after
 * this.
 */
export class RanCells implements vscode.Disposable {
  readonly #ran = new WeakMap<vscode.NotebookCell, Ran>();
  readonly #subscription: vscode.Disposable;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
      if (!isOurs(notebook)) return;
      for (const { cell, executionSummary } of cellChanges) if (executionSummary !== undefined) this.#noteRun(cell);
    });
  }

  /** Undefined where the cell has not run since it is open. */
  of(cell: vscode.NotebookCell): Ran | undefined {
    return this.#ran.get(cell);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** A cell gets another number when it begins to run. */
  #noteRun(cell: vscode.NotebookCell): void {
    const executionOrder = cell.executionSummary?.executionOrder;
    if (executionOrder === undefined) this.#ran.delete(cell);
    else if (executionOrder !== this.#ran.get(cell)?.executionOrder) {
      this.#ran.set(cell, { executionOrder, text: cell.document.getText(), above: codeAbove(cell) });
    }
  }
}
