import { createInterface, type Interface } from 'node:readline/promises';
import type { InputParams } from '../protocol/kernel.ts';

/** Answers the questions of cells from standard input, line by line; null where it has ended. */
export class StandardInput {
  #lines: AsyncIterator<string> | undefined;
  #reader: Interface | undefined;

  async ask({ prompt }: InputParams): Promise<string | null> {
    this.#reader ??= createInterface({ input: process.stdin });
    this.#lines ??= this.#reader[Symbol.asyncIterator]();
    if (process.stdin.isTTY) process.stdout.write(prompt);
    const line = await this.#lines.next();
    return line.done === true ? null : line.value;
  }

  close(): void {
    this.#reader?.close();
  }
}
