import { countBins, type NumericArray } from '../engine/index.ts';
import type { Distribution } from '../protocol/card.ts';

export type Histogram = Distribution['histogram'];

/** Bins of a histogram: at most about two pixels each in a card, fewer where few values would leave them ragged. */
export const MAX_BINS = 96;
const MIN_BINS = 12;

/** Where nearly all elements lie within less than this share of the whole range, the bins cover only those. */
const SQUEEZED = 1 / 20;
/** How much wider the bins then reach, on each side, than nearly all elements. */
const MARGIN = 0.25;
/** By this share of a bin its borders are widened when it is looked at more closely. */
const BORDER = 1e-6;
/** Each step looks at {@link SQUEEZED} of the range before: these get from the largest float32 to the smallest. */
const MAX_STEPS = 60;

/** How many bins show so many values. */
function binsFor(count: number, most: number): number {
  return Math.min(most, Math.max(MIN_BINS, Math.ceil(Math.sqrt(count))));
}

/** How many elements, on each side, may lie far from all others without being what the picture is about. */
function fewOf(count: number): number {
  if (count < 32) return 0;
  return Math.floor(Math.max(count < 64 ? 1 : 2, count / 1000));
}

/** Whether there are so few distinct integers that each gets a bin of its own, for bars to stand on the values. */
function areFewIntegers(values: NumericArray, min: number, max: number, most: number): boolean {
  if (max - min >= most || !Number.isInteger(min)) return false;
  return values.every((value) => Number.isInteger(value) || !Number.isFinite(value));
}

/** Counts of equal bins between `low` and `high`, and of what lies outside. */
function countWithin(values: NumericArray, low: number, high: number, bins: number): Histogram {
  const width = (high - low) / bins;
  const counts = countBins(values, low - width, high + width, bins + 2);
  return { low, high, below: counts.shift()!, above: counts.pop()!, counts };
}

/** Whether a range can be divided: not wider than a number can say, and not so narrow that a part of it cannot be said. */
function isDivisible(low: number, high: number): boolean {
  return Number.isFinite((2 * MAX_BINS) / (high - low)) && Number.isFinite(2 * (high - low));
}

/** The whole range: the borders belong to it, however they are rounded. */
function countAll(values: NumericArray, min: number, max: number, bins: number): Histogram {
  const counts = isDivisible(min, max)
    ? countBins(values, min, max, bins)
    : [Array.from(values).filter(Number.isFinite).length];
  return { low: min, high: max, counts, below: 0, above: 0 };
}

/** The first and last bin of the stretch that holds all but a few elements on each side. */
function bulkOf({ counts, below, above }: Histogram, few: number): [first: number, last: number] {
  let [first, last] = [0, counts.length - 1];
  for (let left = below + counts[first]!; left <= few && first < last; left += counts[first]!) first++;
  for (let right = above + counts[last]!; right <= few && last > first; right += counts[last]!) last--;
  return [first, last];
}

/**
 * Where nearly all elements lie, if that is a small part of the range that `all` covers: found by looking closer until
 * they fill some bins. Undefined where they do not, or are all the same but for a few.
 */
function squeezedRange(values: NumericArray, all: Histogram): [low: number, high: number] | undefined {
  const few = fewOf(values.length);
  let view = all;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [first, last] = bulkOf(view, few);
    const width = (view.high - view.low) / view.counts.length;
    // A little more: beside a far outlier the borders are rounded by more than the others reach.
    const slack = width * BORDER;
    const [low, high] = [view.low + first * width - slack, view.low + (last + 1) * width + slack];
    if (last + 1 - first >= SQUEEZED * view.counts.length) {
      const margin = (high - low) * MARGIN;
      return step === 0 ? undefined : [Math.max(all.low, low - margin), Math.min(all.high, high + margin)];
    }
    if (!isDivisible(low, high)) return undefined;
    view = countWithin(values, low, high, MAX_BINS);
  }
  return undefined;
}

/** A histogram of the finite elements of `values`, which lie between `min` and `max`, in `most` bins at most. */
function wholeHistogram(values: NumericArray, min: number, max: number, most: number): Histogram {
  if (!(min <= max)) return { low: 0, high: 0, counts: [], below: 0, above: 0 };
  if (min === max) {
    const counts = [values.filter((value) => value === min).length];
    return { low: min, high: max, counts, below: 0, above: 0 };
  }
  if (areFewIntegers(values, min, max, most)) return countAll(values, min - 0.5, max + 0.5, max - min + 1);
  return countAll(values, min, max, binsFor(values.length, most));
}

/**
 * A histogram of the finite elements of `values`, which lie between `min` and `max`; where a few of them lie so far from
 * the others that these would fill less than a twentieth of the bins, they are counted in `below` and `above`.
 */
export function histogramWithin(values: NumericArray, min: number, max: number, most = MAX_BINS): Histogram {
  const bins = binsFor(values.length, most);
  const whole = wholeHistogram(values, min, max, most);
  const isBinned = whole.low === min && whole.counts.length > 1;
  const [first, last] = bulkOf(whole, fewOf(values.length));
  if (!isBinned || last - first > 1 + SQUEEZED * whole.counts.length || fewOf(values.length) === 0) return whole;
  const range = squeezedRange(values, bins === MAX_BINS ? whole : countAll(values, min, max, MAX_BINS));
  if (range === undefined) return whole;
  const { low, high, counts, below, above } = countWithin(values, ...range, bins);
  // A border that is an extreme of the values belongs to its bin.
  if (low <= min) counts[0]! += below;
  if (high >= max) counts[counts.length - 1]! += above;
  return { low, high, counts, below: low <= min ? 0 : below, above: high >= max ? 0 : above };
}

/** A histogram of all finite elements of `values`. */
export function histogramOf(values: NumericArray): Histogram {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return wholeHistogram(values, min, max, MAX_BINS);
}
