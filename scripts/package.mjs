// npm run package: normscope-VERSION.vsix.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, projectEnvironment, projectNode, root, run, say } from './steps.mjs';
import { PLUGIN_ENTRY, PLUGIN_MANIFEST } from './typescriptPlugin.mjs';

/** vsce leaves out `node_modules`, where TypeScript's server looks for our plugin. */
async function addPluginEntry(file) {
  const { strToU8, unzipSync, zipSync } = await import('fflate');
  const content = unzipSync(readFileSync(file));
  writeFileSync(file, zipSync({ ...content, [`extension/${PLUGIN_ENTRY}`]: strToU8(PLUGIN_MANIFEST) }, { level: 9 }));
}

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
await addPluginEntry(path.join(root, file));
say(`${file}: ${(statSync(path.join(root, file)).size / 2 ** 20).toFixed(2)} MB`);
