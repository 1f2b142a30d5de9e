import type { NumericArray } from '../dtype.ts';
import { columnMomentsNatively } from './columns.ts';
import { type KernelMoments, momentsNatively, sumsNatively } from './momentsNative.ts';
import { mapFloat64, newFloat64 } from '../memory/small.ts';
import { forEachRun, setCount, setSize, type StatisticSets } from '../statisticSets.ts';

/** Mean and variance of each statistic set. */
export interface Moments {
  readonly mean: Float64Array;
  /** Σ(x − mean)² / N of each set: the biased variance. */
  readonly variance: Float64Array;
  /** Σ(x − mean)² of each set. */
  readonly squares: Float64Array;
  /** Elements in each set. */
  readonly count: number;
}

/** The sum of each set, accumulated in float64. */
export function sums(values: NumericArray, sets: StatisticSets): Float64Array {
  const native = sumsNatively(values, sets);
  if (native !== undefined) return native;
  const total = newFloat64(setCount(sets));
  forEachRun(sets, (start, length, set, setStep) => {
    if (setStep === 1) {
      for (let i = 0; i < length; i++) total[set + i]! += values[start + i]!;
      return;
    }
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += values[i]!;
    total[set]! += sum;
  });
  return total;
}

/**
 * Mean and squared deviations of each set in two passes of float64. The first pass sums differences from the set's
 * first element, so a set of equal elements has exactly that mean and no deviation, however large they are.
 */
export function moments(values: NumericArray, sets: StatisticSets): Moments {
  const native = momentsNatively(values, sets);
  if (native !== undefined) return withoutDoubt(native, values, sets);
  return columnMomentsNatively(values, sets) ?? momentsReference(values, sets);
}

/** The moments with those that are in doubt taken anew, in float64. */
export function withoutDoubt(found: KernelMoments, values: NumericArray, sets: StatisticSets): Moments {
  if (found.doubtful.size > 0) {
    const anew = momentsReference(values, sets, runsInDoubt(found));
    for (const set of found.doubtful) {
      for (const key of ['mean', 'variance', 'squares'] as const) found[key][set] = anew[key][set]!;
    }
  }
  return found;
}

/** Visits the runs of the sets in doubt alone. */
function runsInDoubt({ doubtful }: KernelMoments): typeof forEachRun {
  return (sets, visit) => {
    forEachRun(sets, (start, length, set, setStep) => {
      if (doubtful.has(set)) visit(start, length, set, setStep);
    });
  };
}

/** {@link moments} in TypeScript alone, of the sets whose runs `visitRuns` visits. */
export function momentsReference(values: NumericArray, sets: StatisticSets, visitRuns = forEachRun): Moments {
  const count = setSize(sets);
  const mean = firstElements(values, sets, visitRuns);
  const shift = mapFloat64(mean, (value) => value);
  const differences = deviations(values, sets, shift, 1, visitRuns);
  for (let set = 0; set < mean.length; set++) mean[set]! += differences[set]! / count;
  const squares = deviations(values, sets, mean, 2, visitRuns);
  return { mean, variance: mapFloat64(squares, (value) => value / count), squares, count };
}

/** Σ(x − mean)² / (N − 1) of each set, 0 of a single element, NaN of none: what running variances move towards. */
export function unbiasedVariance({ squares, count }: Moments): Float64Array {
  return mapFloat64(squares, (value) => (count === 0 ? NaN : value / Math.max(1, count - 1)));
}

/** Σx² / N of each set. */
export function meanSquares(values: NumericArray, sets: StatisticSets): Float64Array {
  const native = momentsNatively(values, sets);
  return native === undefined ? meanSquaresReference(values, sets) : meanSquaresOf(native, values, sets);
}

/** {@link meanSquares} by the moments of the same values. */
export function meanSquaresOf(found: KernelMoments, values: NumericArray, sets: StatisticSets): Float64Array {
  const all = mapFloat64(found.variance, (value, set) => value + found.mean[set]! ** 2);
  if (found.doubtful.size > 0) {
    const anew = meanSquaresReference(values, sets, runsInDoubt(found));
    for (const set of found.doubtful) all[set] = anew[set]!;
  }
  return all;
}

function meanSquaresReference(values: NumericArray, sets: StatisticSets, visitRuns = forEachRun): Float64Array {
  const squares = deviations(values, sets, newFloat64(setCount(sets)), 2, visitRuns);
  return mapFloat64(squares, (value) => value / setSize(sets));
}

/** The first element of each set, or 0 where it is not finite (differences from it would spoil a mean of ±Inf). */
function firstElements(values: NumericArray, sets: StatisticSets, visitRuns: typeof forEachRun): Float64Array {
  const first = newFloat64(setCount(sets)).fill(NaN);
  let missing = first.length;
  visitRuns(sets, (start, length, set, setStep) => {
    if (missing === 0) return;
    for (let i = 0; i < (setStep === 1 ? length : 1); i++) {
      if (!Number.isNaN(first[set + i])) continue;
      first[set + i] = Number.isFinite(values[start + i]) ? values[start + i]! : 0;
      missing--;
    }
  });
  return first;
}

/** Σ (x − center)^power of each set. */
function deviations(
  values: NumericArray,
  sets: StatisticSets,
  center: Float64Array,
  power: 1 | 2,
  visitRuns: typeof forEachRun,
): Float64Array {
  const total = newFloat64(center.length);
  visitRuns(sets, (start, length, set, setStep) => {
    if (setStep === 1) {
      for (let i = 0; i < length; i++) {
        const deviation = values[start + i]! - center[set + i]!;
        total[set + i]! += power === 1 ? deviation : deviation * deviation;
      }
      return;
    }
    const from = center[set]!;
    let sum = 0;
    for (let i = start; i < start + length; i++) {
      const deviation = values[i]! - from;
      sum += power === 1 ? deviation : deviation * deviation;
    }
    total[set]! += sum;
  });
  return total;
}

/** `target = (values − mean)·scale + shift`, with one mean, scale and shift for each set. */
export function normalizeSets(
  values: NumericArray,
  sets: StatisticSets,
  mean: ArrayLike<number>,
  scale: ArrayLike<number>,
  shift: ArrayLike<number> | undefined,
  target: NumericArray,
): void {
  forEachRun(sets, (start, length, set, setStep) => {
    if (setStep === 1) {
      for (let i = 0; i < length; i++) {
        target[start + i] = (values[start + i]! - mean[set + i]!) * scale[set + i]! + (shift?.[set + i] ?? 0);
      }
      return;
    }
    const [center, factor, offset] = [mean[set]!, scale[set]!, shift?.[set] ?? 0];
    for (let i = start; i < start + length; i++) target[i] = (values[i]! - center) * factor + offset;
  });
}
