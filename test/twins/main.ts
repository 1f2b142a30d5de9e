// npm run test:twins [-- --record]: runs the programs of this folder in Python cells and on the real PyTorch, TensorFlow, Keras and NumPy.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { difference } from './compare.ts';
import { programs, recordedFile, ROOT, runHere, sourceFile } from './programs.ts';

/** The virtual environment that `npm run bench:peers` makes. */
const PYTHON = fileURLToPath(
  new URL(
    process.platform === 'win32' ? '../../.bench/Scripts/python.exe' : '../../.bench/bin/python',
    import.meta.url,
  ),
);

/** What colours text in a terminal. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function runThere(name: string): string {
  const printed = execFileSync(PYTHON, [fileURLToPath(sourceFile(name))], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return printed.replaceAll(COLOUR, '');
}

let failed = 0;
for (const name of programs()) {
  const theirs = runThere(name);
  if (process.argv.includes('--record')) writeFileSync(recordedFile(name), theirs);
  const found = difference(await runHere(name), theirs);
  if (found !== undefined) {
    failed++;
    console.log(`FAILED ${name}: ${found}`);
  }
}
console.log(`${programs().length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
