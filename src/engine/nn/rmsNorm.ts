import { ones } from '../creation.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { rmsNorm } from './functional/rmsNorm.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { pythonBool, pythonTuple } from './repr.ts';

export interface RMSNormOptions {
  /** Added to the mean square. Default: the machine epsilon of the input's dtype. */
  readonly eps?: number;
  /** Whether to learn a scale γ (`weight`) for each element. Default: true. */
  readonly elementwiseAffine?: boolean;
}

/**
 * Root mean square normalization over the last dimensions: see {@link rmsNorm}
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html).
 */
export class RMSNorm extends Module {
  readonly normalizedShape: Shape;
  readonly eps: number | undefined;
  readonly elementwiseAffine: boolean;
  /** γ, of the normalized shape, at first 1. */
  weight: Parameter | undefined;

  /** `normalizedShape`: the sizes of the last dimensions, or of the last one alone. */
  constructor(normalizedShape: number | Shape, options: RMSNormOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape];
    this.eps = options.eps;
    this.elementwiseAffine = options.elementwiseAffine ?? true;
    this.weight = this.elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
  }

  /** Normalizes `input`, whose last dimensions are the normalized shape. Throws RuntimeError for others. */
  override forward(input: Tensor): Tensor {
    return rmsNorm(input, this.normalizedShape, { weight: this.weight, eps: this.eps, layer: this });
  }

  protected override extraRepr(): string {
    const eps = this.eps === undefined ? 'None' : formatPythonFloat(this.eps);
    const affine = pythonBool(this.elementwiseAffine);
    return `${pythonTuple(this.normalizedShape)}, eps=${eps}, elementwise_affine=${affine}`;
  }
}
