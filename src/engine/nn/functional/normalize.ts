import { record } from '../../autograd.ts';
import type { NumericArray } from '../../dtype.ts';
import { normalizeSets, sums } from '../../kernels/moments.ts';
import { setCount, setSize, type StatisticSets } from '../../statisticSets.ts';
import { Storage } from '../../storage.ts';
import { Tensor } from '../../tensor.ts';

/** The statistics that an input is normalized with, one for each of its sets. */
export interface Statistics {
  /** Undefined where nothing is subtracted (RMS normalization). */
  readonly mean: ArrayLike<number> | undefined;
  /** 1 / √(variance + eps), or of the mean square. */
  readonly inverseStd: Float64Array;
  /** Whether they were computed from the input, so that its gradient flows through them too. */
  readonly fromInput: boolean;
}

/** The learned scale γ and shift β, and which elements share one of them. */
export interface Affine {
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly sets: StatisticSets;
}

interface Normalization {
  /** The name that PyTorch prints as `grad_fn`. */
  readonly name: string;
  readonly sets: StatisticSets;
  readonly statistics: Statistics;
  readonly affine: Affine;
}

function elementwiseProduct(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (value, index) => value * b[index]!);
}

/** `values·scale + shift`, with one scale and shift for each set; in float64. */
function scaled(
  values: NumericArray,
  sets: StatisticSets,
  scale: ArrayLike<number>,
  shift?: ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(values.length);
  normalizeSets(values, sets, new Float64Array(setCount(sets)), scale, shift, result);
  return result;
}

function toTensor(values: ArrayLike<number>, like: Tensor): Tensor {
  const storage = Storage.allocate(like.dtype, like.shape);
  storage.data.set(values);
  return new Tensor(storage, like.shape);
}

/** x̂ = (x − mean)·inverseStd, in float64. */
function standardized(input: Tensor, sets: StatisticSets, { mean, inverseStd }: Statistics): Float64Array {
  const result = new Float64Array(input.numel());
  normalizeSets(input.values(), sets, mean ?? new Float64Array(inverseStd.length), inverseStd, undefined, result);
  return result;
}

/**
 * y = x̂·γ + β with x̂ = (x − mean)·inverseStd, and its gradients: what all normalization layers have in common. Only
 * the result is rounded to the input's dtype.
 */
export function normalize(input: Tensor, normalization: Normalization): Tensor {
  const { name, sets, statistics, affine } = normalization;
  const { weight, bias } = affine;
  const output = new Tensor(Storage.allocate(input.dtype, input.shape), input.shape);
  compute(input, normalization, output.storage.data);
  const inputs = [input, weight, bias].filter((tensor) => tensor !== undefined);
  return record(name, output, inputs, (gradient) => {
    const flowing = gradient.values();
    const again = standardized(input, sets, statistics);
    return [
      toTensor(inputGradient(flowing, again, normalization), input),
      ...(weight === undefined ? [] : [toTensor(sums(elementwiseProduct(flowing, again), affine.sets), weight)]),
      ...(bias === undefined ? [] : [toTensor(sums(flowing, affine.sets), bias)]),
    ];
  });
}

/** y, in one pass where γ belongs to the same sets as the statistics, else over x̂ in float64. */
function compute(input: Tensor, { sets, statistics, affine }: Normalization, target: NumericArray): void {
  const { inverseStd } = statistics;
  const mean = statistics.mean ?? new Float64Array(inverseStd.length);
  const [weight, bias] = [affine.weight?.values(), affine.bias?.values()];
  if (affine.sets === sets || (weight === undefined && bias === undefined)) {
    const scale = weight === undefined ? inverseStd : elementwiseProduct(inverseStd, weight);
    normalizeSets(input.values(), sets, mean, scale, bias, target);
    return;
  }
  const count = setCount(affine.sets);
  const scale = weight ?? new Float64Array(count).fill(1);
  normalizeSets(standardized(input, sets, statistics), affine.sets, new Float64Array(count), scale, bias, target);
}

/**
 * With g the gradient of y and h = g·γ, x receives inverseStd·(h − mean(h) − x̂·mean(h·x̂)), the means over each set
 * (appendix of https://arxiv.org/abs/1502.03167); without the first mean where nothing was subtracted, without both
 * where the statistics are fixed.
 */
function inputGradient(
  flowing: NumericArray,
  normalized: Float64Array,
  { sets, statistics, affine }: Normalization,
): Float64Array {
  const { weight } = affine;
  const upstream = weight === undefined ? flowing : scaled(flowing, affine.sets, weight.values());
  if (!statistics.fromInput) return scaled(upstream, sets, statistics.inverseStd);
  const count = setSize(sets);
  const average = (values: NumericArray): Float64Array => sums(values, sets).map((sum) => sum / count);
  const shift = statistics.mean === undefined ? undefined : average(upstream);
  const correction = scaled(normalized, sets, average(elementwiseProduct(upstream, normalized)), shift);
  const centred = correction.map((value, index) => upstream[index]! - value);
  return scaled(centred, sets, statistics.inverseStd);
}
