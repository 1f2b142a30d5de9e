import { machineEpsilon } from '../../dtype.ts';
import type { Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
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
  checkTrailing(input, normalizedShape, { weight: args.weight }, { separator: '', kernel: 'RmsNormKernelImpl' });
  const { statistics: sets, parameters, setName } = trailingSets(input.shape, normalizedShape.length);
  return normalize(input, {
    gradientName: 'MulBackward0',
    source: args.layer ?? 'rms_norm',
    sets,
    setName,
    dimensions: featureNames(input.dim()),
    centred: false,
    usesInputStatistics: true,
    eps: args.eps ?? machineEpsilon(input.dtype === 'float64' ? 'float64' : 'float32'),
    affine: { weight: args.weight, bias: undefined, sets: parameters },
  });
}
