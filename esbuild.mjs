import { readdir, rm } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import esbuild from 'esbuild';
import { buildCellTypes } from './scripts/cellTypes.mjs';
import { buildPython } from './scripts/pythonArchives.mjs';
import { writePluginEntry } from './scripts/typescriptPlugin.mjs';
import { buildPythonIndex } from './scripts/pythonIndex.mjs';
import { buildPythonStubs } from './scripts/pythonStubs.mjs';

const watch = process.argv.includes('--watch');
const sizes = process.argv.includes('--sizes');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: true,
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  outdir: 'dist',
  logLevel: 'warning',
  legalComments: 'none',
  loader: { '.css': 'text' },
};

/** For what computes: classes show their names, and what esbuild adds to keep them costs time for each closure. */
const withNames = { minify: false, keepNames: false, minifyWhitespace: true, minifySyntax: true };

/**
 * For what draws: nobody sees a name, and Vega's interpreter makes closures for each property of each mark. Chinese takes
 * half the space when it is not escaped; modules are always read as UTF-8.
 */
const withoutNames = { keepNames: false, charset: /** @type {const} */ ('utf8') };

/** Everything that runs in Node as ES modules shares its chunks; CommonJS dependencies want a `require`. */
/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  ...withNames,
  entryPoints: {
    cli: 'src/cli/main.ts',
    export: 'src/export/index.ts',
    kernelClient: 'src/extension/kernelClient.ts',
    kernel: 'src/kernel/main.ts',
    kernelWorker: 'src/kernel/worker.ts',
    kernelThread: 'src/kernel/kernelThread.ts',
    markdown: 'src/markdown/index.ts',
    tensorFiles: 'src/tensorFiles/main.ts',
    tensorProcess: 'src/extension/tensorFiles/tensorProcess.ts',
    pythonSupport: 'src/languageSupport/python/index.ts',
  },
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunk-[hash]',
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
};

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  node,
  {
    ...common,
    ...withNames,
    entryPoints: { engine: 'src/engine/index.ts' },
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    mainFields: ['module', 'main'],
  },
  {
    ...common,
    ...withoutNames,
    entryPoints: { extension: 'src/extension/extension.ts' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    outExtension: { '.js': '.cjs' },
  },
  {
    ...common,
    entryPoints: { typescriptPlugin: 'src/tsserver/index.ts' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    // TypeScript's server calls what `require` gives it.
    footer: { js: 'module.exports = module.exports.default;' },
  },
  {
    ...common,
    ...withoutNames,
    entryPoints: { renderer: 'src/renderer/renderer.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
  },
  {
    ...common,
    entryPoints: { tensorView: 'src/tensorView/main.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
  },
  {
    ...common,
    ...withoutNames,
    entryPoints: { page: 'src/page/main.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    sourcemap: false,
  },
  {
    ...common,
    ...withoutNames,
    entryPoints: { variablePage: 'src/variablePage/main.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    sourcemap: false,
  },
  {
    ...common,
    entryPoints: { page: 'src/page/page.css' },
    sourcemap: false,
    loader: {},
  },
  {
    ...node,
    entryPoints: { bench: 'test/bench/main.ts' },
    outdir: 'dist/test',
    splitting: false,
    external: ['playwright-core'],
  },
  {
    ...common,
    ...withNames,
    entryPoints: { browserWorker: 'test/engine/browser/worker.ts', thread: 'test/engine/browser/thread.ts' },
    outdir: 'dist/test',
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
  },
  {
    ...common,
    entryPoints: { vscodeTests: 'test/vscode/run.ts' },
    outdir: 'dist/test',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: false,
    external: ['vscode', 'mocha', 'playwright-core'],
    outExtension: { '.js': '.cjs' },
  },
];

/** Chunks are named by their content: those of earlier builds would pile up and be packaged. */
async function removeChunks() {
  const files = await readdir('dist').catch(() => []);
  await Promise.all(files.filter((file) => file.startsWith('chunk-')).map((file) => rm(`dist/${file}`)));
}

/**
 * The kernels in AssemblyScript, for hosts with relaxed SIMD and for those with plain SIMD. `sharedMemory`: its views
 * stay valid when it grows.
 */
async function buildKernels() {
  const variants = { 'kernels.wasm': [], 'kernels.relaxed.wasm': ['--enable', 'relaxed-simd'] };
  const builds = Object.entries(variants).map(async ([file, features]) => {
    const { error, stderr } = await asc.main([
      'src/engine/kernels/assembly/index.ts',
      ...['--outFile', `dist/${file}`, '--runtime', 'stub', '--noAssert', '-O3s', '--converge'],
      ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory', ...features],
      // Kernels hand vectors to each other, never to JavaScript.
      ...['--disableWarning', 'AS112'],
    ]);
    if (error !== null) throw new Error(stderr.toString());
  });
  await Promise.all(builds);
}

await removeChunks();
await Promise.all([buildKernels(), buildPython(), buildCellTypes(), writePluginEntry()]);
if (watch) {
  const contexts = await Promise.all(builds.map((build) => esbuild.context(build)));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log('watching');
} else {
  const results = await Promise.all(builds.map((build) => esbuild.build(build)));
  await buildPythonIndex();
  await buildPythonStubs();
  if (sizes) {
    for (const { metafile } of results) {
      for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
        if (!file.endsWith('.map')) console.log(`${Math.round(bytes / 1024)} KB`.padStart(9), file);
      }
    }
  }
}
