// What is in the modules of Python cells, in dist/pythonIndex.json: the kernel that was built is asked for it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const QUESTION = 'scripts/describe_modules.py';
const MODULES = 'dist/python/modules.zip';
const INDEX = 'dist/pythonIndex.json';
/** Stands for what the index was made of: asking takes several seconds, and modules change seldom. */
const ORIGIN = 'dist/pythonIndex.origin';

async function origin() {
  const hash = createHash('sha256');
  for (const file of [QUESTION, MODULES]) hash.update(await readFile(file));
  return hash.digest('hex');
}

/** @param {string} code */
function notebookOf(code) {
  return JSON.stringify({
    cells: [{ cell_type: 'code', metadata: {}, source: code, outputs: [], execution_count: null }],
    metadata: { kernelspec: { name: 'normscope', language: 'python' }, language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

/** Runs a cell with `code` in `folder`, which may write files there. Returns what it printed. @param {string} code @param {string} folder */
async function runCell(code, folder) {
  const notebook = path.join(folder, 'describe.ipynb');
  await writeFile(notebook, notebookOf(code));
  const kernel = spawn(process.execPath, [path.resolve('dist/cli.js'), 'run', notebook], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [kernel.stdout, kernel.stderr]) stream.on('data', (text) => (printed += text));
  await new Promise((resolve, reject) => kernel.on('close', resolve).on('error', reject));
  return printed;
}

/** Makes the index anew where the modules, or what is asked of them, have changed. */
export async function buildPythonIndex() {
  const made = await origin();
  if ((await readFile(ORIGIN, 'utf8').catch(() => '')) === made) return;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'normscope-index-'));
  try {
    const printed = await runCell(await readFile(QUESTION, 'utf8'), folder);
    const index = await readFile(path.join(folder, 'pythonIndex.json'), 'utf8').catch(() => {
      throw new Error(`Python did not describe its modules:\n${printed}`);
    });
    await writeFile(INDEX, index);
    await writeFile(ORIGIN, made);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
