// The real JupyterLab, installed with pip into a folder of its own.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attempt, cache, folder, run, say, which } from './steps.mjs';
import { freePort } from './vscodeServer.mjs';

const PACKAGE = 'jupyterlab==4.6.6';

const home = path.join(cache, 'jupyterlab');
const python =
  process.platform === 'win32' ? path.join(home, 'Scripts', 'python.exe') : path.join(home, 'bin', 'python');

/** Nothing is asked of the network, and nobody is asked about it. */
const SETTINGS = {
  'notification.jupyterlab-settings': { fetchNews: 'false', checkForUpdates: false, doNotDisturbMode: true },
};

/** How long a server may take to start; what it says of itself is asked for every so often. */
const START_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 200;

async function createEnvironment() {
  const host = which('python3') ?? which('python');
  if (host === undefined) return false;
  if ((await attempt(host, ['-m', 'venv', '--clear', home], { quiet: true })) === 0) return true;
  // Debian keeps the module for environments in a package of its own.
  if (process.getuid?.() !== 0 || which('apt-get') === undefined) return false;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await attempt('apt-get', ['update', '-qq'], { quiet: true, env });
  await attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-venv'], { quiet: true, env });
  return (await attempt(host, ['-m', 'venv', '--clear', home], { quiet: true })) === 0;
}

/** Installs JupyterLab, once. Returns false where there is no Python to install it with. */
export async function ensureJupyterLab() {
  const stamp = path.join(home, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === PACKAGE) return true;
  say('Installing JupyterLab (240 MB, half a minute)');
  rmSync(home, { recursive: true, force: true });
  if (!(await createEnvironment())) return false;
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE], { quiet: true });
  writeFileSync(stamp, PACKAGE);
  return true;
}

/**
 * Starts a server for the notebooks in `notebooks`, on a free port of the loopback interface, open to nobody without the
 * token in its addresses. `scratch`: where it keeps what it would keep in the user's folders.
 */
export async function startJupyterLab({ notebooks, scratch }) {
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const folders = Object.fromEntries(
    [...['CONFIG_DIR', 'DATA_DIR', 'RUNTIME_DIR'].map((name) => `JUPYTER_${name}`), 'JUPYTERLAB_SETTINGS_DIR'].map(
      (name) => [name, folder(scratch, name.toLowerCase())],
    ),
  );
  const settings = folder(folders.JUPYTERLAB_SETTINGS_DIR, '@jupyterlab', 'apputils-extension');
  for (const [file, values] of Object.entries(SETTINGS)) {
    writeFileSync(path.join(settings, file), JSON.stringify(values));
  }
  const args = [
    ...['-m', 'jupyterlab', '--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`],
    ...['--ServerApp.port_retries=0', `--IdentityProvider.token=${token}`, `--notebook-dir=${notebooks}`],
    // So that a page's script may run its commands.
    '--expose-app-in-browser',
  ];
  const server = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...folders } });
  let log = '';
  let ended = false;
  const listen = (chunk) => (log = (log + chunk).slice(-4000));
  server.stdout.on('data', listen);
  server.stderr.on('data', listen);
  const end = new Promise((resolve) => server.once('exit', resolve)).then(() => (ended = true));
  const stop = async () => {
    server.kill();
    await end;
  };
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/api/status?token=${token}`).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await answers())) {
    if (ended || Date.now() > deadline) {
      await stop();
      throw new Error(`JupyterLab did not start\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  return {
    /** The address at which a notebook of the folder opens, alone. */
    address: (notebook) => `http://127.0.0.1:${port}/doc/tree/${encodeURIComponent(notebook)}?token=${token}`,
    stop,
  };
}
