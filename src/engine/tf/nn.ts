import { elements, fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { moments as momentsOf, unbiasedVariance } from '../kernels/moments.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { responseNormalized } from '../nn/functional/localResponseNorm.ts';
import { normalize } from '../nn/functional/normalize.ts';
import { observed } from '../nn/observer.ts';
import { add, maximum, mul, sub } from '../operations/arithmetic.ts';
import { rsqrt } from '../operations/pointwise.ts';
import { mean, variance } from '../operations/reduction.ts';
import { castTo } from '../operations/views.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { type Axis, axesOf } from '../keras/axes.ts';
import { dimensionNames } from '../keras/dimensionNames.ts';
import { sumOfSquares } from '../keras/layerNormalization.ts';

export interface BatchNormalizationArguments {
  /** Each broadcasts to the input. */
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** β. Default: 0. */
  readonly offset?: Tensor | null;
  /** γ. Default: 1. */
  readonly scale?: Tensor | null;
  readonly varianceEpsilon: number;
}

/**
 * `(x − mean)·scale / √(variance + varianceEpsilon) + offset`; gradients flow to all of them
 * (https://www.tensorflow.org/api_docs/python/tf/nn/batch_normalization).
 */
export function batchNormalization(x: Tensor, args: BatchNormalizationArguments): Tensor {
  const { mean: centre, variance: spread, offset, scale, varianceEpsilon } = args;
  const normalized = (): Tensor =>
    inDouble(x, (wide) => {
      const inverse = rsqrt(add(castTo(spread, 'float64'), varianceEpsilon));
      const factor = scale == null ? inverse : mul(inverse, castTo(scale, 'float64'));
      const scaled = mul(sub(wide, castTo(centre, 'float64')), factor);
      return offset == null ? scaled : add(scaled, castTo(offset, 'float64'));
    });
  const reduced = broadcastDims(spread, x.dim());
  return observed(
    {
      source: 'batch_normalization',
      input: x,
      sets: { shape: x.shape, reduced },
      dimensions: dimensionNames(x.dim(), x.dim() - 1),
      centred: true,
      setName: x.dim() - reduced.length === 1 ? 'channel' : 'set',
      usesInputStatistics: false,
    },
    normalized,
  );
}

/** The dimensions of a tensor of `rank` along which `statistic` is the same. */
function broadcastDims(statistic: Tensor, rank: number): number[] {
  const missing = rank - statistic.dim();
  return Array.from({ length: rank }, (_, dim) => dim).filter((dim) => (statistic.shape[dim - missing] ?? 1) === 1);
}

/** Where the channels are: last or second. */
export type DataFormat = 'NHWC' | 'NCHW' | 'NDHWC' | 'NCDHW';

export interface FusedBatchNormArguments {
  /** γ, of shape [C]. */
  readonly scale: Tensor;
  /** β, of shape [C]. */
  readonly offset: Tensor;
  /** The statistics to use without training, or to move with it. */
  readonly mean?: Tensor | undefined;
  readonly variance?: Tensor | undefined;
  /** Default: 1e-3. */
  readonly epsilon?: number;
  /** Default: 'NHWC', or 'NDHWC' of 5 dimensions. */
  readonly dataFormat?: DataFormat;
  /** Default: true. */
  readonly isTraining?: boolean;
  /** The weight of the batch in the statistics returned. Default: 1. */
  readonly exponentialAvgFactor?: number;
}

/**
 * Batch normalization of images (https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn/fused_batch_norm): the result,
 * and mean and unbiased variance, moved by `exponentialAvgFactor` from those given. Throws ValueError for evaluation
 * without statistics.
 */
export function fusedBatchNorm(
  x: Tensor,
  args: FusedBatchNormArguments,
): [output: Tensor, mean: Tensor, variance: Tensor] {
  const { scale, offset, isTraining = true, exponentialAvgFactor: factor = 1 } = args;
  if (x.dim() !== 4 && x.dim() !== 5) throw new ValueError(`input must be 4 or 5-dimensional[${x.shape.join(',')}]`);
  const formats: readonly DataFormat[] = x.dim() === 4 ? ['NHWC', 'NCHW'] : ['NDHWC', 'NCDHW'];
  const { dataFormat = formats[0]! } = args;
  if (!formats.includes(dataFormat)) {
    throw new ValueError(
      `Value for attr 'data_format' of "${String(dataFormat)}" is not in the list of allowed values: ${formats.map((format) => `"${format}"`).join(', ')}`,
    );
  }
  const axis = dataFormat === formats[0] ? x.dim() - 1 : 1;
  const sets = allBut(x.shape, [axis]);
  const given = { mean: args.mean, variance: args.variance };
  if (!isTraining && (given.mean === undefined || given.variance === undefined)) {
    throw new ValueError(
      'Both `mean` and `variance` must be a 1D tensor when `is_training` is False or `exponential_avg_factor` != 1.0.',
    );
  }
  const batch = momentsOf(elements(x), sets);
  const moved = (old: Tensor | undefined, present: Float64Array): Tensor => {
    if (!isTraining) return old!;
    const before = old && elements(old);
    const values = present.map((value, c) =>
      factor === 1 ? value : (1 - factor) * (before?.[c] ?? 0) + factor * value,
    );
    return fromElements(values, [values.length], 'float32');
  };
  const output = normalize(x, {
    gradientName: 'FusedBatchNormV3',
    source: 'fused_batch_norm',
    sets,
    setName: 'channel',
    dimensions: dimensionNames(x.dim(), axis),
    centred: true,
    usesInputStatistics: isTraining,
    eps: args.epsilon ?? 1e-3,
    affine: { weight: scale, bias: offset, sets },
    statistics: () =>
      isTraining ? batch : { mean: given.mean!.values(), variance: Float64Array.from(elements(given.variance!)) },
  });
  return [output, moved(given.mean, batch.mean), moved(given.variance, unbiasedVariance(batch))];
}

/**
 * The mean and the biased variance over `axes`, over everything for null (https://www.tensorflow.org/api_docs/python/tf/nn/moments).
 */
export function moments(
  x: Tensor,
  axes: Axis | null,
  options: { readonly keepdims?: boolean } = {},
): [mean: Tensor, variance: Tensor] {
  const reduced = axes === null ? x.shape.map((_, dim) => dim) : axesOf(axes, x.dim());
  const keepdim = options.keepdims ?? false;
  if (reduced.length === 0) return [x, mul(x, 0)];
  return [mean(x, reduced, { keepdim }), variance(x, reduced, { keepdim, correction: 0 })];
}

/**
 * `x / √max(Σx², epsilon)` over `axis`; over everything for null
 * (https://www.tensorflow.org/api_docs/python/tf/math/l2_normalize). Default: epsilon 1e-12.
 */
export function l2Normalize(x: Tensor, axis: Axis | null = null, options: { readonly epsilon?: number } = {}): Tensor {
  const axes = axis === null ? x.shape.map((_, dim) => dim) : axesOf(axis, x.dim());
  const epsilon = options.epsilon ?? 1e-12;
  return inDouble(x, (wide) => mul(wide, rsqrt(maximum(sumOfSquares(wide, axes), epsilon))));
}

export interface LocalResponseNormalizationArguments {
  /** How many channels on either side are summed. Default: 5. */
  readonly depthRadius?: number;
  /** Default: 1. */
  readonly bias?: number;
  /** Not divided by the size of the window. Default: 1. */
  readonly alpha?: number;
  /** Default: 0.5. */
  readonly beta?: number;
}

/**
 * `x / (bias + alpha·Σx²)^beta`, the sum over `depthRadius` neighbours on either side in the last dimension
 * (https://www.tensorflow.org/api_docs/python/tf/nn/local_response_normalization).
 */
export function localResponseNormalization(x: Tensor, args: LocalResponseNormalizationArguments = {}): Tensor {
  const { depthRadius = 5, bias = 1, alpha = 1, beta = 0.5 } = args;
  return responseNormalized(x, { dim: -1, before: depthRadius, after: depthRadius }, { alpha, beta, k: bias });
}
