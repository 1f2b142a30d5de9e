import { readdirSync, rmSync, statSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { COMPILE_CACHE, COMPILED_CODE } from '../protocol/kernel.ts';
import type { Language } from '../protocol/languages.ts';

/**
 * The code of the kernel as V8 has compiled it, kept in files so that the next kernel need not compile it again: in the
 * folder that {@link COMPILE_CACHE} named when the process began, or nowhere.
 */
export class CompiledCode {
  readonly #program: URL;
  readonly #folder: string | undefined;
  readonly #languages = new Set<Language>();

  /** `program`: the running program. What `cacheFolder` kept before it was installed is of an earlier one. */
  constructor(program: URL, cacheFolder: string | undefined) {
    this.#program = program;
    this.#folder = cacheFolder && path.join(cacheFolder, COMPILED_CODE);
    // Programs that cells start keep theirs elsewhere.
    delete process.env[COMPILE_CACHE];
  }

  /** Keeps what the first cell in a language has had compiled. */
  keep(language: Language): void {
    if (this.#languages.has(language)) return;
    this.#languages.add(language);
    if (module.getCompileCacheDir?.() === undefined) return;
    module.flushCompileCache();
    try {
      this.#removeOutdated();
    } catch {
      // What is not removed costs only its place.
    }
  }

  /** Node has a folder for each of its versions, and for each setting of V8's. */
  #removeOutdated(): void {
    if (this.#folder === undefined) return;
    const installed = statSync(this.#program).mtimeMs;
    for (const name of readdirSync(this.#folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(this.#folder, name);
      // Other kernels write and remove here too.
      const kept = statSync(file, { throwIfNoEntry: false });
      if (kept?.isFile() === true && kept.mtimeMs < installed) rmSync(file, { force: true });
    }
  }
}
