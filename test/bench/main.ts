// npm run bench -- [WORK…] [--json]: times the workloads through the public API, in turns with PyTorch where it is installed.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import { type Peer, startTorch } from './peer.ts';
import { prepare, TOLERANCE, WORKS } from './works.ts';

const ROUNDS = 9;
/** Each round measures for about this long. */
const ROUND_MILLISECONDS = 120;

interface Result {
  readonly work: string;
  readonly error: number;
  readonly ours: number;
  readonly theirs: number | undefined;
  /** Our time by theirs, the median over rounds. */
  readonly ratio: number | undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function timeOnce(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function timed(run: () => void, reps: number): number[] {
  return Array.from({ length: reps }, () => timeOnce(run));
}

async function measure(work: string, peer: Peer | undefined): Promise<Result> {
  const { run, error } = prepare(work);
  const found = error();
  if (!(found <= TOLERANCE)) throw new Error(`${work} is wrong: its error is ${found}`);
  const warm = Math.min(...timed(run, 5));
  const reps = Math.min(10_000, Math.max(3, Math.round(ROUND_MILLISECONDS / warm)));
  timed(run, reps);
  await peer?.measure(work, 5);
  const rounds: { ours: number; theirs: number | undefined }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ours = median(timed(run, reps));
    const theirs = peer && median(await peer.measure(work, reps));
    rounds.push({ ours, theirs });
  }
  return {
    work,
    error: found,
    ours: median(rounds.map(({ ours }) => ours)),
    theirs: peer && median(rounds.map(({ theirs }) => theirs!)),
    ratio: peer && median(rounds.map(({ ours, theirs }) => ours / theirs!)),
  };
}

/** The ratios at one thread that the kernels aim at. */
const GOALS: Readonly<Record<string, number>> = {
  W1: 0.15,
  W2: 0.16,
  W3: 0.2,
  W4: 0.26,
  W5: 0.14,
  W6: 0.24,
  W7f: 0.35,
  W7t: 0.15,
  W8: 0.55,
  W9a: 0.4,
  W9b: 0.08,
};

function report(results: readonly Result[], peer: Peer | undefined): string {
  const figure = (value: number | undefined): string => (value === undefined ? '' : value.toPrecision(3));
  const rows = results.map(({ work, ours, theirs, ratio, error }) => {
    const goal = GOALS[work]!;
    const verdict = ratio === undefined ? '' : ratio <= goal ? 'reached' : 'missed';
    return `| ${work} | ${figure(ours)} | ${figure(theirs)} | ${figure(ratio)} | ${goal} | ${verdict} | ${error.toExponential(1)} |`;
  });
  return [
    '# Benchmark',
    '',
    'Milliseconds of one run through the public API at one thread: medians over interleaved rounds. Ratio: ours by',
    "PyTorch's in the same round. Error: against float64, relative to the largest number of the result.",
    '',
    `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores · Node ${process.versions.node} · ${peer?.version ?? 'PyTorch is not installed'}`,
    '',
    '| | Normscope | PyTorch | ratio | goal | | error |',
    '|---|---:|---:|---:|---:|---|---:|',
    ...rows,
    '',
  ].join('\n');
}

const THREADS = Number(process.env.BENCH_THREADS ?? 1);
const args = process.argv.slice(2);
const json = args.includes('--json');
const chosen = args.filter((arg) => !arg.startsWith('--'));
const unknown = chosen.filter((work) => !(work in WORKS));
if (unknown.length > 0) {
  console.error(`There is no workload ${unknown.join(', ')}; there are ${Object.keys(WORKS).join(', ')}.`);
  process.exit(2);
}
if (!loadNativeKernels(new URL('../../dist/', import.meta.url), THREADS)) {
  console.error('The kernels are not built, or this machine has no SIMD: npm run build.');
  process.exit(2);
}
const peer = await startTorch(THREADS);
const results: Result[] = [];
for (const work of chosen.length > 0 ? chosen : Object.keys(WORKS)) {
  const result = await measure(work, peer);
  results.push(result);
  if (json) {
    console.log(JSON.stringify({ peer: 'normscope', work, threads: 1, ms_median: result.ours, n: ROUNDS }));
    if (peer !== undefined) {
      console.log(JSON.stringify({ peer: 'torch', work, threads: 1, ms_median: result.theirs, n: ROUNDS }));
    }
  } else {
    const against = result.ratio === undefined ? '' : ` · ${result.ratio.toFixed(2)} of PyTorch's time`;
    console.log(`${work.padEnd(4)} ${result.ours.toPrecision(3).padStart(7)} ms${against}`);
  }
}
peer?.end();
if (chosen.length === 0) writeFileSync(new URL('RESULTS.md', import.meta.url), report(results, peer));
