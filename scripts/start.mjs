// npm start: VS Code with the extension and the first tutorial, from a fresh clone.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, lstatSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { cache, ensureDependencies, folder, projectEnvironment, projectNode, root, run, say, which } from './steps.mjs';
import { ensureServer, startServer } from './vscodeServer.mjs';

const TUTORIAL = '01-batch-normalization.ipynb';

/** A folder to play in, with a copy of the tutorial that keeps what the user makes of it. */
function preparePlayground() {
  const playground = folder(cache, 'playground');
  const tutorial = path.join(playground, TUTORIAL);
  if (!existsSync(tutorial)) copyFileSync(path.join(root, 'media', 'tutorials', TUTORIAL), tutorial);
  return { playground, tutorial };
}

/** Makes the server load the extension from this folder. */
function linkExtension(extensions) {
  const link = path.join(extensions, 'normscope.normscope-0.1.0');
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) rmSync(link, { recursive: true });
  symlinkSync(root, link, 'junction');
}

/** Opens `address` in the user's browser, if there is a screen to show it on. */
function openBrowser(address) {
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  if (!hasScreen || which(opener) === undefined) return false;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
  return true;
}

async function startInBrowser({ playground, tutorial }) {
  await ensureServer();
  say('Starting VS Code');
  const extensions = folder(cache, 'start', 'extensions');
  linkExtension(extensions);
  const token = randomBytes(24).toString('hex');
  const server = await startServer({ data: folder(cache, 'start', 'data'), extensions, token });
  const address = server.address(playground, [['openFile', server.remote(tutorial)]]);
  say(openBrowser(address) ? 'VS Code is open in your browser. Its address:' : 'Open this address in your browser:');
  console.log(`\n  ${address}\n\nPress Run All in the notebook. Ctrl+C here ends VS Code.`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void server.stop().then(() => process.exit()));
  }
}

async function main() {
  await ensureDependencies();
  say('Building');
  await run(projectNode, ['esbuild.mjs'], { env: projectEnvironment() });
  const place = preparePlayground();
  const desktop = which('code');
  if (desktop === undefined) return startInBrowser(place);
  say('Opening VS Code');
  return run(desktop, [
    ...['--new-window', `--extensionDevelopmentPath=${root}`, '--disable-workspace-trust'],
    ...[place.playground, place.tutorial],
  ]);
}

main().catch((error) => {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});
