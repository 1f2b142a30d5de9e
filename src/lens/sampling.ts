import type { Extremes, NumericArray } from '../engine/index.ts';

/** Histograms of larger tensors are made of a sample: more would not be seen in a chart. */
const COUNTED_WHOLE = 2 ** 20;
const SAMPLE = 2 ** 18;

/** Every `stride`-th of some elements. */
export interface Sampling {
  readonly stride: number;
  readonly count: number;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * At most `most` of `length` elements, evenly spaced, in a stride that has no divisor in common with `length`: every index
 * of every dimension comes by about as often as another.
 */
export function evenSampling(length: number, most: number): Sampling {
  if (length <= most) return { stride: 1, count: length };
  let stride = Math.ceil(length / most);
  while (greatestCommonDivisor(length, stride) > 1) stride++;
  return { stride, count: Math.ceil(length / stride) };
}

/** Which elements of a tensor of `length` a histogram is made of; undefined where it takes them all. */
export function samplingOf(length: number): Sampling | undefined {
  return length <= COUNTED_WHOLE ? undefined : evenSampling(length, SAMPLE);
}

/** What a histogram of `values` is made of: a sample of many, to which the extremes belong. */
export function toBeCounted(values: NumericArray, { min, max }: Extremes): NumericArray {
  const sampling = samplingOf(values.length);
  if (sampling === undefined) return values;
  const ends = min <= max ? [min, max] : [];
  const sample = new Float64Array(sampling.count + ends.length);
  for (let i = 0; i < sampling.count; i++) sample[i] = values[i * sampling.stride]!;
  sample.set(ends, sampling.count);
  return sample;
}
