import { isBuiltin } from 'node:module';
import path from 'node:path';
import type ts from 'typescript';
import type { Cells } from './cells.ts';

/** Text and version of a file that is not a cell, as the editor has it where it is open there. */
export interface FileText {
  readonly version: string;
  readonly snapshot: ts.IScriptSnapshot;
}

/**
 * What the language service of all cells reads: cells as modules, our declarations, Node's in place of a browser's, and
 * the files that cells import. `openFile`: undefined for what the server has not read.
 *
 * Only what is surely wrong is shown: types that nobody wrote are no errors, nor are values that may be undefined.
 */
export function createCellHost(
  typescript: typeof ts,
  cells: Cells,
  system: ts.System,
  openFile: (file: string) => FileText | undefined,
): ts.LanguageServiceHost {
  const options: ts.CompilerOptions = {
    target: typescript.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts'],
    types: [],
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    allowJs: true,
    checkJs: true,
    strict: false,
    strictBindCallApply: true,
    noImplicitThis: false,
    skipLibCheck: true,
    noEmit: true,
    allowNonTsExtensions: true,
  };
  const inTypes = (...names: string[]): string => path.posix.join(cells.typesFolder.replaceAll('\\', '/'), ...names);

  const resolve = (specifier: string, containingFile: string): ts.ResolvedModuleFull | undefined => {
    if (cells.has(specifier)) return { resolvedFileName: specifier, extension: typescript.Extension.Ts };
    // The declarations of Node's modules name them; no file is looked for.
    if (isBuiltin(specifier)) return undefined;
    if (specifier === 'undici-types') {
      return { resolvedFileName: inTypes('undici-types', 'index.d.ts'), extension: typescript.Extension.Dts };
    }
    const folder = cells.folderOf(containingFile);
    const from = folder === undefined ? containingFile : path.join(folder, 'notebook.ts');
    return typescript.resolveModuleName(specifier, from, options, system).resolvedModule;
  };

  const libraries = path.dirname(typescript.getDefaultLibFilePath(options));
  const versionOf = (file: string): string =>
    file.startsWith(inTypes()) || file.startsWith(libraries)
      ? 'shipped'
      : String(system.getModifiedTime?.(file)?.getTime() ?? 0);

  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [inTypes('globals.d.ts'), inTypes('node', 'index.d.ts'), ...cells.update()],
    getScriptVersion: (file) => cells.module(file)?.version ?? openFile(file)?.version ?? versionOf(file),
    getScriptSnapshot: (file) => {
      const known = cells.module(file)?.snapshot ?? openFile(file)?.snapshot;
      if (known !== undefined) return known;
      const text = system.readFile(file);
      return text === undefined ? undefined : typescript.ScriptSnapshot.fromString(text);
    },
    getScriptKind: (file) => cells.module(file)?.kind ?? typescript.ScriptKind.Unknown,
    getCurrentDirectory: () => system.getCurrentDirectory(),
    getDefaultLibFileName: (settings) => typescript.getDefaultLibFilePath(settings),
    fileExists: (file) => cells.module(file) !== undefined || system.fileExists(file),
    readFile: (file, encoding) => system.readFile(file, encoding),
    directoryExists: (folder) => system.directoryExists(folder),
    getDirectories: (folder) => system.getDirectories(folder),
    useCaseSensitiveFileNames: () => system.useCaseSensitiveFileNames,
    realpath: (file) => system.realpath?.(file) ?? file,
    resolveModuleNameLiterals: (literals, _, __, ___, { fileName }) =>
      literals.map(({ text }) => ({ resolvedModule: resolve(text, fileName) })),
  };
}
