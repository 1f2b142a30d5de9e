import * as vscode from 'vscode';
import type { ClearOutput, ShownOutput } from '../protocol/output.ts';
import { CellOutputs } from './cellOutputs.ts';

/** The run of a cell, whose notebook may be closed and opened again meanwhile. */
export class CellRun {
  readonly #controller: vscode.NotebookController;
  readonly #executionOrder: number;
  readonly #text: string;
  readonly #index: number;
  readonly #startTime = Date.now();
  /** What it shows, for a notebook that is opened again. */
  #shown: ShownOutput[] = [];
  #execution: vscode.NotebookCellExecution | undefined;
  #outputs: CellOutputs | undefined;
  #end: { readonly success: boolean; readonly time: number } | undefined;

  /** Begins to show the run in `cell`. */
  constructor(cell: vscode.NotebookCell, controller: vscode.NotebookController, executionOrder: number) {
    this.#controller = controller;
    this.#executionOrder = executionOrder;
    this.#text = cell.document.getText();
    this.#index = cell.index;
    this.#showIn(cell);
  }

  add(output: ShownOutput | ClearOutput): void {
    if (output.type === 'clear') this.#shown = [];
    else this.#shown.push(output);
    this.#outputs?.add(output);
  }

  end(success: boolean): void {
    this.#end = { success, time: Date.now() };
    this.#execution?.end(success, this.#end.time);
    this.#execution = undefined;
  }

  /** The notebook is closed: the run goes on without it. */
  leave(): void {
    this.#outputs = undefined;
    try {
      this.#execution?.end(undefined);
    } catch {
      // VS Code has ended it.
    }
    this.#execution = undefined;
  }

  /** Shows the run in the notebook that was opened again as soon as that has our kernel, if the cell is still there. */
  resumeIn(notebook: vscode.NotebookDocument): void {
    try {
      this.#resumeIn(notebook);
    } catch {
      const subscription = this.#controller.onDidChangeSelectedNotebooks(({ notebook: other, selected }) => {
        if (other !== notebook || !selected) return;
        subscription.dispose();
        this.#resumeIn(notebook);
      });
    }
  }

  #resumeIn(notebook: vscode.NotebookDocument): void {
    const isSame = (cell: vscode.NotebookCell): boolean => cell.document.getText() === this.#text;
    const cells = notebook.getCells().filter(isSame);
    const cell = cells.find(({ index }) => index === this.#index) ?? cells[0];
    if (cell === undefined || this.#outputs !== undefined) return;
    this.#showIn(cell);
    if (this.#end !== undefined) this.#execution?.end(this.#end.success, this.#end.time);
  }

  #showIn(cell: vscode.NotebookCell): void {
    this.#execution = this.#controller.createNotebookCellExecution(cell);
    this.#execution.executionOrder = this.#executionOrder;
    this.#execution.start(this.#startTime);
    void this.#execution.clearOutput();
    this.#outputs = new CellOutputs(this.#execution);
    for (const output of this.#shown) this.#outputs.add(output);
  }
}
