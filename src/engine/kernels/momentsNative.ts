import type { NumericArray } from '../dtype.ts';
import { currentNative } from '../memory/native.ts';
import { forEachRun, setCount, setSize, type StatisticSets } from '../statisticSets.ts';
import type { Moments } from './moments.ts';

/** Runs that are shorter are faster in TypeScript. */
export const SHORTEST_RUN = 32;

/** Below this variance squares of float32 may have been lost. */
const SMALLEST_VARIANCE = 1e-20;

/** Count, mean and sum of squares of a set, as the kernel keeps them. */
const STATE_LENGTH = 3;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * The moments by the kernel, which sums float32 in blocks around the mean so far and merges them in float64; undefined
 * where the values are not in its memory, lie in runs that are too short, or have squares beyond float32.
 */
export function momentsNatively(values: NumericArray, sets: StatisticSets): Moments | undefined {
  const native = currentNative();
  const address = native?.heap.addressOf(values);
  if (native === undefined || address === undefined || !(values instanceof Float32Array)) return undefined;
  if (!hasLongRuns(sets)) return undefined;
  const { kernels, heap } = native;
  const count = setCount(sets);
  const states = heap.scratch(count * STATE_LENGTH).fill(0);
  const statesAddress = heap.addressOf(states);
  if (statesAddress === undefined) return undefined;
  forEachRun(sets, (start, length, set) => {
    kernels.accumulateMoments(address + start * BYTES, length, statesAddress + set * STATE_LENGTH * 8);
  });
  const size = setSize(sets);
  const mean = new Float64Array(count);
  const squares = new Float64Array(count);
  const variance = new Float64Array(count);
  for (let set = 0; set < count; set++) {
    mean[set] = states[set * STATE_LENGTH + 1]!;
    squares[set] = states[set * STATE_LENGTH + 2]!;
    variance[set] = squares[set]! / size;
    if (!(variance[set]! >= SMALLEST_VARIANCE && variance[set]! < Infinity)) return undefined;
  }
  return { mean, variance, squares, count: size };
}

/** The sums of each set by the kernel, in float64; undefined where it cannot. */
export function sumsNatively(values: NumericArray, sets: StatisticSets): Float64Array | undefined {
  const native = currentNative();
  const address = native?.heap.addressOf(values);
  if (native === undefined || address === undefined || !(values instanceof Float32Array)) return undefined;
  if (!hasLongRuns(sets)) return undefined;
  const total = new Float64Array(setCount(sets));
  forEachRun(sets, (start, length, set) => {
    total[set]! += native.kernels.sum(address + start * BYTES, length);
  });
  return total;
}

/** Whether the last dimensions are reduced, and have enough elements. */
export function hasLongRuns(sets: StatisticSets): boolean {
  let length = 1;
  for (let dim = sets.shape.length - 1; dim >= 0 && sets.reduced.includes(dim); dim--) length *= sets.shape[dim]!;
  return length >= SHORTEST_RUN;
}
