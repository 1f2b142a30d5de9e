import type { NumericArray } from '../dtype.ts';
import type { AddCall } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import type { StatisticSets } from '../statisticSets.ts';
import { type Extremes, extremes, extremesCalls } from './extremes.ts';
import { type Moments, moments } from './moments.ts';
import { type SetSurvey, surveyCalls } from './momentsNative.ts';

/** How far elements reach, and how they are distributed within each set. */
export interface SetSummary {
  readonly extremes: Extremes;
  readonly moments: Moments;
}

/** Elements in row-major order that are to be summarized. */
export interface SummaryInput {
  readonly values: NumericArray;
  readonly sets: StatisticSets;
  /**
   * Knows the moments without looking at the elements, when their extremes are found, which takes half the time of both.
   * Where it does not after all, they are looked for.
   */
  readonly known?: ((extremes: Extremes) => Moments | undefined) | undefined;
  /** Whether all are known to be finite: extremes are found faster. */
  readonly areFinite?: boolean;
}

/** Summarizes elements in row-major order. */
export function summarizeSets(input: SummaryInput): SetSummary {
  const { values, sets, known } = input;
  const native = currentNative();
  const task = native && taskOf(input, (length) => native.heap.scratch(length));
  if (native === undefined || task === undefined) {
    const found = extremes(values);
    return { extremes: found, moments: known?.(found) ?? moments(values, sets) };
  }
  native.calls.run(values.length, task.addTo);
  return task.result();
}

/** Tensors with fewer elements are summarized before a thread has noticed them. */
const BACKGROUND_FROM = 2 ** 18;

/** What one tensor's summary is written to, and the calls that write it. */
interface Task {
  readonly states: NumericArray;
  readonly addTo: (add: AddCall) => void;
  readonly result: () => SetSummary;
}

/**
 * Starts to summarize several arrays in another thread, where there is one that has nothing else to do and they are large.
 * Returns for each what waits for its result; the values must not change before. Undefined where nothing was started.
 */
export function summarizeInBackground(all: readonly SummaryInput[]): (() => SetSummary)[] | undefined {
  const background = currentNative()?.background;
  if (background?.isIdle !== true || all.some(({ values }) => values.length < BACKGROUND_FROM)) return undefined;
  const ownMemory = (length: number): NumericArray | undefined => currentNative()?.heap.allocate(Float64Array, length);
  const tasks = all.map((input) => taskOf(input, ownMemory)).filter((task) => task !== undefined);
  if (tasks.length < all.length) return undefined;
  const arrays = [...all.map(({ values }) => values), ...tasks.map(({ states }) => states)];
  const batch = background.start(arrays, (add) => {
    for (const task of tasks) task.addTo(add);
  });
  if (batch === undefined) return undefined;
  return tasks.map(({ result }, i) => {
    let known: SetSummary | undefined;
    return () => {
      if (!batch.isDone) background.finish();
      return (known ??= batch.isDone ? result() : summarizeSets(all[i]!));
    };
  });
}

function taskOf(
  { values, sets, known, areFinite }: SummaryInput,
  allocate: (length: number) => NumericArray | undefined,
): Task | undefined {
  if (known !== undefined) {
    const calls = extremesCalls(values, allocate, areFinite);
    const result = (found: Extremes): SetSummary => ({
      extremes: found,
      moments: known(found) ?? moments(values, sets),
    });
    return calls && { ...calls, result: () => result(calls.result()) };
  }
  const calls = surveyCalls(values, sets, allocate);
  const result = (found: SetSurvey): SetSummary => ({
    extremes: found.extremes,
    moments: found.moments ?? moments(values, sets),
  });
  return calls && { ...calls, result: () => result(calls.result()) };
}
