import { type Extremes, type Moments, type NumericArray, survey } from '../engine/index.ts';
import type { Distribution } from '../protocol/card.ts';
import { histogramWithin } from './histogram.ts';
import { rounded } from './numbers.ts';
import { sampleOf, withEnds } from './sampling.ts';

/** Mean and σ, divided by N. */
export interface MeanAndStd {
  readonly mean: number;
  readonly std: number;
}

/** Mean and σ of all elements of equally large sets. */
export function ofAllSets({ mean, variance }: Pick<Moments, 'mean' | 'variance'>): MeanAndStd {
  const count = mean.length;
  let [total, within, between] = [0, 0, 0];
  const first = mean[0] ?? NaN;
  for (const value of mean) total += value - first;
  const common = first + total / count;
  for (let set = 0; set < count; set++) {
    within += variance[set]!;
    between += (mean[set]! - common) ** 2;
  }
  return { mean: common, std: Math.sqrt((within + between) / count) };
}

function countOf(values: NumericArray, wanted: number): number {
  let count = 0;
  for (const value of values) if (value === wanted) count++;
  return count;
}

/**
 * How `values` are distributed; `reach`: of all of them; `counted`: those that the histogram is made of, where they are
 * fewer; `bins`: at most so many.
 */
export function distributionOf(
  values: NumericArray,
  { mean, std }: MeanAndStd,
  reach: Extremes,
  { counted = values, bins }: { readonly counted?: NumericArray | undefined; readonly bins?: number } = {},
): Distribution {
  const { min, max, nan, infinite } = reach;
  const positiveInfinity = infinite === 0 ? 0 : countOf(values, Infinity);
  return {
    mean: rounded(mean),
    std: rounded(std),
    min: rounded(min),
    max: rounded(max),
    nan,
    positiveInfinity,
    negativeInfinity: infinite - positiveInfinity,
    histogram: histogramWithin(counted, min, max, bins),
    ...(counted.length === values.length ? {} : { sample: counted.length, count: values.length }),
  };
}

/** How `values`, of which nothing is known yet, are distributed. */
export function describeAll(values: NumericArray): Distribution {
  const found = survey(values);
  const overall = { mean: found.mean, std: Math.sqrt(found.squares / found.count) };
  const sample = sampleOf(values);
  return distributionOf(values, overall, found, { counted: sample && withEnds(sample, found) });
}

/** The distribution of scale·x + shift, where `scale` is above 0, from that of x. */
export function affineMap(distribution: Distribution, scale: number, shift: number): Distribution {
  const { mean, std, min, max, histogram, ...rest } = distribution;
  const map = (value: number | null): number | null => (value === null ? null : rounded(value * scale + shift));
  const [low, high] = [histogram.low * scale + shift, histogram.high * scale + shift];
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    // Spoiled statistics spoil every element.
    const { nan, positiveInfinity, negativeInfinity } = rest;
    const finite = histogram.counts.reduce((sum, count) => sum + count, histogram.below + histogram.above);
    return {
      ...{ mean: null, std: null, min: null, max: null },
      ...rest,
      ...{ nan: nan + finite + positiveInfinity + negativeInfinity, positiveInfinity: 0, negativeInfinity: 0 },
      histogram: { low: 0, high: 0, counts: [], below: 0, above: 0 },
    };
  }
  return {
    mean: map(mean),
    std: std === null ? null : rounded(std * scale),
    min: map(min),
    max: map(max),
    ...rest,
    histogram: { ...histogram, low, high },
  };
}
