// npm run bench:peers: installs what the benchmark compares with into .bench, a Python environment and node_modules of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../.bench/', import.meta.url));
const native = fileURLToPath(new URL('../test/bench/peers/native.c', import.meta.url));

/** A peer that cannot be installed is left out of the comparison. */
function attempt(what, command, args, options = {}) {
  try {
    execFileSync(command, args, { stdio: 'inherit', ...options });
  } catch (error) {
    console.error(`${what}: not installed (${error.message})`);
  }
}

mkdirSync(folder, { recursive: true });
attempt('Python environment', 'python3', ['-m', 'venv', folder]);
for (const packages of [
  ['torch', 'numpy'],
  ['tensorflow-cpu', 'keras'],
  ['onnx', 'onnxruntime'],
]) {
  attempt(packages.join(', '), `${folder}bin/pip`, ['install', '--quiet', ...packages]);
}
writeFileSync(`${folder}package.json`, '{ "private": true, "type": "module" }\n');
for (const name of [['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'], ['@jax-js/jax']]) {
  attempt(name.join(', '), 'npm', ['install', '--no-audit', '--no-fund', ...name], { cwd: folder });
}
attempt('native C', 'cc', ['-O3', '-march=native', '-pthread', native, '-o', `${folder}native`, '-lm']);
