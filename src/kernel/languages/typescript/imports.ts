import { stat } from 'node:fs/promises';
import * as module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { stripTypes } from './compile.ts';

type ImportModule = (specifier: string) => Promise<Record<string, unknown>>;

const TYPESCRIPT_FILE = /\.[mc]?ts(\?|$)/;

/** Lets imported files be TypeScript, also those that they import, on a Node that does not strip types by itself. */
function acceptTypeScriptFiles(): void {
  if (typeof module.registerHooks !== 'function') return;
  module.registerHooks({
    load: (url, context, nextLoad) => {
      if (!url.startsWith('file:') || !TYPESCRIPT_FILE.test(url) || url.includes('/node_modules/')) {
        return nextLoad(url, context);
      }
      const { source } = nextLoad(url, { ...context, format: 'module' });
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
      return { format: 'module', source: stripTypes(text), shortCircuit: true };
    },
  });
}

/**
 * What `import` means in a cell: Node's modules, npm packages found from the notebook's folder, and local files, which
 * are read anew when they have changed since the last import.
 */
export function createImport(folder: string): ImportModule {
  acceptTypeScriptFiles();
  const importFromFolder = new vm.Script('(specifier) => import(specifier)', {
    filename: path.join(folder, 'notebook.mjs'),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as ImportModule;
  return async (specifier) => {
    const name = String(specifier);
    if (!/^(\.{0,2}\/|file:)/.test(name)) return importFromFolder(name);
    if (TYPESCRIPT_FILE.test(name) && typeof module.registerHooks !== 'function') {
      throw new Error(
        `${name} cannot be imported: TypeScript files need Node 22.15 or newer, and this is ${process.version}`,
      );
    }
    const url = name.startsWith('file:') ? new URL(name) : pathToFileURL(path.resolve(folder, name));
    const { mtimeMs } = await stat(fileURLToPath(url)).catch(() => ({ mtimeMs: 0 }));
    if (mtimeMs > 0) url.searchParams.set('modified', String(mtimeMs));
    return importFromFolder(url.href);
  };
}
