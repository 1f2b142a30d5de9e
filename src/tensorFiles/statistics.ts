import { type NumericArray, survey } from '../engine/index.ts';
import { histogramWithin, rounded, samplingOf, withEnds } from '../lens/index.ts';
import type { Distribution } from '../protocol/card.ts';
import { countOf, type StoredTensor, valuesOf } from './storedTensor.ts';

/** The largest finite float16. */
export const LARGEST_HALF = 65504;

/** What there is to say about a tensor's elements. */
export interface TensorStatistics {
  readonly distribution: Distribution;
  readonly zeros: number;
  /** How many finite elements are beyond ±{@link LARGEST_HALF}. */
  readonly beyondHalf: number;
}

/** Collects what a histogram is made of: all elements of a small tensor, an even sample of a large one. */
class Sample {
  readonly #stride: number;
  readonly #values: Float64Array;
  #filled = 0;
  #next = 0;

  constructor(count: number) {
    const sampling = samplingOf(count);
    this.#stride = sampling?.stride ?? 1;
    // With room for both ends of a sample.
    this.#values = new Float64Array((sampling?.count ?? count) + (sampling === undefined ? 0 : 2));
    this.size = sampling?.count;
  }

  /** How many elements are in it, where they are not all. */
  readonly size: number | undefined;

  add(values: NumericArray): void {
    for (; this.#next < values.length; this.#next += this.#stride) this.#values[this.#filled++] = values[this.#next]!;
    this.#next -= values.length;
  }

  get values(): Float64Array {
    return this.#values;
  }
}

/** Statistics of elements that come piece by piece. */
class RunningStatistics {
  #count = 0;
  #mean = 0;
  #squares = 0;
  min = Infinity;
  max = -Infinity;
  nan = 0;
  infinite = 0;
  positiveInfinity = 0;
  zeros = 0;
  beyondHalf = 0;

  add(values: NumericArray): void {
    if (values.length === 0) return;
    const found = survey(values);
    // The parallel algorithm of Chan, Golub and LeVeque (1979).
    const count = this.#count + found.count;
    const delta = found.mean - this.#mean;
    this.#mean += (delta * found.count) / count;
    this.#squares += found.squares + (delta * delta * this.#count * found.count) / count;
    this.#count = count;
    this.min = Math.min(this.min, found.min);
    this.max = Math.max(this.max, found.max);
    this.nan += found.nan;
    this.infinite += found.infinite;
    const isBeyond = found.max > LARGEST_HALF || found.min < -LARGEST_HALF;
    for (const value of values) {
      if (value === 0) this.zeros++;
      if (isBeyond && Math.abs(value) > LARGEST_HALF && Math.abs(value) < Infinity) this.beyondHalf++;
      if (found.infinite > 0 && value === Infinity) this.positiveInfinity++;
    }
  }

  get mean(): number {
    return this.#count === 0 ? NaN : this.#mean;
  }

  /** Divided by N. */
  get std(): number {
    return Math.sqrt(this.#squares / this.#count);
  }
}

/**
 * The statistics of all elements of a tensor, of complex ones by their magnitudes; its histogram is of an even sample
 * where there are more than a million. Takes memory for one piece of it. Throws TensorFileError where it cannot be read.
 */
export async function statisticsOf(tensor: StoredTensor): Promise<TensorStatistics> {
  const count = countOf(tensor.shape);
  const running = new RunningStatistics();
  const sample = new Sample(count);
  for await (const values of valuesOf(tensor, 'any')) {
    running.add(values);
    sample.add(values);
  }
  const { min, max, nan, infinite, positiveInfinity, zeros, beyondHalf } = running;
  const counted = sample.size === undefined ? sample.values : withEnds(sample.values, { min, max, nan, infinite });
  // Counters are whole numbers to the last digit.
  const isFloating = tensor.elements?.type.isFloating !== false;
  const extreme = (value: number): number | null => (isFloating || !Number.isFinite(value) ? rounded(value) : value);
  const distribution: Distribution = {
    mean: rounded(running.mean),
    std: rounded(running.std),
    min: extreme(min),
    max: extreme(max),
    nan,
    positiveInfinity,
    negativeInfinity: infinite - positiveInfinity,
    histogram: histogramWithin(counted, min, max),
    ...(sample.size === undefined ? {} : { sample: counted.length, count }),
  };
  return { distribution, zeros, beyondHalf };
}
