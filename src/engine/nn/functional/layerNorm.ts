import { dtypeTitle, isFloating } from '../../dtype.ts';
import { NotImplementedError, RuntimeError } from '../../errors.ts';
import { formatShape, type Shape } from '../../shape.ts';
import type { StatisticSets } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { featureNames } from './dimensionNames.ts';
import { requireSameDType } from './sameDType.ts';
import { normalize } from './normalize.ts';

export interface LayerNormArguments {
  /** γ, of the normalized shape. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** β, of the normalized shape. Default: 0. */
  readonly bias?: Tensor | undefined;
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** The layer on whose behalf this is called: what observers are told. */
  readonly layer?: Module;
}

/** How a normalization over the last dimensions divides its input. */
interface TrailingSets {
  readonly statistics: StatisticSets;
  /** Each parameter belongs to one place in the last dimensions. */
  readonly parameters: StatisticSets;
  /** A set is a sample, or a place in a sample: a word of a sentence. */
  readonly setName: string;
}

export function trailingSets(shape: Shape, trailing: number): TrailingSets {
  const dims = shape.map((_, dim) => dim);
  const first = shape.length - trailing;
  return {
    statistics: { shape, reduced: dims.slice(first) },
    parameters: { shape, reduced: dims.slice(0, first) },
    setName: first > 1 ? 'position' : 'sample',
  };
}

/**
 * Throws unless `input` ends with `normalizedShape`, the parameters have that shape and the dtype is floating.
 * `separator` and `kernel`: layer and RMS normalization differ in their words.
 */
export function checkTrailing(
  input: Tensor,
  normalizedShape: Shape,
  parameters: Readonly<Record<string, Tensor | undefined>>,
  { separator, kernel }: { readonly separator: string; readonly kernel: string },
): void {
  if (normalizedShape.length === 0) {
    throw new RuntimeError(
      'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []',
    );
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter === undefined || formatShape(parameter.shape) === formatShape(normalizedShape)) continue;
    throw new RuntimeError(
      `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${formatShape(parameter.shape)} and normalized_shape = ${formatShape(normalizedShape)}`,
    );
  }
  const ending = input.shape.slice(-normalizedShape.length);
  if (formatShape(ending) !== formatShape(normalizedShape)) {
    const expected = `[*${separator}${normalizedShape.join(', ')}]`;
    throw new RuntimeError(
      `Given normalized_shape=${formatShape(normalizedShape)}, expected input with shape ${expected}, but got input of size${formatShape(input.shape)}`,
    );
  }
  if (!isFloating(input.dtype)) {
    throw new NotImplementedError(`"${kernel}" not implemented for '${dtypeTitle(input.dtype)}'`);
  }
}

/**
 * Layer normalization (Ba, Kiros and Hinton 2016, https://arxiv.org/abs/1607.06450): one mean and biased variance for
 * each sample, over the last dimensions, which must be `normalizedShape`:
 *
 *     y = (x − mean) / √(variance + eps) · weight + bias
 *
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html). Throws RuntimeError where
 * `input` does not end with `normalizedShape` or the parameters have another shape, NotImplementedError for integers.
 */
export function layerNorm(input: Tensor, normalizedShape: Shape, args: LayerNormArguments = {}): Tensor {
  const { weight, bias, eps = 1e-5 } = args;
  checkTrailing(input, normalizedShape, { weight, bias }, { separator: ', ', kernel: 'LayerNormKernelImpl' });
  requireSameDType(input, [weight, bias]);
  const { statistics: sets, parameters, setName } = trailingSets(input.shape, normalizedShape.length);
  return normalize(input, {
    gradientName: 'NativeLayerNormBackward0',
    source: args.layer ?? 'layer_norm',
    sets,
    setName,
    dimensions: featureNames(input.dim()),
    centred: true,
    usesInputStatistics: true,
    eps,
    affine: { weight, bias, sets: parameters },
  });
}
