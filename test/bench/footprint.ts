import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { KernelClient } from '../../src/extension/kernelClient.ts';
import { nn, noGrad, randn } from '../../src/engine/index.ts';
import { median, timed } from './measure.ts';
import { DIST, ROOT } from './paths.ts';
import { type PythonTimes, timePython } from './python.ts';
import { IMAGES, prepare } from './works.ts';

const MEGABYTE = 2 ** 20;

/** How the time of a layer grows with the number of its elements. */
export interface Growth {
  readonly elements: number;
  readonly milliseconds: number;
}

/** Batch normalization in training of 32 channels, from 10³ to 10⁸ elements. */
export function measureGrowth(): Growth[] {
  return [3, 4, 5, 6, 7, 8].map((power) => {
    const places = Math.ceil(10 ** power / 320);
    const layer = new nn.BatchNorm1d(32);
    const x = randn([10, 32, places]);
    const run = (): void => void noGrad(() => layer.call(x));
    // Until code is compiled and memory is in place.
    const [once] = timed(run, Math.min(20_000, Math.max(8, Math.ceil(2e8 / x.numel())))).slice(-1);
    return {
      elements: x.numel(),
      milliseconds: median(timed(run, Math.min(2000, Math.max(5, Math.round(300 / once!))))),
    };
  });
}

/** How long the extension took to load and to activate: milliseconds on the clock, and of the thread's processor time. */
export type Activation = readonly [clock: number, processor: number];

/** In some windows of VS Code. */
export function measureActivation(): Activation[] {
  const program = fileURLToPath(new URL('test/bench/activation.mjs', ROOT));
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })) as Activation[];
}

/** What a fresh process says of its memory, in megabytes. */
export interface Footprint {
  /** Beyond that of the started engine, when one W1 has run. */
  readonly forward: number;
  /** Input and output of W1. */
  readonly tensors: number;
  /** After 100 and after 1,000 training steps of W8. */
  readonly steps: readonly [number, number];
}

/** Runs in a process of its own, started by {@link measureFootprint}, and prints figures. */
export async function printFootprint(what: string): Promise<void> {
  const resident = (): number => process.memoryUsage().rss / MEGABYTE;
  if (what === 'forward') {
    const layer = new nn.BatchNorm2d(32);
    noGrad(() => layer.call(randn([2, 32, 8, 8])));
    const before = resident();
    const x = randn(IMAGES);
    noGrad(() => layer.call(x));
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify([peak - before, (2 * x.numel() * 4) / MEGABYTE]));
    return;
  }
  if (what === 'start') {
    console.log(JSON.stringify([await startTime()]));
    return;
  }
  if (what === 'python') {
    console.log(JSON.stringify(await timePython()));
    return;
  }
  const { run } = prepare('W8');
  const figures = [100, 900].map((steps) => {
    for (let step = 0; step < steps; step++) run();
    return resident();
  });
  console.log(JSON.stringify(figures));
}

function figuresOf(what: string): unknown {
  return JSON.parse(execFileSync(process.execPath, [process.argv[1]!, '--footprint', what], { encoding: 'utf8' }));
}

export function measureFootprint(): Footprint {
  const [forward, tensors] = figuresOf('forward') as [number, number];
  return { forward, tensors, steps: figuresOf('steps') as [number, number] };
}

/**
 * From starting a kernel's process to its first result, in milliseconds: the median of nine. Measured by a process of its
 * own, for a large one takes long to start another.
 */
export function measureStart(): number {
  return (figuresOf('start') as [number])[0];
}

/** What Python cells take, measured by a process of its own. */
export function measurePython(): PythonTimes {
  return figuresOf('python') as PythonTimes;
}

async function startTime(): Promise<number> {
  const folder = fileURLToPath(DIST);
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    const client = new KernelClient(`${folder}kernel.js`, { folder });
    await client.execute({ executionCount: 1, language: 'typescript', code: '1 + 1' }, () => undefined);
    times.push(performance.now() - start);
    client.dispose();
  }
  return median(times);
}

/** Kilobytes of the engine's bundle with the kernels that a host loads: as they are, and compressed. */
export function bundleSize(): [plain: number, compressed: number] {
  const files = ['engine.js', 'kernels.relaxed.wasm'].map((file) => readFileSync(new URL(file, DIST)));
  const kilobytes = (sizes: number[]): number => sizes.reduce((sum, size) => sum + size, 0) / 1024;
  return [kilobytes(files.map(({ length }) => length)), kilobytes(files.map((file) => gzipSync(file).length))];
}
