import os from 'node:os';
import type { Activation, Footprint, Growth } from './footprint.ts';
import { type Measurement, median, type Timing } from './measure.ts';
import type { PythonTimes } from './python.ts';
import { type CardFigures, cardsReport } from './cards.ts';
import { type DiagnoseFigures, diagnoseReport } from './diagnose.ts';
import { type WhatIfFigures, whatIfReport } from './whatIf.ts';
import { type Watching, watchingReport } from './watching.ts';

/** Our time by PyTorch's that the kernels aim at, by the number of threads. */
const GOALS: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1: { W1: 0.15, W2: 0.16, W3: 0.2, W4: 0.26, W5: 0.14, W6: 0.24, W7f: 0.35, W7t: 0.15, W8: 0.55, W9a: 0.4, W9b: 0.08 },
  2: {
    W1: 0.18,
    W2: 0.23,
    W3: 0.22,
    W4: 0.32,
    W5: 0.16,
    W6: 0.25,
    W7f: 0.35,
    W7t: 0.15,
    W8: 0.5,
    W9a: 0.22,
    W9b: 0.06,
  },
};

const MEMORY =
  'a set of elements is read from memory once and from the cache once, and the result is written, for which the processor reads its lines first';

/** Why a goal that is missed is not reached. */
const HELD_BACK: Readonly<Record<string, string>> = {
  W1: MEMORY,
  W2: 'one reading and one writing of the tensor, both in memory',
  W3: `${MEMORY}; so in both directions`,
  W4: `${MEMORY}; weight and bias of each element are read for every sample`,
  W5: MEMORY,
  W6: MEMORY,
  W7f: 'JavaScript objects for shapes, tensors and histories',
  W7t: 'JavaScript objects for shapes, tensors and histories',
  W8: 'products of matrices run at about half of PyTorch’s speed, four numbers at a time, and take about two fifths of the step; the rest are passes over tensors of 10 MB that eager operations cannot fuse',
  W9a: 'every number is PyTorch’s own, so the steps of logarithm, sine and cosine are rounded one by one as there, and the words come from one generator in order',
  W9b: 'three passes over the numbers, two of which count in tables',
};

function heldBack(measurements: readonly Measurement[]): string[] {
  const missed = measurements.filter(({ work, threads, timings }) => {
    const ratio = timings.get('normscope')?.ratio;
    return ratio !== undefined && ratio > (GOALS[threads]?.[work] ?? Infinity);
  });
  const works = [...new Set(missed.map(({ work }) => work))];
  if (works.length === 0) return [];
  return ['## What holds back the missed ones', '', ...works.map((work) => `- ${work}: ${HELD_BACK[work]}.`), ''];
}

const figure = (value: number | undefined): string => (value === undefined ? '' : value.toPrecision(3));

function goals(threads: number, measurements: readonly Measurement[]): string[] {
  const rows = measurements.map(({ work, timings, error }) => {
    const [ours, torch] = [timings.get('normscope')!, timings.get('torch')];
    const goal = GOALS[threads]?.[work];
    const verdict = ours.ratio === undefined || goal === undefined ? '' : ours.ratio <= goal ? 'reached' : 'missed';
    return `| ${work} | ${figure(ours.milliseconds)} | ${figure(torch?.milliseconds)} | ${figure(ours.ratio)} | ${goal ?? ''} | ${verdict} | ${error.toExponential(1)} |`;
  });
  return [
    `## Against PyTorch, ${threads === 1 ? 'one thread' : `${threads} threads`}`,
    '',
    '| | Normscope | PyTorch | ratio | goal | | error |',
    '|---|---:|---:|---:|---:|---|---:|',
    ...rows,
    '',
  ];
}

function peers(measurements: readonly Measurement[], versions: ReadonlyMap<string, string>): string[] {
  const names = [...new Set(measurements.flatMap(({ timings }) => [...timings.keys()]))];
  const works = [...new Set(measurements.map(({ work }) => work))];
  const cell = (timing: Timing | undefined): string =>
    timing === undefined
      ? ''
      : `${figure(timing.milliseconds)}${timing.ratio === undefined ? '' : ` (${timing.ratio.toFixed(2)})`}`;
  const threads = [...new Set(measurements.map((measurement) => measurement.threads))];
  const rows = threads.flatMap((count) =>
    names.flatMap((name) => {
      const own = works.map((work) =>
        measurements.find((each) => each.work === work && each.threads === count)?.timings.get(name),
      );
      if (own.every((timing) => timing === undefined)) return [];
      return [`| ${name}:${count} | ${own.map(cell).join(' | ')} |`];
    }),
  );
  return [
    '## All that were installed',
    '',
    'Milliseconds, in brackets by the time of PyTorch on as many threads.',
    '',
    `| | ${works.join(' | ')} |`,
    `|---|${works.map(() => '---:').join('|')}|`,
    ...rows,
    '',
    [...new Set(versions.values())].join(' · '),
    '',
  ];
}

/** What a report is made of besides timings. */
export interface Surroundings {
  readonly growth: readonly Growth[];
  readonly footprint: Footprint;
  readonly start: number;
  readonly activation: readonly Activation[];
  readonly python: PythonTimes;
  readonly bundle: readonly [plain: number, compressed: number];
  readonly watching: Watching;
  /** Undefined where there is no browser. */
  readonly cards: CardFigures | undefined;
  readonly whatIf: WhatIfFigures | undefined;
  readonly diagnose: DiagnoseFigures;
}

function surroundings({
  growth,
  footprint,
  start,
  activation,
  python,
  bundle,
  watching,
  cards,
  whatIf,
  diagnose,
}: Surroundings): string[] {
  const [first, last] = footprint.steps;
  return [
    '## Growth',
    '',
    'Batch normalization of 32 channels in training, one thread.',
    '',
    '| elements | ms | ns per element |',
    '|---:|---:|---:|',
    ...growth.map(
      ({ elements, milliseconds }) =>
        `| ${elements.toLocaleString('en')} | ${figure(milliseconds)} | ${figure((milliseconds * 1e6) / elements)} |`,
    ),
    '',
    ...watchingReport(watching),
    ...cardsReport(cards),
    ...whatIfReport(whatIf),
    ...diagnoseReport(diagnose),
    '## Memory, start, size',
    '',
    `- W1 once, in a fresh process: ${footprint.forward.toFixed(0)} MB beyond the started engine; input and output are ${footprint.tensors.toFixed(0)} MB. Goal: at most 16 MB more.`,
    `- Training steps of W8: ${first.toFixed(0)} MB resident after 100, ${last.toFixed(0)} MB after 1,000.`,
    `- From starting a kernel to its first result: ${start.toFixed(0)} ms. Goal: 300.`,
    activationLine(activation),
    `- The engine's bundle with the kernels that a host loads: ${bundle[0].toFixed(0)} KB, compressed ${bundle[1].toFixed(0)} KB. Goal: 400.`,
    '',
    '## Python cells',
    '',
    'Medians, each kernel a fresh process.',
    '',
    `- First output of a first kernel, which keeps a snapshot for those after it: ${python.firstStart.toFixed(0)} ms. Goal: 2,500.`,
    `- First output of a later kernel: ${python.laterStart.toFixed(0)} ms. Goal: 600.`,
    `- A cell that prints a number: ${python.trivialCell.toFixed(1)} ms. Goal: 10.`,
    `- \`a + b\` of three numbers, beyond what it takes in TypeScript: ${python.operation.toFixed(2)} µs. Goal: 1.5.`,
    '',
  ];
}

function activationLine(activation: readonly Activation[]): string {
  const [clock, processor] = [0, 1].map((which) => median(activation.map((took) => took[which]!)).toFixed(0));
  return `- The extension loads and activates in ${clock} ms, ${processor} of them of processor time: medians of ${activation.length} windows of VS Code's server, with its browser on the same machine. Goal: 50.`;
}

/** The text of RESULTS.md. */
export function report(
  measurements: readonly Measurement[],
  versions: ReadonlyMap<string, string>,
  rest: Surroundings,
): string {
  const threads = [...new Set(measurements.map((measurement) => measurement.threads))];
  return [
    '# Benchmark',
    '',
    'Written by `npm run bench`. Times are milliseconds of one run through the public API: medians over rounds in which all',
    "take turns. Ratio: ours by PyTorch's in the same round, the median over rounds. Error: against float64, relative to the",
    'largest number of the result. What the workloads are: `works.ts`.',
    '',
    `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores · Node ${process.versions.node}`,
    '',
    ...threads.flatMap((count) =>
      goals(
        count,
        measurements.filter((each) => each.threads === count),
      ),
    ),
    ...heldBack(measurements),
    ...peers(measurements, versions),
    ...surroundings(rest),
  ].join('\n');
}
