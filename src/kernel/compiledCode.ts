import { readdirSync, rmSync, statSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { COMPILE_CACHE } from '../protocol/kernel.ts';
import type { Language } from '../protocol/languages.ts';

/**
 * The code of the kernel as V8 has compiled it, kept in files so that the next kernel need not compile it again: in the
 * folder that {@link COMPILE_CACHE} named when the process began, or nowhere.
 */
export class CompiledCode {
  readonly #program: URL;
  readonly #languages = new Set<Language>();

  /** `program`: the running program. What was kept before it was installed is of an earlier one. */
  constructor(program: URL) {
    this.#program = program;
    // Programs that cells start keep theirs elsewhere.
    delete process.env[COMPILE_CACHE];
  }

  /** Keeps what the first cell in a language has had compiled. */
  keep(language: Language): void {
    if (this.#languages.has(language)) return;
    this.#languages.add(language);
    const folder = module.getCompileCacheDir?.();
    if (folder === undefined) return;
    module.flushCompileCache();
    try {
      this.#removeOutdated(folder);
    } catch {
      // What is not removed costs only its place.
    }
  }

  #removeOutdated(folder: string): void {
    const installed = statSync(this.#program).mtimeMs;
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      // Other kernels write and remove here too.
      const kept = statSync(file, { throwIfNoEntry: false });
      if (kept !== undefined && kept.mtimeMs < installed) rmSync(file, { force: true });
    }
  }
}
