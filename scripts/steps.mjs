// Small pieces that the scripts share. They run before anything is installed, so they import Node's modules alone.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Downloads and scratch files: ignored by git, left out of the package. */
export const cache = path.join(root, '.vscode-test');

const windows = process.platform === 'win32';

export function say(message) {
  console.log(`\u001b[1m▸ ${message}\u001b[0m`);
}

/** The first folder of PATH that holds `program`, as the path of the program. */
export function which(program) {
  const names = windows ? [`${program}.cmd`, `${program}.exe`] : [program];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder !== '' && existsSync(file)) return file;
    }
  }
  return undefined;
}

/** Runs a program to its end and returns its exit code; its output is the script's, or is kept back unless it fails. */
export function attempt(command, args, { cwd = root, env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell: windows,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let text = '';
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.stderr?.on('data', (chunk) => (text += chunk));
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code) => {
      if (code !== 0 && quiet) console.error(text);
      resolve(code ?? 1);
    });
  });
}

/** As {@link attempt}; throws where the program fails. */
export async function run(command, args, options) {
  const code = await attempt(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}`);
}

/** Node of the version that the project's scripts run on, from its devDependencies. */
export const projectNode = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Installs the devDependencies, unless they are those of package-lock.json already. */
export async function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    throw new Error(`Node ${process.versions.node} is too old: 20 or newer is needed (https://nodejs.org).`);
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.normscope-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(projectNode)) return;
  say('Installing the development dependencies (about 500 MB, a minute)');
  await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { quiet: true });
  if (!existsSync(projectNode)) await run('npm', ['rebuild', 'node', 'esbuild'], { quiet: true });
  writeFileSync(stamp, wanted);
}

/** The environment in which `node` is the project's own. */
export function projectEnvironment() {
  const folders = [path.join(root, 'node_modules', '.bin'), path.dirname(projectNode), process.env.PATH];
  return { PATH: folders.join(path.delimiter) };
}

/** Makes a folder and returns it. */
export function folder(...parts) {
  const made = path.join(...parts);
  mkdirSync(made, { recursive: true });
  return made;
}
