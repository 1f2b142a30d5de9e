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

/** How many runs of mocha have ended, how many of their tests passed, and what failed. */
function countTests() {
  if (!existsSync(countsFile)) return { runs: 0, passed: 0, failures: [] };
  const runs = readFileSync(countsFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    runs: runs.length,
    passed: runs.reduce((sum, run) => sum + run.passed, 0),
    failures: runs.flatMap((run) => run.failures),
  };
}

async function main() {
  rmSync(countsFile, { force: true });
  await ensureDependencies();
  const { ensureChromium } = await import('./chromium.mjs');
  const env = { ...projectEnvironment(), NORMSCOPE_TEST_COUNTS: countsFile, CHROME_PATH: await ensureChromium() };
  let passedChecks = 0;
  const failures = [];
  for (const { title, script, check = false } of STAGES) {
    say(title);
    const before = countTests();
    const code = await attempt(projectNode, script, { env });
    if (code === SKIPPED) continue;
    const after = countTests();
    const reported = after.runs > before.runs;
    const failedTests = after.failures.slice(before.failures.length);
    failures.push(...failedTests.map((failure) => `${title}: ${failure}`));
    if (check && code === 0) passedChecks++;
    // A run of mocha that died before it could count, or failed without a failing test, is a failure of its own.
    if (code !== 0 && failedTests.length === 0) failures.push(`${title}: exit code ${code}`);
    if (!check && code === 0 && !reported) failures.push(`${title}: it ran no test`);
  }
  // Said again at the end, where one looks first after half an hour.
  for (const failure of failures) console.log(`\n✖ ${failure}`);
  console.log(`\n${countTests().passed + passedChecks} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
