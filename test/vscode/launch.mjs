// Runs the tests of this folder in a real VS Code: desktop VS Code where it can be downloaded and shown, else its server
// in a headless Chromium. With --installed, the packaged extension is installed and tested in place of this folder. With
// --restricted, the window does not trust its folder, and the tests are those of test/vscode/restricted.ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { folder, root, say } from '../../scripts/steps.mjs';
import { ensureServer, freePort, installExtension } from '../../scripts/vscodeServer.mjs';

const installed = process.argv.includes('--installed');
const restricted = process.argv.includes('--restricted');
const here = path.join(root, 'test', 'vscode');

/** Desktop VS Code, or undefined where it cannot be had or there is no screen to show it on. */
async function desktop() {
  // The test runner makes desktop VS Code trust everything.
  if (restricted || (process.platform === 'linux' && !process.env.DISPLAY)) return undefined;
  try {
    return await downloadAndUnzipVSCode({ version: 'stable', timeout: 20_000 });
  } catch (error) {
    say(`Desktop VS Code cannot be downloaded (${error.message}); its server does as well`);
    return undefined;
  }
}

function packageFile() {
  const file = readdirSync(root).find((name) => name.endsWith('.vsix'));
  if (file === undefined) throw new Error('There is no .vsix: run npm run package first.');
  return path.join(root, file);
}

async function installPackage(executable, data, extensions) {
  if (executable === undefined) return installExtension(packageFile(), { data, extensions });
  const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  const { status } = spawnSync(
    cli,
    [...args, `--user-data-dir=${data}`, `--extensions-dir=${extensions}`, '--install-extension', packageFile()],
    { shell: process.platform === 'win32', stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('the package could not be installed');
  return undefined;
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'normscope-test-'));
const data = folder(scratch, 'data');
const extensions = folder(scratch, 'extensions');
try {
  const executable = await desktop();
  if (executable === undefined) await ensureServer();
  if (installed) await installPackage(executable, data, extensions);
  const port = await freePort();
  process.exitCode = await runTests({
    vscodeExecutablePath: executable ?? path.join(here, 'serverAsExecutable.mjs'),
    extensionDevelopmentPath: installed ? path.join(here, 'driver') : root,
    extensionTestsPath: path.join(root, 'dist', 'test', 'vscodeTests.cjs'),
    extensionTestsEnv: {
      NORMSCOPE_DEBUGGING_PORT: String(port),
      NORMSCOPE_ROOT: root,
      NORMSCOPE_RESTRICTED: restricted ? 'yes' : '',
    },
    launchArgs: [
      folder(scratch, 'workspace'),
      `--user-data-dir=${data}`,
      `--extensions-dir=${extensions}`,
      `--remote-debugging-port=${port}`,
      ...(restricted ? ['--restricted'] : []),
    ],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
