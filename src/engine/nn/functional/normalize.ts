import { grad } from '../../autograd/backward.ts';
import { named, recordMakingNew } from '../../autograd/graph.ts';
import { isGradEnabled } from '../../autograd/mode.ts';
import { allocateResult, type NumericArray } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import {
  meanSquares,
  meanSquaresOf,
  type Moments,
  moments,
  normalizeSets,
  sums,
  withoutDoubt,
} from '../../kernels/moments.ts';
import { mapFloat64, newFloat64 } from '../../memory/small.ts';
import { add, mul, sub } from '../../operations/arithmetic.ts';
import { rsqrt } from '../../operations/pointwise.ts';
import { keptShape, mean as meanOf } from '../../operations/reduction.ts';
import { castTo, reshape } from '../../operations/views.ts';
import { setCount, setLayout, setSize, type StatisticSets } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import { type Affine, type NormalizationCall, observed, type RunningUpdate, type UsedStatistics } from '../observer.ts';
import { gradientsBySetNatively, normalizeBySet, type NormalizedBySet } from './normalizeBySet.ts';
import { columnGradientsNatively, normalizeColumnsNatively } from './normalizeColumns.ts';
import { layerGradientsNatively, normalizeRowsNatively } from './normalizeRows.ts';
import { gradientsNatively, normalizeNatively } from './normalizeNative.ts';

/** The statistics that an input is normalized with, one for each of its sets. */
export interface Statistics {
  /** Undefined where nothing is subtracted (RMS normalization). */
  readonly mean: ArrayLike<number> | undefined;
  /** The variance, or where nothing is subtracted the mean square. */
  readonly variance: Float64Array;
  /** The running statistics that were moved with them. */
  readonly running?: RunningUpdate | undefined;
}

/** What one kind of normalization does to an input. */
export interface Normalization extends Pick<
  NormalizationCall,
  'source' | 'sets' | 'setName' | 'dimensions' | 'centred' | 'usesInputStatistics' | 'check'
> {
  /** The name that PyTorch prints as `grad_fn`. */
  readonly gradientName: string;
  readonly eps: number;
  readonly affine: Affine;
  /**
   * The statistics to use, where they are not simply the input's own, which `own` finds; moves running ones. A layer that
   * calls `own` is normalized with what that gives.
   */
  readonly statistics?: (own: () => Moments) => Statistics;
}

/** What y is computed with: y = (x − mean)·inverseStd·γ + β. */
export interface Coefficients extends Pick<Normalization, 'sets' | 'affine'> {
  readonly mean: ArrayLike<number>;
  readonly inverseStd: Float64Array;
}

/** A normalization whose statistics are known. */
export interface Standardization extends Normalization, Coefficients {}

function elementwiseProduct(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const product = newFloat64(a.length);
  for (let i = 0; i < product.length; i++) product[i] = a[i]! * b[i]!;
  return product;
}

/** `values·scale + shift`, with one scale and shift for each set; in float64. */
function scaled(
  values: NumericArray,
  sets: StatisticSets,
  scale: ArrayLike<number>,
  shift?: ArrayLike<number>,
): Float64Array {
  const result = newFloat64(values.length);
  normalizeSets(values, sets, newFloat64(setCount(sets)), scale, shift, result);
  return result;
}

/** x̂ = (x − mean)·inverseStd, in float64. */
function standardized(input: Tensor, { sets, mean, inverseStd }: Coefficients): Float64Array {
  const result = newFloat64(input.numel());
  normalizeSets(elements(input), sets, mean, inverseStd, undefined, result);
  return result;
}

/**
 * y = x̂·γ + β with x̂ = (x − mean) / √(variance + eps), and its gradients: what all normalization layers have in common.
 * Only the result is rounded to the input's dtype. Tells observers.
 */
export function normalize(input: Tensor, normalization: Normalization): Tensor {
  const { eps, affine } = normalization;
  let applied: Applied;
  return observed(
    { ...normalization, input },
    () => (applied = apply(input, normalization)).output,
    () => {
      const { mean, variance, running } = applied.statistics;
      return { used: { mean, variance, eps, affine }, running };
    },
  );
}

/** {@link normalize} for a part of what a layer is called with: nobody is told. */
export function normalizePart(input: Tensor, normalization: Normalization): Tensor {
  return apply(input, normalization).output;
}

interface Applied {
  readonly output: Tensor;
  readonly statistics: Statistics;
}

function apply(input: Tensor, normalization: Normalization): Applied {
  const { sets, centred } = normalization;
  let early: NormalizedBySet | undefined;
  const own = (): Moments => {
    early = normalizeBySet(input, normalization);
    return early ? withoutDoubt(early.moments, elements(input), sets) : moments(elements(input), sets);
  };
  const ownMeanSquares = (): Statistics => {
    early = normalizeBySet(input, normalization);
    const values = elements(input);
    const variance = early ? meanSquaresOf(early.moments, values, sets) : meanSquares(values, sets);
    return { mean: undefined, variance };
  };
  const statistics = normalization.statistics?.(own) ?? (centred ? own() : ownMeanSquares());
  const { mean, variance } = statistics;
  const standardization: Standardization = {
    ...normalization,
    mean: mean ?? newFloat64(variance.length),
    inverseStd: inverseStds(variance, normalization.eps),
  };
  const { weight, bias } = normalization.affine;
  const inputs = [input, weight, bias].filter((tensor) => tensor !== undefined);
  const computed = early?.output ?? compute(input, standardization);
  const output = recordMakingNew(
    normalization.gradientName,
    computed,
    inputs,
    (gradient) =>
      isGradEnabled()
        ? differentiableGradients(gradient, input, standardization)
        : gradients(gradient, input, standardization),
    weight === undefined ? [input] : [input, weight],
  );
  return { output, statistics };
}

function inverseStds(variance: ArrayLike<number>, eps: number): Float64Array {
  return mapFloat64(variance, (value) => 1 / Math.sqrt(value + eps));
}

/**
 * The output of a call that is over, computed again from its input and what was used then; with `plain` x̂ in its place,
 * to which γ and β were not applied. Nothing is recorded and nobody is told.
 */
export function normalizeAgain(
  { input, sets }: Pick<NormalizationCall, 'input' | 'sets'>,
  { mean, variance, eps, affine }: UsedStatistics,
  { plain = false } = {},
): Tensor {
  return compute(input, {
    sets,
    mean: mean ?? newFloat64(variance.length),
    inverseStd: inverseStds(variance, eps),
    affine: plain ? { weight: undefined, bias: undefined, sets } : affine,
  });
}

/**
 * A call that is over, computed again with other options: the statistics are those of its input, or those that `fixed`
 * gives for its sets. Nothing is recorded, nobody is told, and no running statistics move. Throws what the layer throws
 * where it cannot normalize so.
 */
export function normalizeOtherwise(
  { input, sets, centred, check }: Pick<NormalizationCall, 'input' | 'sets' | 'centred' | 'check'>,
  { eps, affine }: Pick<UsedStatistics, 'eps' | 'affine'>,
  fixed?: Pick<UsedStatistics, 'mean' | 'variance'>,
): { readonly output: Tensor; readonly used: UsedStatistics } {
  check?.(input, { eps, usesInput: fixed === undefined });
  const own = (): Pick<UsedStatistics, 'mean' | 'variance'> =>
    centred ? moments(elements(input), sets) : { mean: undefined, variance: meanSquares(elements(input), sets) };
  const { mean, variance } = fixed ?? own();
  const used = { mean, variance, eps, affine };
  return { output: normalizeAgain({ input, sets }, used), used };
}

/** y, in one pass where γ belongs to the same sets as the statistics, else over x̂ in float64. */
function compute(input: Tensor, coefficients: Coefficients): Tensor {
  const { sets, affine, mean, inverseStd } = coefficients;
  const weight = affine.weight && elements(affine.weight);
  const bias = affine.bias && elements(affine.bias);
  const target = allocateResult(input.dtype, input.shape);
  const isDone =
    normalizeRowsNatively(input, coefficients, target) ||
    normalizeColumnsNatively(input, coefficients, target) ||
    normalizeNatively(input, coefficients, target);
  if (isDone) return fromElements(target, input.shape, input.dtype);
  if (affine.sets === sets || (weight === undefined && bias === undefined)) {
    const scale = weight === undefined ? inverseStd : elementwiseProduct(inverseStd, weight);
    normalizeSets(elements(input), sets, mean, scale, bias, target);
  } else {
    const count = setCount(affine.sets);
    const scale = weight ?? newFloat64(count).fill(1);
    const normalized = standardized(input, coefficients);
    normalizeSets(normalized, affine.sets, newFloat64(count), scale, bias, target);
  }
  return fromElements(target, input.shape, input.dtype);
}

function gradients(gradient: Tensor, input: Tensor, standardization: Standardization): (Tensor | undefined)[] {
  const { weight, bias, sets } = standardization.affine;
  const flowing = elements(gradient);
  const direct =
    gradientsBySetNatively(flowing, input, standardization) ??
    gradientsNatively(flowing, input, standardization) ??
    columnGradientsNatively(flowing, input, standardization) ??
    layerGradientsNatively(flowing, input, standardization) ??
    gradientsBySet(flowing, input, standardization);
  if (direct !== undefined) return direct;
  const again = standardized(input, standardization);
  const like = (values: ArrayLike<number>, { shape, dtype }: Tensor): Tensor => fromElements(values, shape, dtype);
  return [
    input.requiresGrad ? like(inputGradient(flowing, again, standardization), input) : undefined,
    ...(weight === undefined ? [] : [like(sums(elementwiseProduct(flowing, again), sets), weight)]),
    ...(bias === undefined ? [] : [like(sums(flowing, sets), bias)]),
  ];
}

/**
 * {@link gradients} where γ and β belong to the same sets as the statistics, which lie in runs: Σg and Σg·x̂ of each set in
 * a first pass, of which everything else is composed. Undefined elsewhere.
 */
function gradientsBySet(
  flowing: NumericArray,
  input: Tensor,
  { sets, affine, mean, inverseStd, centred, usesInputStatistics }: Standardization,
): (Tensor | undefined)[] | undefined {
  const layout = setLayout(sets);
  const hasOwnSets = affine.sets !== sets && (affine.weight !== undefined || affine.bias !== undefined);
  if (layout === undefined || hasOwnSets) return undefined;
  const { outer, count, inner } = layout;
  const values = elements(input);
  const [total, product] = [newFloat64(count), newFloat64(count)];
  for (let repeat = 0, at = 0; repeat < outer; repeat++) {
    for (let set = 0; set < count; set++) {
      const [centre, scale] = [mean[set]!, inverseStd[set]!];
      for (const end = at + inner; at < end; at++) {
        total[set]! += flowing[at]!;
        product[set]! += flowing[at]! * (values[at]! - centre) * scale;
      }
    }
  }
  const weight = affine.weight && elements(affine.weight);
  const size = outer * inner;
  const target = allocateResult(input.dtype, input.shape);
  for (let repeat = 0, at = 0; repeat < outer; repeat++) {
    for (let set = 0; set < count; set++) {
      const [centre, scale] = [mean[set]!, inverseStd[set]!];
      const gain = scale * (weight?.[set] ?? 1);
      const end = at + inner;
      if (!usesInputStatistics) {
        for (; at < end; at++) target[at] = gain * flowing[at]!;
        continue;
      }
      const shift = centred ? total[set]! / size : 0;
      const slope = (product[set]! / size) * scale;
      for (; at < end; at++) target[at] = gain * (flowing[at]! - shift - (values[at]! - centre) * slope);
    }
  }
  return [
    fromElements(target, input.shape, input.dtype),
    ...(affine.weight === undefined ? [] : [fromElements(product, affine.weight.shape, affine.weight.dtype)]),
    ...(affine.bias === undefined ? [] : [fromElements(total, affine.bias.shape, affine.bias.dtype)]),
  ];
}

/**
 * With g the gradient of y and h = g·γ, x receives inverseStd·(h − mean(h) − x̂·mean(h·x̂)), the means over each set
 * (appendix of https://arxiv.org/abs/1502.03167); without the first mean where nothing was subtracted, without both
 * where the statistics are fixed.
 */
function inputGradient(
  flowing: NumericArray,
  normalized: Float64Array,
  { sets, affine, centred, usesInputStatistics, inverseStd }: Standardization,
): Float64Array {
  const upstream = affine.weight === undefined ? flowing : scaled(flowing, affine.sets, elements(affine.weight));
  if (!usesInputStatistics) return scaled(upstream, sets, inverseStd);
  const count = setSize(sets);
  const average = (values: NumericArray): Float64Array => sums(values, sets).map((sum) => sum / count);
  const shift = centred ? average(upstream) : undefined;
  const correction = scaled(normalized, sets, average(elementwiseProduct(upstream, normalized)), shift);
  const rest = correction.map((value, index) => upstream[index]! - value);
  return scaled(rest, sets, inverseStd);
}

/** The same computation in differentiable operations of float64. */
function composed(input: Tensor, standardization: Standardization): Tensor {
  const { sets, affine, mean, inverseStd, centred, eps, usesInputStatistics } = standardization;
  const x = reshape(castTo(input, 'float64'), sets.shape);
  const constant = (values: ArrayLike<number>): Tensor =>
    fromElements(Float64Array.from(values), keptShape(sets), 'float64');
  let normalized: Tensor;
  if (usesInputStatistics) {
    const centre = centred ? sub(x, meanOf(x, sets.reduced, { keepdim: true })) : x;
    normalized = mul(centre, rsqrt(add(meanOf(mul(centre, centre), sets.reduced, { keepdim: true }), eps)));
  } else {
    normalized = mul(sub(x, constant(mean)), constant(inverseStd));
  }
  const perSet = (parameter: Tensor): Tensor => reshape(castTo(parameter, 'float64'), keptShape(affine.sets));
  const inAffineShape = reshape(normalized, affine.sets.shape);
  const scaledUp = affine.weight === undefined ? inAffineShape : mul(inAffineShape, perSet(affine.weight));
  const shifted = affine.bias === undefined ? scaledUp : add(scaledUp, perSet(affine.bias));
  return castTo(reshape(shifted, input.shape), input.dtype);
}

/** The gradients as tensors that can be differentiated again: those of {@link composed}. */
function differentiableGradients(
  gradient: Tensor,
  input: Tensor,
  standardization: Standardization,
): (Tensor | undefined)[] {
  const { weight, bias } = standardization.affine;
  const inputs = [input, weight, bias].filter((tensor) => tensor !== undefined);
  // Stand-ins, for the input may have been computed from the parameters: what flows through it is not this layer's.
  const aliases = inputs.map((tensor) => named('AliasBackward0', tensor));
  const aliasOf = (tensor: Tensor | undefined): Tensor | undefined => tensor && aliases[inputs.indexOf(tensor)];
  const wanted = aliases.filter((tensor) => tensor.requiresGrad);
  const affine = { ...standardization.affine, weight: aliasOf(weight), bias: aliasOf(bias) };
  const found = grad(composed(aliases[0]!, { ...standardization, affine }), wanted, {
    gradOutputs: [gradient],
    createGraph: true,
    allowUnused: true,
  });
  return aliases.map((tensor) => found[wanted.indexOf(tensor)]);
}
