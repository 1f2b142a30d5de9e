import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The memory of an interpreter that has imported everything, kept in a file so that the next kernel need not import it
 * again. It holds machine state: what makes it must be what loads it, so that its name tells both apart.
 */
export class Snapshot {
  readonly #file: string;

  /** `folder`: where it is kept. `contents`: whatever it depends on beside this engine's version. */
  constructor(folder: string, contents: readonly (string | Uint8Array)[]) {
    const hash = createHash('sha256').update(process.versions.v8).update(process.arch);
    for (const part of contents) hash.update(part);
    this.#file = path.join(folder, `python-${hash.digest('hex').slice(0, 16)}.snapshot`);
  }

  /** Undefined where there is none yet. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#file);
    } catch {
      return undefined;
    }
  }

  /** Writes it so that no other kernel ever reads a part of it. A folder that cannot be written to is no error. */
  async write(memory: Uint8Array): Promise<void> {
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await writeFile(unfinished, memory);
      await rename(unfinished, this.#file);
    } catch {
      // The next kernel starts as slowly as this one.
    }
  }
}
