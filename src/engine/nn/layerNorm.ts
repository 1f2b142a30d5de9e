import { ones, zeros } from '../creation.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { layerNorm } from './functional/layerNorm.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { pythonBool, pythonTuple } from './repr.ts';

export interface LayerNormOptions {
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** Whether to learn a scale γ (`weight`) and, with `bias`, a shift β for each element. Default: true. */
  readonly elementwiseAffine?: boolean;
  /** Whether to learn the shift β. Default: true. */
  readonly bias?: boolean;
}

/**
 * Layer normalization over the last dimensions: see {@link layerNorm}
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html). It does the same in training and in
 * evaluation mode.
 */
export class LayerNorm extends Module {
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  /** γ, of the normalized shape, at first 1. */
  weight: Parameter | undefined;
  /** β, of the normalized shape, at first 0. */
  bias: Parameter | undefined;

  /** `normalizedShape`: the sizes of the last dimensions, or of the last one alone. */
  constructor(normalizedShape: number | Shape, options: LayerNormOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape];
    this.eps = options.eps ?? 1e-5;
    this.elementwiseAffine = options.elementwiseAffine ?? true;
    const hasBias = this.elementwiseAffine && (options.bias ?? true);
    this.weight = this.elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
    this.bias = hasBias ? new Parameter(zeros(this.normalizedShape)) : undefined;
  }

  /** Normalizes `input`, whose last dimensions are the normalized shape. Throws RuntimeError for others. */
  override forward(input: Tensor): Tensor {
    return layerNorm(input, this.normalizedShape, {
      weight: this.weight,
      bias: this.bias,
      eps: this.eps,
      layer: this,
    });
  }

  protected override extraRepr(): string {
    return [
      pythonTuple(this.normalizedShape),
      `eps=${formatPythonFloat(this.eps)}`,
      `elementwise_affine=${pythonBool(this.elementwiseAffine)}`,
      `bias=${pythonBool(this.bias !== undefined)}`,
    ].join(', ');
  }
}
