import { empty } from '../creation.ts';
import type { DType } from '../dtype.ts';
import type { Tensor } from '../tensor.ts';
import { linear } from './functional/linear.ts';
import { resetLinear } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { pythonBool } from './repr.ts';

export interface LinearOptions {
  /** Whether to add a learned bias. Default: true. */
  readonly bias?: boolean;
  /** Of the parameters. Default: float32. */
  readonly dtype?: DType;
}

/**
 * `y = x·Wᵀ + b` (https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html). W of shape
 * [outFeatures, inFeatures] and b of shape [outFeatures] start uniform in ±1/√inFeatures.
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  weight: Parameter;
  bias: Parameter | undefined;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    const dtype = options.dtype ?? 'float32';
    this.weight = new Parameter(empty([outFeatures, inFeatures], { dtype }));
    this.bias = (options.bias ?? true) ? new Parameter(empty([outFeatures], { dtype })) : undefined;
    if (inFeatures > 0) resetLinear(this.weight, this.bias);
  }

  /** Maps the last dimension of `input`, of size inFeatures, to outFeatures. Throws RuntimeError for another size. */
  override forward(input: Tensor): Tensor {
    return linear(input, this.weight, this.bias);
  }

  protected override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${pythonBool(this.bias !== undefined)}`;
  }
}
