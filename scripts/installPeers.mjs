// npm run bench:peers: installs what the benchmark compares with into .bench, a Python environment of its own.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../.bench/', import.meta.url));
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });

run('python3', '-m', 'venv', folder);
run(`${folder}bin/pip`, 'install', 'torch', 'numpy');
