import type { NumericArray } from '../engine/index.ts';
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

/** Statistics of elements that come piece by piece: mean and σ are NaN where one is not finite. */
class RunningStatistics {
  #count = 0;
  #mean = 0;
  #squares = 0;
  min = Infinity;
  max = -Infinity;
  nan = 0;
  positiveInfinity = 0;
  negativeInfinity = 0;
  zeros = 0;
  beyondHalf = 0;

  /** Two passes over what lies in memory anyway; by indices, which is several times faster than by iterators. */
  add(values: NumericArray): void {
    let [finite, sum, zeros, min, max] = [0, 0, 0, Infinity, -Infinity];
    // Deviations from a first element: a large mean costs no digits, and constants come out exactly.
    const first = values.find(Number.isFinite) ?? 0;
    for (let i = 0, { length } = values; i < length; i++) {
      const value = values[i]!;
      if (value - value !== 0) continue;
      finite++;
      sum += value - first;
      if (value === 0) zeros++;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (finite < values.length) this.#countBroken(values);
    if (finite === 0) return;
    const mean = first + sum / finite;
    let squares = 0;
    for (let i = 0, { length } = values; i < length; i++) {
      const deviation = values[i]! - mean;
      if (deviation - deviation === 0) squares += deviation * deviation;
    }
    if (max > LARGEST_HALF || min < -LARGEST_HALF) this.#countBeyondHalf(values);
    this.#merge(finite, mean, squares);
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    this.zeros += zeros;
  }

  /** The parallel algorithm of Chan, Golub and LeVeque (1979). */
  #merge(added: number, mean: number, squares: number): void {
    const count = this.#count + added;
    const delta = mean - this.#mean;
    this.#mean += (delta * added) / count;
    this.#squares += squares + (delta * delta * this.#count * added) / count;
    this.#count = count;
  }

  #countBroken(values: NumericArray): void {
    for (const value of values) {
      if (Number.isNaN(value)) this.nan++;
      else if (value === Infinity) this.positiveInfinity++;
      else if (value === -Infinity) this.negativeInfinity++;
    }
  }

  #countBeyondHalf(values: NumericArray): void {
    for (const value of values) if (Math.abs(value) > LARGEST_HALF && Math.abs(value) < Infinity) this.beyondHalf++;
  }

  get #isSpoiled(): boolean {
    return this.nan + this.positiveInfinity + this.negativeInfinity > 0 || this.#count === 0;
  }

  get mean(): number {
    return this.#isSpoiled ? NaN : this.#mean;
  }

  /** Divided by N. */
  get std(): number {
    return this.#isSpoiled ? NaN : Math.sqrt(this.#squares / this.#count);
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
  const { min, max, nan, positiveInfinity, negativeInfinity, zeros, beyondHalf } = running;
  const reach = { min, max, nan, infinite: positiveInfinity + negativeInfinity };
  const counted = sample.size === undefined ? sample.values : withEnds(sample.values, reach);
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
    negativeInfinity,
    histogram: histogramWithin(counted, min, max),
    ...(sample.size === undefined ? {} : { sample: counted.length, count }),
  };
  return { distribution, zeros, beyondHalf };
}
