import * as vscode from 'vscode';
import { PNG_MIME } from '../protocol/mime.ts';
import type { Output, StreamOutput } from '../protocol/output.ts';

function displayItem(mime: string, value: unknown): vscode.NotebookCellOutputItem {
  if (typeof value !== 'string') return vscode.NotebookCellOutputItem.json(value, mime);
  if (mime === PNG_MIME) return new vscode.NotebookCellOutputItem(Buffer.from(value, 'base64'), mime);
  return vscode.NotebookCellOutputItem.text(value, mime);
}

function streamItem({ name, text }: StreamOutput): vscode.NotebookCellOutputItem {
  return name === 'stdout' ? vscode.NotebookCellOutputItem.stdout(text) : vscode.NotebookCellOutputItem.stderr(text);
}

function items(output: Output): vscode.NotebookCellOutputItem[] {
  switch (output.type) {
    case 'stream':
      return [streamItem(output)];
    case 'display':
      return Object.entries(output.data).map(([mime, value]) => displayItem(mime, value));
    case 'error': {
      const { name, message, traceback: stack } = output;
      return [vscode.NotebookCellOutputItem.error({ name, message, stack })];
    }
  }
}

/** Puts a kernel's outputs under the cell that runs, in order; text on one stream continues the text before it. */
export class CellOutputs {
  readonly #execution: vscode.NotebookCellExecution;
  #written: Promise<void> = Promise.resolve();
  #stream: { readonly name: StreamOutput['name']; readonly output: vscode.NotebookCellOutput } | undefined;

  constructor(execution: vscode.NotebookCellExecution) {
    this.#execution = execution;
  }

  add(output: Output): void {
    const shown = items(output);
    if (output.type === 'stream' && this.#stream?.name === output.name) {
      const { output: continued } = this.#stream;
      this.#write(() => this.#execution.appendOutputItems(shown, continued));
      return;
    }
    const created = new vscode.NotebookCellOutput(shown);
    this.#stream = output.type === 'stream' ? { name: output.name, output: created } : undefined;
    this.#write(() => this.#execution.appendOutput(created));
  }

  /** Resolves when everything added so far is in the notebook. */
  settled(): Promise<void> {
    return this.#written;
  }

  /** A cell that was deleted while it ran takes no more output, which harms nobody. */
  #write(append: () => Thenable<void>): void {
    this.#written = this.#written.then(append).catch(() => undefined);
  }
}
