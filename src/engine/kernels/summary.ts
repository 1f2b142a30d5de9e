import type { NumericArray } from '../dtype.ts';
import { type AddCall, KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import type { StatisticSets } from '../statisticSets.ts';
import { countBins, type Survey, survey, surveyOfState, SURVEY_LENGTH } from './distribution.ts';
import { type Moments, moments } from './moments.ts';
import { momentCalls } from './momentsNative.ts';

/** How elements are distributed, all together and within each set. */
export interface SetSummary {
  readonly survey: Survey;
  /** How many finite elements lie in each bin between the smallest and the largest; empty where these are equal. */
  readonly counts: readonly number[];
  readonly moments: Moments;
}

/** Summarizes elements in row-major order. */
export function summarizeSets(values: NumericArray, sets: StatisticSets, bins: number): SetSummary {
  const found = survey(values);
  const counts = found.min < found.max ? countBins(values, found.min, found.max, bins) : [];
  return { survey: found, counts, moments: moments(values, sets) };
}

/** Tensors with fewer elements are summarized before a thread has noticed them. */
const BACKGROUND_FROM = 2 ** 18;

/** What one tensor's summary is written to, and the calls that write it. */
interface Task {
  readonly arrays: readonly NumericArray[];
  readonly addTo: (add: AddCall) => void;
  readonly result: () => SetSummary;
}

/**
 * Starts to summarize several arrays in another thread, where there is one that has nothing else to do and they are large.
 * Returns for each what waits for its result; the values must not change before. Undefined where nothing was started.
 */
export function summarizeInBackground(
  all: readonly NumericArray[],
  sets: StatisticSets,
  bins: number,
): (() => SetSummary)[] | undefined {
  const background = currentNative()?.background;
  if (background?.isIdle !== true || all.some(({ length }) => length < BACKGROUND_FROM)) return undefined;
  const tasks = all.map((values) => taskOf(values, sets, bins)).filter((task) => task !== undefined);
  if (tasks.length < all.length) return undefined;
  const arrays = tasks.flatMap((task) => task.arrays);
  const batch = background.start(arrays, (add) => {
    for (const task of tasks) task.addTo(add);
  });
  if (batch === undefined) return undefined;
  return tasks.map(({ result }, i) => {
    let known: SetSummary | undefined;
    return () => {
      if (!batch.isDone) background.finish();
      return (known ??= batch.isDone ? result() : summarizeSets(all[i]!, sets, bins));
    };
  });
}

function taskOf(values: NumericArray, sets: StatisticSets, bins: number): Task | undefined {
  const heap = currentNative()?.heap;
  const address = values instanceof Float32Array ? heap?.addressOf(values) : undefined;
  const ofSets = momentCalls(values, sets);
  const state = heap?.allocate(Float64Array, SURVEY_LENGTH);
  const tables = heap?.allocate(Int32Array, 4 * (bins + 1));
  const stateAt = state && heap?.addressOf(state);
  const tablesAt = tables && heap?.addressOf(tables);
  if (address === undefined || ofSets === undefined || stateAt === undefined || tablesAt === undefined)
    return undefined;
  return {
    arrays: [values, state!, tables!, ...ofSets.arrays],
    addTo: (add) => {
      add(KERNEL.summarize, address, values.length, bins, stateAt, tablesAt);
      ofSets.addTo(add);
    },
    result: () => {
      const found = surveyOfState(state!, values);
      const counts = found.min < found.max ? sumOfTables(tables!, bins) : [];
      return { survey: found, counts, moments: ofSets.result() ?? moments(values, sets) };
    },
  };
}

function sumOfTables(tables: NumericArray, bins: number): number[] {
  const sum = new Array<number>(bins).fill(0);
  for (let i = 0; i < tables.length; i++) if (i % (bins + 1) < bins) sum[i % (bins + 1)]! += tables[i]!;
  return sum;
}
