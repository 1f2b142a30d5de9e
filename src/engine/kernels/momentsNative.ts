import type { NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { forEachSeries, type RunSeries, setCount, setSize, type StatisticSets } from '../statisticSets.ts';
import type { Moments } from './moments.ts';

/** Runs that are shorter are faster in TypeScript. */
export const SHORTEST_RUN = 32;

/** Below this variance squares of float32 may have been lost. */
const SMALLEST_VARIANCE = 1e-20;

/** Count, mean and sum of squares, as the kernel leaves them. */
const STATE_LENGTH = 3;

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

/** Has `kernel` leave `width` numbers for each series of float32; undefined where it cannot. */
function perSeries(
  kernel: number,
  width: number,
  values: NumericArray,
  sets: StatisticSets,
): [SetSeries[], Float64Array] | undefined {
  const native = currentNative();
  const address = values instanceof Float32Array ? native?.heap.addressOf(values) : undefined;
  if (native === undefined || address === undefined || !hasLongRuns(sets)) return undefined;
  const all = seriesOf(sets);
  const states = native.heap.scratch(all.length * width);
  const statesAddress = native.heap.addressOf(states);
  if (statesAddress === undefined) return undefined;
  native.calls.run(values.length, (add) => {
    all.forEach(({ start, length, repeats, stride }, i) => {
      add(kernel, address + start * BYTES, length, repeats, stride, statesAddress + i * width * 8);
    });
  });
  return [all, states];
}

/**
 * The moments by the kernel, which sums float32 in blocks around the mean so far and merges them in float64; undefined
 * where the values are not in its memory, lie in runs that are too short, or have squares beyond float32.
 */
export function momentsNatively(values: NumericArray, sets: StatisticSets): Moments | undefined {
  const found = perSeries(KERNEL.moments, STATE_LENGTH, values, sets);
  if (found === undefined) return undefined;
  const [all, states] = found;
  const count = setCount(sets);
  const seen = new Float64Array(count);
  const mean = new Float64Array(count);
  const squares = new Float64Array(count);
  all.forEach(({ set }, i) => {
    // The parallel algorithm of Chan, Golub and LeVeque (1979).
    const [size, ownMean, ownSquares] = [
      states[STATE_LENGTH * i]!,
      states[STATE_LENGTH * i + 1]!,
      states[STATE_LENGTH * i + 2]!,
    ];
    const before = seen[set]!;
    const delta = ownMean - mean[set]!;
    const total = before + size;
    seen[set] = total;
    mean[set]! += before === 0 ? delta : (delta * size) / total;
    squares[set]! += before === 0 ? ownSquares : ownSquares + (delta * delta * before * size) / total;
  });
  const size = setSize(sets);
  const variance = new Float64Array(count);
  for (let set = 0; set < count; set++) {
    variance[set] = squares[set]! / size;
    if (!(variance[set]! >= SMALLEST_VARIANCE && variance[set]! < Infinity)) return undefined;
  }
  return { mean, variance, squares, count: size };
}

/** The sums of each set by the kernel, in float64; undefined where it cannot. */
export function sumsNatively(values: NumericArray, sets: StatisticSets): Float64Array | undefined {
  const found = perSeries(KERNEL.sum, 1, values, sets);
  if (found === undefined) return undefined;
  const [all, states] = found;
  const total = new Float64Array(setCount(sets));
  all.forEach(({ set }, i) => (total[set]! += states[i]!));
  return total;
}

/** Whether the last dimensions are reduced, and have enough elements. */
export function hasLongRuns(sets: StatisticSets): boolean {
  let length = 1;
  for (let dim = sets.shape.length - 1; dim >= 0 && sets.reduced.includes(dim); dim--) length *= sets.shape[dim]!;
  return length >= SHORTEST_RUN;
}
