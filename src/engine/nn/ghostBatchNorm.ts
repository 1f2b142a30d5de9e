import { ValueError } from '../errors.ts';
import { cat, split } from '../operations/joining.ts';
import type { Tensor } from '../tensor.ts';
import { type BatchNormOptions, SyncBatchNorm } from './batchNorm.ts';

export interface GhostBatchNormOptions extends BatchNormOptions {
  /** How many samples share statistics in training mode; the last such batch may be smaller. */
  readonly virtualBatchSize: number;
}

/**
 * Ghost batch normalization (Hoffer, Hubara and Soudry 2017, https://arxiv.org/abs/1705.08741): in training mode the
 * batch is divided into smaller ones, each normalized by itself and moving the running statistics in turn. Throws
 * ValueError for a size below 1.
 */
export class GhostBatchNorm extends SyncBatchNorm {
  readonly virtualBatchSize: number;

  constructor(numFeatures: number, options: GhostBatchNormOptions) {
    super(numFeatures, options);
    if (!(options.virtualBatchSize >= 1)) {
      throw new ValueError(`virtual_batch_size must be at least 1, but got ${options.virtualBatchSize}`);
    }
    this.virtualBatchSize = options.virtualBatchSize;
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    if (!this.training || input.size(0) <= this.virtualBatchSize) return super.forward(input);
    return cat(split(input, this.virtualBatchSize).map((part) => super.forward(part)));
  }

  protected override extraRepr(): string {
    return `${super.extraRepr()}, virtual_batch_size=${this.virtualBatchSize}`;
  }
}
