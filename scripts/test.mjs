// npm test: installs what it needs, builds, and runs every check and test. Closes with `N passed, N failed`.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { attempt, cache, ensureDependencies, folder, projectEnvironment, projectNode, root, say } from './steps.mjs';

/** Every run of mocha adds a line to this file: see test/countingReporter.cjs. */
const countsFile = path.join(folder(cache), 'test-counts.jsonl');

/** The exit code of a stage that cannot be run on this machine, and is not counted. */
const SKIPPED = 77;

const bin = (...parts) => path.join(root, 'node_modules', ...parts);

/** What is run, in order. A check counts as one test; a run of mocha counts its own. */
const STAGES = [
  { title: 'Types and the plan of imports', script: [bin('typescript', 'bin', 'tsc'), '-b'], check: true },
  { title: 'Lint', script: [bin('eslint', 'bin', 'eslint.js'), '.'], check: true },
  {
    title: 'Format',
    script: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    check: true,
  },
  { title: 'Python’s lint and format', script: ['scripts/lintPython.mjs'], check: true },
  { title: 'Build', script: ['esbuild.mjs'], check: true },
  { title: 'Unit tests', script: [bin('mocha', 'bin', 'mocha.js')] },
  { title: 'JupyterLab', script: ['test/jupyter/launch.mjs'] },
  { title: 'Package', script: ['scripts/package.mjs'], check: true },
  { title: 'VS Code, from this folder', script: ['test/vscode/launch.mjs'] },
  { title: 'VS Code, in a folder that is not trusted', script: ['test/vscode/launch.mjs', '--restricted'] },
  { title: 'VS Code, with the package installed', script: ['test/vscode/launch.mjs', '--installed'] },
  {
    title: 'VS Code, opened again',
    script: [
      bin('mocha', 'bin', 'mocha.js'),
      ...['--no-config', '--reporter', 'test/countingReporter.cjs', 'test/vscode/reopened.test.mjs'],
    ],
  },
];

function countTests() {
  if (!existsSync(countsFile)) return { runs: 0, passed: 0, failed: 0 };
  const runs = readFileSync(countsFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const total = (key) => runs.reduce((sum, run) => sum + run[key], 0);
  return { runs: runs.length, passed: total('passed'), failed: total('failed') };
}

async function main() {
  rmSync(countsFile, { force: true });
  await ensureDependencies();
  const { ensureChromium } = await import('./chromium.mjs');
  const env = { ...projectEnvironment(), NORMSCOPE_TEST_COUNTS: countsFile, CHROME_PATH: await ensureChromium() };
  let checks = { passed: 0, failed: 0 };
  for (const { title, script, check = false } of STAGES) {
    say(title);
    const before = countTests();
    const code = await attempt(projectNode, script, { env });
    if (code === SKIPPED) continue;
    const after = countTests();
    const reported = after.runs > before.runs;
    if (check && code === 0) checks = { ...checks, passed: checks.passed + 1 };
    // A run of mocha that died before it could count, or failed without a failing test, is a failure of its own.
    if (code !== 0 && !(reported && after.failed > before.failed)) checks = { ...checks, failed: checks.failed + 1 };
    if (!check && code === 0 && !reported) checks = { ...checks, failed: checks.failed + 1 };
  }
  const tests = countTests();
  const failed = tests.failed + checks.failed;
  console.log(`\n${tests.passed + checks.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
