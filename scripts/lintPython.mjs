// Part of npm run check, [--write]: lints Python files and holds them to one format, with Ruff.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ruff from '@astral-sh/ruff-wasm-nodejs';

const FOLDERS = ['src', 'scripts', 'test'];

const settings = {
  'line-length': 120,
  'indent-width': 4,
  'target-version': 'py314',
  format: { 'line-ending': 'lf' },
  lint: {
    // What does not compile, names that nobody defines, likely mistakes, and what newer Python
    // says shorter. Modules import for others to import from them: unused imports are none.
    select: ['B0', 'E7', 'E9', 'F5', 'F6', 'F7', 'F82', 'F84', 'PLE', 'UP'],
    'flake8-bugbear': { 'extend-immutable-calls': ['Size', '_types.Size', 'torch.Size'] },
  },
};

const isWriting = process.argv.includes('--write');
const workspace = new ruff.Workspace(settings, ruff.PositionEncoding.Utf16);
let problems = 0;
for (const folder of FOLDERS) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.py')).sort();
  for (const name of names) {
    const file = path.join(folder, name);
    const source = await readFile(file, 'utf8');
    for (const { code, message, start_location: place } of workspace.check(source)) {
      console.log(`${file}:${place.row}:${place.column} ${code ?? ''} ${message}`);
      problems++;
    }
    const formatted = workspace.format(source);
    if (formatted === source) continue;
    if (isWriting) await writeFile(file, formatted);
    else {
      console.log(`${file} is not formatted: npm run format`);
      problems++;
    }
  }
}
process.exitCode = problems === 0 ? 0 : 1;
