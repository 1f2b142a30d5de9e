// What Python cells need in dist/python: Pyodide without what it brings for other hosts, and our modules.
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { loadPyodide } from 'pyodide';

const PYODIDE = 'node_modules/pyodide';
const MODULES = 'src/kernel/languages/python/modules';
const TARGET = 'dist/python';

/** Where both archives lie in the interpreter's file system; compiled code names its file by it. */
const STANDARD_LIBRARY = '/lib/python314.zip/';
const OUR_MODULES = '/lib/normscope.zip/';

/** The same files give the same archive, whenever it is made: a snapshot is named by its content. */
const MTIME = { mtime: '2026-01-01T00:00:00' };

/** @param {Record<string, Uint8Array>} files */
function archiveOf(files) {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, [content, MTIME]])));
}

async function readModules() {
  const names = (await readdir(MODULES, { recursive: true })).filter((file) => file.endsWith('.py')).sort();
  const contents = names.map(async (name) => [
    name.split(path.sep).join('/'),
    new Uint8Array(await readFile(path.join(MODULES, name))),
  ]);
  return /** @type {Record<string, Uint8Array>} */ (Object.fromEntries(await Promise.all(contents)));
}

/**
 * The interpreter would compile for two thirds of its first start: our modules, and those of the
 * standard library that a start loads, are therefore packed with their compiled form beside them.
 */
export async function buildPython() {
  await mkdir(TARGET, { recursive: true });
  for (const file of ['pyodide.asm.mjs', 'pyodide.asm.wasm']) {
    await copyFile(path.join(PYODIDE, file), path.join(TARGET, file));
  }
  const python = await loadPyodide({ indexURL: PYODIDE });
  python.runPython(await readFile('scripts/compile_python.py', 'utf8'));
  const [compileFile, standardFiles] = ['compile_file', 'standard_files'].map((name) => python.globals.get(name));

  /** @param {Record<string, Uint8Array>} files @param {readonly string[]} names @param {string} place */
  const withCompiled = (files, names, place) => {
    const compiled = names.map((name) => [`${name}c`, compileFile(place + name, files[name]).toJs()]);
    return archiveOf({ ...files, ...Object.fromEntries(compiled) });
  };
  const modules = await readModules();
  const standardLibrary = unzipSync(await readFile(path.join(PYODIDE, 'python_stdlib.zip')));
  const loaded = standardFiles(Object.values(modules), STANDARD_LIBRARY).toJs();
  await writeFile(path.join(TARGET, 'modules.zip'), withCompiled(modules, Object.keys(modules), OUR_MODULES));
  await writeFile(path.join(TARGET, 'python_stdlib.zip'), withCompiled(standardLibrary, loaded, STANDARD_LIBRARY));
}
