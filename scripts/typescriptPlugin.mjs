// TypeScript's server looks for plugins in `node_modules` of the extension that names them: ours is in dist/, and a
// package.json there leads to it.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the package.json lies, from the extension's folder on. */
export const PLUGIN_ENTRY = 'node_modules/normscope-typescript-plugin/package.json';

export const PLUGIN_MANIFEST = `${JSON.stringify({ main: '../../dist/typescriptPlugin.cjs' })}\n`;

export async function writePluginEntry() {
  await mkdir(path.dirname(PLUGIN_ENTRY), { recursive: true });
  await writeFile(PLUGIN_ENTRY, PLUGIN_MANIFEST);
}
