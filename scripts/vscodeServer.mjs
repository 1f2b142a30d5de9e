// VS Code without a desktop: its server, from the npm package code-server, shown by a browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { cache, folder, projectNode, run, say } from './steps.mjs';

const PACKAGE = 'code-server@4.139.1';

const home = path.join(cache, 'server');
const vscode = path.join(home, 'node_modules', 'code-server', 'lib', 'vscode');
const main = path.join(vscode, 'out', 'server-main.js');

/**
 * Two native modules of the server would need a C compiler. It asks nothing of them that matters here: spdlog writes
 * log files, native-watchdog ends the server when its parent dies.
 */
const REPLACEMENTS = {
  spdlog: `
    const { appendFileSync, mkdirSync } = require('node:fs');
    const { dirname } = require('node:path');
    const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
    class Logger {
      constructor(file) { mkdirSync(dirname(file), { recursive: true }); this.file = file; this.level = 2; }
      getLevel() { return this.level; }
      setLevel(level) { this.level = level; }
      setPattern() {}
      clearFormatters() {}
      flush() {}
      drop() { this.file = undefined; }
    }
    LEVELS.forEach((name, level) => {
      Logger.prototype[name] = function (text) {
        if (this.file && level >= this.level) appendFileSync(this.file, '[' + name + '] ' + text + '\\n');
      };
    });
    exports.version = 0;
    exports.setLevel = function () {};
    exports.setFlushOn = function () {};
    exports.Logger = Logger;
    exports.createRotatingLogger = async function (name, file) { return new Logger(file); };
    exports.createAsyncRotatingLogger = exports.createRotatingLogger;
  `,
  'native-watchdog': `
    exports.start = function () {};
    exports.exit = function (code) { process.exit(code); };
  `,
};

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.editorAssociations': { '*.ipynb': 'jupyter-notebook' },
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
};

/** Installs the server, once. */
export async function ensureServer() {
  const stamp = path.join(home, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === PACKAGE) return;
  say('Installing the VS Code server (0.8 GB, about a minute)');
  folder(home);
  writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');
  const npm = (cwd, ...args) =>
    run('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, quiet: true });
  await npm(home, 'install', PACKAGE);
  await npm(vscode, 'install', '--omit=dev');
  await npm(path.join(vscode, 'extensions'), 'install', '--omit=dev');
  for (const [name, code] of Object.entries(REPLACEMENTS)) {
    const target = path.join(vscode, 'node_modules', '@vscode', name);
    mkdirSync(target, { recursive: true });
    writeFileSync(
      path.join(target, 'package.json'),
      JSON.stringify({ name: `@vscode/${name}`, version: '0.0.0', main: 'index.js' }),
    );
    writeFileSync(path.join(target, 'index.js'), code);
  }
  writeFileSync(stamp, PACKAGE);
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Installs a packaged extension into `extensions`. */
export async function installExtension(vsix, { data, extensions }) {
  await run(
    projectNode,
    [
      main,
      '--install-extension',
      vsix,
      '--extensions-dir',
      extensions,
      '--server-data-dir',
      data,
      '--accept-server-license-terms',
    ],
    { quiet: true, env: { EXTENSIONS_GALLERY: '{}' } },
  );
}

/**
 * Starts a server on a free port of the loopback interface, open to nobody without the token in its address.
 *
 * `data`, `extensions`: the folders of user data and extensions. `settings`: the user's, beside ours. `testDriver`:
 * whether the page may load extensions under development and run their tests. `trust`: whether every folder is trusted.
 */
export async function startServer({ data, extensions, token, settings = {}, testDriver = false, trust = true }) {
  const settingsFile = path.join(folder(data, 'data', 'User'), 'settings.json');
  const existing = existsSync(settingsFile) ? JSON.parse(readFileSync(settingsFile, 'utf8')) : {};
  writeFileSync(settingsFile, JSON.stringify({ ...SETTINGS, ...existing, ...settings }, undefined, 2));
  const port = await freePort();
  const args = [
    ...[main, '--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...['--server-data-dir', data, '--extensions-dir', folder(extensions)],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(trust ? ['--disable-workspace-trust'] : []),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const server = spawn(projectNode, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, EXTENSIONS_GALLERY: '{}' },
  });
  let log = '';
  await new Promise((resolve, reject) => {
    const listen = (chunk) => {
      log = (log + chunk).slice(-4000);
      if (/Web UI available|agent listening/.test(log)) resolve();
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('exit', (code) => reject(new Error(`the VS Code server ended with code ${code}\n${log}`)));
  });
  const authority = `127.0.0.1:${port}`;
  const remote = (file) => `vscode-remote://${authority}${path.resolve(file).replaceAll('\\', '/')}`;
  return {
    process: server,
    /** The address of the workbench on a folder; `payload` maps VS Code's keys to values, files by `remote`. */
    address: (workspace, payload) =>
      `http://${authority}/?tkn=${token}&folder=${encodeURIComponent(path.resolve(workspace))}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    remote,
    stop: () =>
      new Promise((resolve) => {
        server.removeAllListeners('exit');
        server.once('exit', resolve);
        server.kill();
      }),
  };
}
