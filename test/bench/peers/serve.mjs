// The conversation with the benchmark: a line with the version, then for each request {work, reps} a line of milliseconds.
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

export const IMAGES = [10, 32, 224, 224];
export const FEATURES = [8, 64, 128, 128];
export const NORMALS = 16_000_000;

export const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

export async function serve(version, works) {
  say({ version, works: Object.keys(works) });
  let [name, run] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const { work, reps } = JSON.parse(line);
    if (work !== name) [name, run] = [work, works[work]()];
    const ms = [];
    for (let i = 0; i < reps; i++) {
      const start = performance.now();
      await run();
      ms.push(performance.now() - start);
    }
    say({ ms });
  }
}

/** About normal numbers with mean 1 and standard deviation 2: sums of uniform ones. */
export function data(count) {
  const uniform = () => Math.random() + Math.random() + Math.random() - 1.5;
  return Float32Array.from({ length: count }, () => 4 * uniform() + 1);
}

export const product = (shape) => shape.reduce((count, size) => count * size, 1);
