import { forEachRun, type NumericArray, setCount, type StatisticSets } from '../engine/index.ts';
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

class SetAccumulator {
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly count: Float64Array;

  constructor(size: number) {
    this.sum = new Float64Array(size);
    this.squares = new Float64Array(size);
    this.count = new Float64Array(size);
  }
}

/** A histogram of the finite values. Few distinct integers get a bin each, so that bars stand on the values. */
function histogram(values: NumericArray, min: number, max: number): Distribution['histogram'] {
  if (min > max) return { low: 0, high: 0, counts: [] };
  if (min === max) return { low: min, high: max, counts: [values.filter((value) => value === min).length] };
  const integers = max - min < MAX_BINS && values.every((value) => Number.isInteger(value) || !Number.isFinite(value));
  const [low, high] = integers ? [min - 0.5, max + 0.5] : [min, max];
  const bins = integers ? max - min + 1 : Math.min(MAX_BINS, Math.max(MIN_BINS, Math.ceil(Math.sqrt(values.length))));
  const counts = new Array<number>(bins).fill(0);
  const scale = bins / (high - low);
  for (const value of values) {
    if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - low) * scale))]! += 1;
  }
  return { low, high, counts };
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

/** Summarizes `values`, contiguous, in two passes over the statistics and one over the histogram, all in float64. */
export function summarize(values: NumericArray, sets: StatisticSets): Summary {
  const accumulator = new SetAccumulator(setCount(sets));
  let [min, max, nan, infinite] = [Infinity, -Infinity, 0, 0];
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const value = values[start + i]!;
      const index = set + i * setStep;
      accumulator.sum[index]! += value;
      accumulator.count[index]! += 1;
      if (value - value !== 0) {
        if (Number.isNaN(value)) nan++;
        else infinite++;
        continue;
      }
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  const setMean = accumulator.sum.map((sum, index) => sum / accumulator.count[index]!);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const deviation = values[start + i]! - setMean[set + i * setStep]!;
      accumulator.squares[set + i * setStep]! += deviation * deviation;
    }
  });
  const { mean, std } = overall(accumulator, setMean);
  return {
    distribution: {
      mean: rounded(mean),
      std: rounded(std),
      min: rounded(min),
      max: rounded(max),
      nan,
      infinite,
      histogram: histogram(values, min, max),
    },
    setMean: Array.from(setMean, rounded),
    setStd: Array.from(accumulator.squares, (squares, set) => rounded(Math.sqrt(squares / accumulator.count[set]!))),
  };
}

/** All sets together: σ² = (Σ within sets + Σ count·(set mean − mean)²) / N. */
function overall(accumulator: SetAccumulator, setMean: Float64Array): { mean: number; std: number } {
  const total = accumulator.count.reduce((sum, count) => sum + count, 0);
  const mean = accumulator.sum.reduce((sum, value) => sum + value, 0) / total;
  const squares = accumulator.squares.reduce(
    (sum, within, set) => sum + within + accumulator.count[set]! * (setMean[set]! - mean) ** 2,
    0,
  );
  return { mean, std: Math.sqrt(squares / total) };
}
