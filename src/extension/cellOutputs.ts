import * as vscode from 'vscode';
import { PNG_MIME } from '../protocol/mime.ts';
import type { ClearOutput, ShownOutput, StreamOutput } from '../protocol/output.ts';

function displayItem(mime: string, value: unknown): vscode.NotebookCellOutputItem {
  if (typeof value !== 'string') return vscode.NotebookCellOutputItem.json(value, mime);
  if (mime === PNG_MIME) return new vscode.NotebookCellOutputItem(Buffer.from(value, 'base64'), mime);
  return vscode.NotebookCellOutputItem.text(value, mime);
}

function streamItem({ name, text }: StreamOutput): vscode.NotebookCellOutputItem {
  return name === 'stdout' ? vscode.NotebookCellOutputItem.stdout(text) : vscode.NotebookCellOutputItem.stderr(text);
}

function items(output: ShownOutput): vscode.NotebookCellOutputItem[] {
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

/**
 * Puts a kernel's outputs under the cell that runs; text on one stream continues the text before it. VS Code keeps the
 * order of what it is told, so nothing waits for its answers.
 */
export class CellOutputs {
  readonly #execution: vscode.NotebookCellExecution;
  #stream: { readonly name: StreamOutput['name']; readonly output: vscode.NotebookCellOutput } | undefined;

  /** The displays that may change, by their names. */
  readonly #displays = new Map<string, vscode.NotebookCellOutput>();

  constructor(execution: vscode.NotebookCellExecution) {
    this.#execution = execution;
  }

  add(output: ShownOutput | ClearOutput): void {
    if (output.type === 'clear') {
      this.#stream = undefined;
      this.#displays.clear();
      ignoreFailure(this.#execution.clearOutput());
      return;
    }
    const shown = items(output);
    if (output.type === 'stream' && this.#stream?.name === output.name) {
      const { output: continued } = this.#stream;
      ignoreFailure(this.#execution.appendOutputItems(shown, continued));
      return;
    }
    const id = output.type === 'display' ? output.id : undefined;
    const changed = id === undefined ? undefined : this.#displays.get(id);
    if (changed !== undefined) {
      ignoreFailure(this.#execution.replaceOutputItems(shown, changed));
      return;
    }
    const created = new vscode.NotebookCellOutput(shown);
    if (id !== undefined) this.#displays.set(id, created);
    this.#stream = output.type === 'stream' ? { name: output.name, output: created } : undefined;
    ignoreFailure(this.#execution.appendOutput(created));
  }
}

/** A cell that was deleted while it ran, or has ended, takes no more output, which harms nobody. */
function ignoreFailure(answer: Thenable<void>): void {
  answer.then(undefined, () => undefined);
}
