// npm run package: normscope-VERSION.vsix.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, projectEnvironment, projectNode, root, run, say } from './steps.mjs';

await ensureDependencies();
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const file = `normscope-${version}.vsix`;
const env = projectEnvironment();
await run(projectNode, ['esbuild.mjs'], { env });
const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
await run(
  projectNode,
  [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file],
  { env, quiet: true },
);
say(`${file}: ${(statSync(path.join(root, file)).size / 2 ** 20).toFixed(2)} MB`);
