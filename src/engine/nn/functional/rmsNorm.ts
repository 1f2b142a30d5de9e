import { sums } from '../../kernels/moments.ts';
import type { Shape } from '../../shape.ts';
import { setSize } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { observed } from '../observer.ts';
import { featureNames } from './dimensionNames.ts';
import { checkTrailing, trailingSets } from './layerNorm.ts';
import { normalize } from './normalize.ts';

export interface RMSNormArguments {
  /** γ, of the normalized shape. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** Added to the mean square. Default: the smallest difference from 1 that the dtype knows. */
  readonly eps?: number | undefined;
  /** The layer on whose behalf this is called: what observers are told. */
  readonly layer?: Module;
}

/** The machine epsilon of float32; float64 has JavaScript's own. */
const FLOAT32_EPSILON = 2 ** -23;

/**
 * Root mean square normalization (Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467) over the last dimensions,
 * which must be `normalizedShape`; no mean is subtracted:
 *
 *     y = x / √(mean(x²) + eps) · weight
 *
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html). Throws RuntimeError where `input`
 * does not end with `normalizedShape`.
 */
export function rmsNorm(input: Tensor, normalizedShape: Shape, args: RMSNormArguments = {}): Tensor {
  checkTrailing(input, normalizedShape, '');
  const eps = args.eps ?? (input.dtype === 'float64' ? Number.EPSILON : FLOAT32_EPSILON);
  const { statistics: sets, parameters, setName } = trailingSets(input.shape, normalizedShape.length);
  return observed(
    {
      source: args.layer ?? 'rms_norm',
      input,
      sets,
      dimensions: featureNames(input.dim()),
      centred: false,
      setName,
      usesInputStatistics: true,
    },
    () => {
      const squares = sums(
        Float64Array.from(input.values(), (value) => value * value),
        sets,
      );
      const count = setSize(sets);
      return normalize(input, {
        name: 'FusedRmsNormBackward0',
        sets,
        statistics: {
          mean: undefined,
          inverseStd: squares.map((sum) => 1 / Math.sqrt(sum / count + eps)),
          fromInput: true,
        },
        affine: { weight: args.weight, bias: undefined, sets: parameters },
      });
    },
  );
}
