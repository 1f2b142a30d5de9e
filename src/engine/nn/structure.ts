import { formatPythonFloat } from '../numberFormat.ts';
import { flatten, unflatten } from '../operations/views.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { checkProbability, dropout, dropout2d } from './functional/dropout.ts';
import { Module } from './module.ts';
import { pythonTuple } from './repr.ts';

/** Returns its input. */
export class Identity extends Module {
  override forward(input: Tensor): Tensor {
    return input;
  }
}

/** Dimensions `startDim` (default 1) to `endDim` (default −1) merged into one. */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(options: { readonly startDim?: number; readonly endDim?: number } = {}) {
    super();
    this.startDim = options.startDim ?? 1;
    this.endDim = options.endDim ?? -1;
  }

  override forward(input: Tensor): Tensor {
    return flatten(input, this.startDim, this.endDim);
  }

  protected override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

/** Dimension `dim` split into several. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly sizes: Shape;

  constructor(dim: number, sizes: Shape) {
    super();
    this.dim = dim;
    this.sizes = sizes;
  }

  override forward(input: Tensor): Tensor {
    return unflatten(input, this.dim, this.sizes);
  }

  protected override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${pythonTuple(this.sizes)}`;
  }
}

export interface DropoutOptions {
  /** The probability of 0. Default: 0.5. */
  readonly p?: number;
}

/**
 * In training mode sets elements to 0 with probability `p` and divides the others by 1 − p
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html). Throws ValueError for no probability.
 */
export class Dropout extends Module {
  readonly p: number;

  constructor(options: DropoutOptions = {}) {
    super();
    this.p = options.p ?? 0.5;
    checkProbability(this.p);
  }

  override forward(input: Tensor): Tensor {
    return dropout(input, { p: this.p, training: this.training });
  }

  protected override extraRepr(): string {
    return `p=${formatPythonFloat(this.p)}, inplace=False`;
  }
}

/** As {@link Dropout}, whole channels of N×C×… at a time. */
export class Dropout2d extends Dropout {
  override forward(input: Tensor): Tensor {
    return dropout2d(input, { p: this.p, training: this.training });
  }
}
