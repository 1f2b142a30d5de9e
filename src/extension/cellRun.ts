import * as vscode from 'vscode';
import type { ClearOutput, ShownOutput } from '../protocol/output.ts';
import { CellOutputs } from './cellOutputs.ts';

/** The run of a cell, whose notebook may be closed and opened again meanwhile. */
export class CellRun {
  readonly #controller: vscode.NotebookController;
  readonly #executionOrder: number;
  readonly #text: string;
  readonly #index: number;
  /** The notebook's URI. */
  readonly #notebook: string;
  readonly #startTime = Date.now();
  /** What it shows, for a notebook that is opened again. */
  #shown: ShownOutput[] = [];
  #execution: vscode.NotebookCellExecution | undefined;
  #outputs: CellOutputs | undefined;
  #reopening: vscode.Disposable | undefined;
  #end: { readonly success: boolean; readonly time: number } | undefined;

  /** Begins to show the run in `cell`. */
  constructor(cell: vscode.NotebookCell, controller: vscode.NotebookController, executionOrder: number) {
    this.#controller = controller;
    this.#executionOrder = executionOrder;
    this.#text = cell.document.getText();
    this.#index = cell.index;
    this.#notebook = cell.notebook.uri.toString();
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

  /** The notebook is closed: the run goes on without it, and is shown there again when that is opened with our kernel. */
  leave(): void {
    this.#outputs = undefined;
    try {
      this.#execution?.end(undefined);
    } catch {
      // VS Code has ended it.
    }
    this.#execution = undefined;
    this.#reopening = this.#controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      if (selected && notebook.uri.toString() === this.#notebook) this.#resumeIn(notebook);
    });
  }

  dispose(): void {
    this.#reopening?.dispose();
  }

  #resumeIn(notebook: vscode.NotebookDocument): void {
    this.#reopening?.dispose();
    const isSame = (cell: vscode.NotebookCell): boolean => cell.document.getText() === this.#text;
    const cells = notebook.getCells().filter(isSame);
    const cell = cells.find(({ index }) => index === this.#index) ?? cells[0];
    if (cell === undefined) return;
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
