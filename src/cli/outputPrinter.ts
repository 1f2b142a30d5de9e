import { type MimeBundle, TEXT_MIME } from '../protocol/mime.ts';
import type { DisplayOutput, Output } from '../protocol/output.ts';

/** A display's text; without one, the representations that it has. */
function plainText(data: MimeBundle): string {
  const text = data[TEXT_MIME];
  return typeof text === 'string' ? text : `[${Object.keys(data).join(', ')}]`;
}

/**
 * Prints outputs as text. Of a display that changes the last state is printed, when the cell ends; a terminal shows before,
 * in a line that is written over, how far the cell is.
 */
export class OutputPrinter {
  /** The displays of the running cell that may change yet. */
  readonly #changing = new Map<string, DisplayOutput>();
  readonly #isTerminal = process.stderr.isTTY;
  /** Whether the last line of the terminal tells of progress. */
  #hasProgress = false;

  print(output: Output): void {
    if (output.type === 'progress') {
      this.#showProgress(output.text);
      return;
    }
    if (output.type === 'cut') return;
    if (output.type === 'display' && output.id !== undefined) {
      this.#changing.set(output.id, output);
      return;
    }
    this.#showProgress('');
    switch (output.type) {
      case 'stream':
        (output.name === 'stdout' ? process.stdout : process.stderr).write(output.text);
        break;
      case 'display':
        console.log(plainText(output.data));
        break;
      case 'error':
        console.error(output.traceback);
        break;
      case 'clear':
        this.#changing.clear();
    }
  }

  /** Prints what did not change any more. */
  endCell(): void {
    this.#showProgress('');
    for (const { data } of this.#changing.values()) console.log(plainText(data));
    this.#changing.clear();
  }

  #showProgress(text: string): void {
    if (!this.#isTerminal || (text === '' && !this.#hasProgress)) return;
    process.stderr.write(`\r\x1b[K${text}`);
    this.#hasProgress = text !== '';
  }
}
