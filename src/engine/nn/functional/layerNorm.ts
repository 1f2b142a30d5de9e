import { RuntimeError } from '../../errors.ts';
import { moments } from '../../kernels/moments.ts';
import { formatShape, type Shape } from '../../shape.ts';
import type { StatisticSets } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { observed } from '../observer.ts';
import { featureNames } from './dimensionNames.ts';
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

/** Throws RuntimeError unless `input` ends with `normalizedShape`. `separator`: layer and RMS normalization differ. */
export function checkTrailing(input: Tensor, normalizedShape: Shape, separator: string): void {
  const ending = input.shape.slice(-normalizedShape.length);
  if (formatShape(ending) === formatShape(normalizedShape)) return;
  const expected = `[*${separator}${normalizedShape.join(', ')}]`;
  throw new RuntimeError(
    `Given normalized_shape=${formatShape(normalizedShape)}, expected input with shape ${expected}, but got input of size${formatShape(input.shape)}`,
  );
}

/**
 * Layer normalization (Ba, Kiros and Hinton 2016, https://arxiv.org/abs/1607.06450): one mean and biased variance for
 * each sample, over the last dimensions, which must be `normalizedShape`:
 *
 *     y = (x − mean) / √(variance + eps) · weight + bias
 *
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html). Throws RuntimeError where
 * `input` does not end with `normalizedShape`.
 */
export function layerNorm(input: Tensor, normalizedShape: Shape, args: LayerNormArguments = {}): Tensor {
  checkTrailing(input, normalizedShape, ', ');
  const eps = args.eps ?? 1e-5;
  const { statistics: sets, parameters, setName } = trailingSets(input.shape, normalizedShape.length);
  return observed(
    {
      source: args.layer ?? 'layer_norm',
      input,
      sets,
      dimensions: featureNames(input.dim()),
      centred: true,
      setName,
      usesInputStatistics: true,
    },
    () => {
      const { mean, squares, count } = moments(input.values(), sets);
      const inverseStd = squares.map((value) => 1 / Math.sqrt(value / count + eps));
      return normalize(input, {
        name: 'NativeLayerNormBackward0',
        sets,
        statistics: { mean, inverseStd, fromInput: true },
        affine: { weight: args.weight, bias: args.bias, sets: parameters },
      });
    },
  );
}
