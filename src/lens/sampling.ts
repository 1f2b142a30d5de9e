import { allocateResult, type Extremes, type NumericArray } from '../engine/index.ts';

/** Histograms of larger tensors are made of a sample: more would not be seen in a chart. */
const COUNTED_WHOLE = 2 ** 20;
const SAMPLE = 2 ** 16;

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

/**
 * What a histogram of `values` is made of: a sample of many, with room for two more, see {@link withEnds}; undefined where
 * it is made of all.
 */
export function sampleOf(values: NumericArray): NumericArray | undefined {
  const sampling = samplingOf(values.length);
  if (sampling === undefined) return undefined;
  const sample = allocateResult(values instanceof Float32Array ? 'float32' : 'float64', sampling.count + 2);
  for (let i = 0; i < sampling.count; i++) sample[i] = values[i * sampling.stride]!;
  return sample;
}

/** A sample that reaches as far as all elements do. */
export function withEnds(sample: NumericArray, { min, max }: Extremes): NumericArray {
  const count = sample.length - 2;
  if (!(min <= max)) return sample.subarray(0, count);
  sample.set([min, max], count);
  return sample;
}
