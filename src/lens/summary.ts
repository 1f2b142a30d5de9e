import { countBins, type NumericArray, type SetSummary } from '../engine/index.ts';
import type { Distribution } from '../protocol/card.ts';

/** Bins of a histogram: at most about two pixels each in a card, fewer where few values would leave them ragged. */
const MAX_BINS = 96;
const MIN_BINS = 12;

/** Statistics of each set of elements, and of all elements together. */
export interface Summary {
  readonly distribution: Distribution;
  readonly setMean: readonly (number | null)[];
  readonly setStd: readonly (number | null)[];
}

/** Enough digits for a chart; JSON stays small. */
const DIGITS = 6;

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

/** How many bins show so many values. */
export function binsFor(count: number): number {
  return Math.min(MAX_BINS, Math.max(MIN_BINS, Math.ceil(Math.sqrt(count))));
}

/** Whether there are so few distinct integers that each gets a bin of its own, for bars to stand on the values. */
function areFewIntegers(values: NumericArray, min: number, max: number): boolean {
  return max - min < MAX_BINS && values.every((value) => Number.isInteger(value) || !Number.isFinite(value));
}

/** A histogram of the finite ones of `values`; `counts`: those in {@link binsFor} bins, where they are known. */
function histogram(
  values: NumericArray,
  min: number,
  max: number,
  counts?: readonly number[],
): Distribution['histogram'] {
  if (min > max) return { low: 0, high: 0, counts: [] };
  if (min === max) return { low: min, high: max, counts: [values.filter((value) => value === min).length] };
  if (areFewIntegers(values, min, max)) {
    const [low, high] = [min - 0.5, max + 0.5];
    return { low, high, counts: countBins(values, low, high, max - min + 1) };
  }
  return { low: min, high: max, counts: [...(counts ?? countBins(values, min, max, binsFor(values.length)))] };
}

/** A histogram of the finite elements of `values`. */
export function histogramOf(values: NumericArray): Distribution['histogram'] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return histogram(values, min, max);
}

/** What a card shows of `values`, of which `summary` says how they are distributed. */
export function summaryOf(values: NumericArray, { survey, counts, moments }: SetSummary): Summary {
  const { mean, squares, min, max, nan, infinite } = survey;
  return {
    distribution: {
      mean: rounded(mean),
      std: rounded(Math.sqrt(squares / survey.count)),
      min: rounded(min),
      max: rounded(max),
      nan,
      infinite,
      histogram: histogram(values, min, max, counts),
    },
    setMean: Array.from(moments.mean, rounded),
    setStd: Array.from(moments.variance, (variance) => rounded(Math.sqrt(variance))),
  };
}
