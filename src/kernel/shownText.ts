import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { TEXT_MIME } from '../protocol/mime.ts';
import type { Output, StreamOutput } from '../protocol/output.ts';
import type { CardOutput } from './messages.ts';

/** How much text a cell shows. */
export interface TextOptions {
  /** How many characters, before the rest is cut. Default: 500,000. */
  readonly limit?: number | undefined;
  /** Where files with the whole text of cells may be written. Default: what is cut is lost. */
  readonly folder?: string | undefined;
}

const DEFAULT_LIMIT = 500_000;

/** No file grows beyond this. */
const MAX_FILE_CHARACTERS = 50_000_000;

/** Text goes to the file in pieces of this size. */
const CHUNK_CHARACTERS = 1 << 16;

/**
 * Passes on the text that cells show, at once: a busy thread has no later moment. Beyond the limit it goes to a file, with
 * all that came before it.
 */
export class ShownText {
  readonly #limit: number;
  readonly #folder: string | undefined;
  readonly #send: (output: Output) => void;
  #printed = 0;
  #run = 0;
  /** What is not in the file yet. */
  #pending = '';
  #fileCharacters = 0;
  #file: number | undefined;

  constructor({ limit = DEFAULT_LIMIT, folder }: TextOptions, send: (output: Output) => void) {
    this.#limit = limit;
    this.#folder = folder;
    this.#send = send;
  }

  /** Starts anew, for the cell that run number `run` runs. */
  begin(run: number): void {
    this.end();
    this.#run = run;
    this.clear();
  }

  /** Starts to count anew: what the cell has shown is taken away. */
  clear(): void {
    this.#printed = 0;
    if (this.#file === undefined) this.#pending = '';
  }

  /** Brings all that is known to the file, if there is one. */
  end(): void {
    if (this.#file === undefined) return;
    this.#flush();
    closeSync(this.#file);
    this.#file = undefined;
    this.#fileCharacters = 0;
  }

  write(name: StreamOutput['name'], text: string): void {
    if (text === '') return;
    const room = this.#limit - this.#printed;
    this.#printed += text.length;
    if (room >= 0 || this.#file !== undefined) this.#keep(text);
    if (room < 0) return;
    if (text.length <= room) {
      this.#send({ type: 'stream', name, text });
      return;
    }
    const rest = `\n… the cell printed more than ${this.#limit} characters; the rest is not shown\n`;
    this.#send({ type: 'stream', name, text: start(text, room) + rest });
    this.#cut();
  }

  /** An output as it is shown: a value's text and an error are cut, too. */
  limited(output: Output | CardOutput): Output | CardOutput {
    if (output.type === 'error') {
      return { ...output, message: this.#shortened(output.message), traceback: this.#shortened(output.traceback) };
    }
    const text = output.type === 'display' ? output.data[TEXT_MIME] : undefined;
    if (output.type !== 'display' || typeof text !== 'string' || text.length <= this.#limit) return output;
    return { ...output, data: { ...output.data, [TEXT_MIME]: this.#shortened(text) } };
  }

  #shortened(text: string): string {
    if (text.length <= this.#limit) return text;
    this.#keep(`${text}\n`);
    this.#cut();
    return `${start(text, this.#limit)}\n… ${text.length - this.#limit} more characters are not shown`;
  }

  #keep(text: string): void {
    if (this.#folder === undefined) return;
    this.#pending += text;
    if (this.#file !== undefined && this.#pending.length >= CHUNK_CHARACTERS) this.#flush();
  }

  /** Has the whole text lie in a file, and tells where. */
  #cut(): void {
    if (this.#folder === undefined) return;
    if (this.#file === undefined) {
      const file = path.join(this.#folder, `${process.pid}-${this.#run}.txt`);
      this.#file = openSync(file, 'a');
      this.#send({ type: 'cut', file });
    }
    this.#flush();
  }

  #flush(): void {
    if (this.#file === undefined) return;
    const text = this.#pending;
    this.#pending = '';
    const room = MAX_FILE_CHARACTERS - this.#fileCharacters;
    if (room <= 0) return;
    this.#fileCharacters += text.length;
    const isFull = text.length > room;
    writeSync(
      this.#file,
      isFull ? `${start(text, room)}\n… no more than ${MAX_FILE_CHARACTERS} characters are kept\n` : text,
    );
  }
}

/** The first characters of a text, not ending in half of one. */
function start(text: string, length: number): string {
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  return text.slice(0, isSplit ? length - 1 : length);
}
