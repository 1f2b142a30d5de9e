import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const EXTENSION = '.snapshot';

/**
 * The memory of an interpreter that has imported everything, kept in a file so that the next kernel need not import it
 * again. It holds machine state: what makes it must be what loads it, so that its name tells both apart.
 */
export class Snapshot {
  readonly #file: string;

  /** `folder`: where it is kept. `contents`: whatever it depends on beside the version of V8. */
  constructor(folder: string, contents: readonly (string | Uint8Array)[]) {
    const hash = createHash('sha256').update(process.arch);
    for (const part of contents) hash.update(part);
    const name = `python-${process.versions.v8}-${hash.digest('hex').slice(0, 16)}${EXTENSION}`;
    this.#file = path.join(folder, name);
  }

  /** Undefined where there is none yet. */
  read(): Uint8Array | undefined {
    try {
      return readFileSync(this.#file);
    } catch {
      return undefined;
    }
  }

  /**
   * Writes it, so that no other kernel ever reads a part of it, in place of those of earlier versions. A folder that
   * cannot be written to is no error: the next kernel starts as slowly as this one.
   */
  write(memory: Uint8Array): void {
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(unfinished, memory);
      renameSync(unfinished, this.#file);
      this.#removeOthers();
    } catch {
      // Nothing depends on it.
    }
  }

  /** Those of the same V8: another editor or command line may run on another. */
  #removeOthers(): void {
    const folder = path.dirname(this.#file);
    const prefix = `python-${process.versions.v8}-`;
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (name.startsWith(prefix) && name.endsWith(EXTENSION) && file !== this.#file) rmSync(file);
    }
  }
}
