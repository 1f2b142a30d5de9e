// Runs the tests of this folder on the real JupyterLab. Where there is no Python to install it with, says so and tests
// nothing, except in continuous integration.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureJupyterLab, startJupyterLab } from '../../scripts/jupyterLab.mjs';
import { attempt, folder, projectNode, root, say } from '../../scripts/steps.mjs';

/** The exit code by which a stage of npm test says that it cannot be run here. */
const SKIPPED = 77;

async function test() {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'normscope-jupyter-'));
  const notebooks = folder(scratch, 'notebooks');
  const server = await startJupyterLab({ notebooks, scratch });
  try {
    return await attempt(
      projectNode,
      [
        path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
        ...['--no-config', '--reporter', 'test/countingReporter.cjs', '--timeout', '60000'],
        'test/jupyter/savedNotebook.ts',
      ],
      { env: { NORMSCOPE_NOTEBOOKS: notebooks, NORMSCOPE_JUPYTER: server.address('') } },
    );
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (await ensureJupyterLab()) {
  process.exitCode = await test();
} else {
  say('JupyterLab cannot be installed: there is no Python with venv and pip');
  process.exitCode = process.env.CI ? 1 : SKIPPED;
}
