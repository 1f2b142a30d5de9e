import { formatPythonFloat } from '../numberFormat.ts';
import type { Tensor } from '../tensor.ts';
import { localResponseNorm, type LocalResponseNormArguments } from './functional/localResponseNorm.ts';
import { Module } from './module.ts';

/**
 * Local response normalization: see {@link localResponseNorm}
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html). Defaults: alpha 1e-4, beta 0.75, k 1.
 */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  /** `size`: how many neighbouring channels are summed. */
  constructor(size: number, options: LocalResponseNormArguments = {}) {
    super();
    this.size = size;
    this.alpha = options.alpha ?? 1e-4;
    this.beta = options.beta ?? 0.75;
    this.k = options.k ?? 1;
  }

  override forward(input: Tensor): Tensor {
    return localResponseNorm(input, this.size, { alpha: this.alpha, beta: this.beta, k: this.k });
  }

  protected override extraRepr(): string {
    const { size, alpha, beta, k } = this;
    return `${size}, alpha=${formatPythonFloat(alpha)}, beta=${formatPythonFloat(beta)}, k=${formatPythonFloat(k)}`;
  }
}
