import type { NumericArray } from '../dtype.ts';
import { type AddCall, KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { forEachSeries, type RunSeries, setCount, setLayout, setSize, type StatisticSets } from '../statisticSets.ts';
import { EXTREMES_LENGTH, type Extremes, mergedExtremes } from './extremes.ts';
import type { Moments } from './moments.ts';

/** Runs that are shorter are faster in TypeScript; those that a kernel takes many of in one call may be short. */
const SHORTEST_RUN = 32;
const SHORTEST_REPEATED_RUN = 8;

/** How long the runs of sets must be for a kernel to be faster. */
export function shortestRun(sets: StatisticSets): number {
  return (setLayout(sets)?.outer ?? 1) > 1 ? SHORTEST_REPEATED_RUN : SHORTEST_RUN;
}

/** Below this variance squares of float32 may have been lost. */
const SMALLEST_VARIANCE = 1e-20;

/** Count, mean and sum of squares, as the kernel leaves them; then extremes, where it looks for them too. */
export const MOMENTS_LENGTH = 3;
const SURVEY_LENGTH = MOMENTS_LENGTH + EXTREMES_LENGTH;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** A series and the set that its elements belong to. */
interface SetSeries extends RunSeries {
  readonly set: number;
}

function seriesOf(sets: StatisticSets): SetSeries[] {
  const all: SetSeries[] = [];
  forEachSeries([sets], (series, [own]) => all.push({ ...series, set: own!.set }));
  return all;
}

/** Calls of a kernel that leaves some numbers for each series, and where it leaves them. */
interface SeriesCalls {
  readonly all: readonly SetSeries[];
  readonly states: NumericArray;
  /** How many numbers for each. */
  readonly width: number;
  readonly addTo: (add: AddCall) => void;
}

/**
 * Calls of `kernel` on float32, which leaves `width` numbers for each series in `states`, the extremes behind the moments;
 * undefined where it cannot.
 */
function callsPerSeries(
  kernel: number,
  width: number,
  values: NumericArray,
  sets: StatisticSets,
  allocate: (length: number) => NumericArray | undefined,
): SeriesCalls | undefined {
  const native = currentNative();
  const address = values instanceof Float32Array ? native?.heap.addressOf(values) : undefined;
  if (native === undefined || address === undefined || !hasLongRuns(sets)) return undefined;
  const all = seriesOf(sets);
  const states = allocate(all.length * width);
  const statesAddress = states && native.heap.addressOf(states);
  if (states === undefined || statesAddress === undefined) return undefined;
  const addTo = (add: AddCall): void => {
    all.forEach(({ start, length, repeats, stride }, i) => {
      const state = statesAddress + i * width * 8;
      const reach = width === SURVEY_LENGTH ? state + MOMENTS_LENGTH * 8 : 0;
      add(kernel, address + start * BYTES, length, repeats, stride, state, reach);
    });
  };
  return { all, states, width, addTo };
}

const scratch = (length: number): NumericArray | undefined => currentNative()?.heap.scratch(length);

/** Moments of which some are to be taken anew. */
export interface KernelMoments extends Moments {
  /** The sets whose squares may have been beyond float32. */
  readonly doubtful: ReadonlySet<number>;
}

/**
 * The moments by the kernel, which sums float32 in blocks around the mean so far and merges them in float64; undefined
 * where the values are not in its memory or lie in runs that are too short.
 */
export function momentsNatively(values: NumericArray, sets: StatisticSets): KernelMoments | undefined {
  const calls = callsPerSeries(KERNEL.moments, MOMENTS_LENGTH, values, sets, scratch);
  if (calls === undefined) return undefined;
  currentNative()?.calls.run(values.length, calls.addTo);
  return mergedMoments(calls, sets);
}

/** What {@link surveyCalls} find: the moments where they are within float32's reach. */
export interface SetSurvey {
  readonly extremes: Extremes;
  readonly moments: Moments | undefined;
}

/**
 * Calls that find extremes and moments of `values` in one pass, the memory that they write to, and what to do when they are
 * done; undefined as for {@link momentsNatively}.
 */
export function surveyCalls(
  values: NumericArray,
  sets: StatisticSets,
  allocate: (length: number) => NumericArray | undefined,
): { states: NumericArray; addTo: (add: AddCall) => void; result: () => SetSurvey } | undefined {
  const calls = callsPerSeries(KERNEL.moments, SURVEY_LENGTH, values, sets, allocate);
  if (calls === undefined) return undefined;
  const { all, states, addTo } = calls;
  const result = (): SetSurvey => {
    const moments = mergedMoments(calls, sets);
    return {
      extremes: mergedExtremes(states, all.length, SURVEY_LENGTH, MOMENTS_LENGTH),
      moments: moments.doubtful.size === 0 ? moments : undefined,
    };
  };
  return { states, addTo, result };
}

function mergedMoments({ all, states, width }: SeriesCalls, sets: StatisticSets): KernelMoments {
  const count = setCount(sets);
  const seen = new Float64Array(count);
  const mean = new Float64Array(count);
  const squares = new Float64Array(count);
  all.forEach(({ set }, i) => {
    // The parallel algorithm of Chan, Golub and LeVeque (1979).
    const at = width * i;
    const [size, ownMean, ownSquares] = [states[at]!, states[at + 1]!, states[at + 2]!];
    const before = seen[set]!;
    const delta = ownMean - mean[set]!;
    const total = before + size;
    seen[set] = total;
    mean[set]! += before === 0 ? delta : (delta * size) / total;
    squares[set]! += before === 0 ? ownSquares : ownSquares + (delta * delta * before * size) / total;
  });
  return withVariance(mean, squares, setSize(sets));
}

/** Moments of sets of `count` elements. */
function withVariance(mean: Float64Array, squares: Float64Array, count: number): KernelMoments {
  const variance = new Float64Array(mean.length);
  const doubtful = new Set<number>();
  for (let set = 0; set < mean.length; set++) {
    variance[set] = squares[set]! / count;
    if (!(variance[set]! >= SMALLEST_VARIANCE && variance[set]! < Infinity)) doubtful.add(set);
  }
  return { mean, variance, squares, count, doubtful };
}

/** The moments of `count` sets whose {@link MOMENTS_LENGTH} numbers the kernel left in `states`. */
export function momentsIn(states: NumericArray, count: number): KernelMoments {
  const [mean, squares] = [new Float64Array(count), new Float64Array(count)];
  for (let set = 0; set < count; set++) {
    mean[set] = states[MOMENTS_LENGTH * set + 1]!;
    squares[set] = states[MOMENTS_LENGTH * set + 2]!;
  }
  return withVariance(mean, squares, states[0]!);
}

/** The sums of each set by the kernel, in float64; undefined where it cannot. */
export function sumsNatively(values: NumericArray, sets: StatisticSets): Float64Array | undefined {
  const calls = callsPerSeries(KERNEL.sum, 1, values, sets, scratch);
  if (calls === undefined) return undefined;
  currentNative()?.calls.run(values.length, calls.addTo);
  const total = new Float64Array(setCount(sets));
  calls.all.forEach(({ set }, i) => (total[set]! += calls.states[i]!));
  return total;
}

/** Whether the last dimensions are reduced, and have enough elements. */
export function hasLongRuns(sets: StatisticSets): boolean {
  let length = 1;
  for (let dim = sets.shape.length - 1; dim >= 0 && sets.reduced.includes(dim); dim--) length *= sets.shape[dim]!;
  return length >= shortestRun(sets);
}
