// How long the extension takes to load and to activate in VS Code, when the window has come to rest: prints, for each of
// some windows, milliseconds on the clock and of the thread's processor time as JSON.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { folder, root } from '../../scripts/steps.mjs';
import { ensureServer, freePort } from '../../scripts/vscodeServer.mjs';

const WINDOWS = 5;

/** What the workbench does after its start is over by then. */
const REST_MILLISECONDS = 5000;

/** Stands before the extension's own main file. */
const measuring = (result) => `
const now = () => {
  const { user, system } = process.threadCpuUsage();
  return [performance.now(), (user + system) / 1000];
};
const started = now();
const extension = require('./dist/extension.cjs');
const loaded = now();
exports.activate = (context) => {
  const before = now();
  extension.activate(context);
  const after = now();
  const took = started.map((start, i) => loaded[i] - start + after[i] - before[i]);
  require('node:fs').appendFileSync(${JSON.stringify(result)}, JSON.stringify(took) + '\\n');
};
exports.deactivate = () => extension.deactivate();
`;

const activating = `
const { extensions } = require('vscode');
exports.run = async () => {
  await new Promise((resolve) => setTimeout(resolve, ${REST_MILLISECONDS}));
  await extensions.getExtension('normscope.normscope').activate();
};
`;

/** A copy of the extension that tells how long it took. */
function copyTo(target, result) {
  for (const name of ['dist', 'l10n', 'media']) {
    cpSync(path.join(root, name), path.join(target, name), {
      recursive: true,
      filter: (file) => !file.endsWith('.map') && file !== path.join(root, 'dist', 'test'),
    });
  }
  for (const name of ['package.json', 'package.nls.json']) cpSync(path.join(root, name), path.join(target, name));
  const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'));
  writeFileSync(path.join(target, 'package.json'), JSON.stringify({ ...manifest, main: './measured.cjs' }));
  writeFileSync(path.join(target, 'measured.cjs'), measuring(result));
  writeFileSync(path.join(target, 'activating.cjs'), activating);
}

async function openWindow(extension, scratch) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'test', 'vscode', 'serverAsExecutable.mjs'),
      folder(scratch, 'workspace'),
      `--user-data-dir=${folder(scratch, 'data')}`,
      `--extensions-dir=${folder(scratch, 'extensions')}`,
      `--remote-debugging-port=${await freePort()}`,
      `--extensionDevelopmentPath=${extension}`,
      `--extensionTestsPath=${path.join(extension, 'activating.cjs')}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const code = await new Promise((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(`a window ended with exit code ${code}`);
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'normscope-activation-'));
try {
  await ensureServer();
  const result = path.join(scratch, 'took.jsonl');
  const extension = folder(scratch, 'extension');
  copyTo(extension, result);
  for (let window = 0; window < WINDOWS; window++) await openWindow(extension, scratch);
  const took = readFileSync(result, 'utf8').trim().split('\n');
  console.log(`[${took.join(',')}]`);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
