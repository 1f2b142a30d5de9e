import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { type BatchNormOptions, NormalizationWithStatistics } from './batchNorm.ts';
import { instanceNorm } from './functional/instanceNorm.ts';

/** As {@link BatchNormOptions}, but `affine` and `trackRunningStats` are false unless asked for. */
export type InstanceNormOptions = BatchNormOptions;

/**
 * Instance normalization: each channel of each sample by itself; see {@link instanceNorm}. An input without the
 * dimension of samples is taken for one sample. As in PyTorch, batches are not counted, so that a `momentum` of null
 * leaves the running statistics as they are.
 */
export abstract class InstanceNorm extends NormalizationWithStatistics {
  constructor(numFeatures: number, options: InstanceNormOptions = {}) {
    super(numFeatures, {
      ...options,
      affine: options.affine ?? false,
      trackRunningStats: options.trackRunningStats ?? false,
    });
  }

  /** How many dimensions an input without that of samples has. */
  protected abstract get unbatchedDim(): number;

  /** Throws ValueError for another number of dimensions. */
  protected checkInput(input: Tensor): void {
    const { unbatchedDim } = this;
    if (input.dim() === unbatchedDim || input.dim() === unbatchedDim + 1) return;
    throw new ValueError(`expected ${unbatchedDim}D or ${unbatchedDim + 1}D input (got ${input.dim()}D input)`);
  }

  /** The number of channels of an input with or without the dimension of samples. */
  protected channelsOf(input: Tensor): number {
    return input.size(input.dim() === this.unbatchedDim ? 0 : 1);
  }

  /**
   * Normalizes `input`, N×C×… or C×…, into a tensor of the same shape. Throws ValueError for another number of
   * dimensions or channels, and as {@link instanceNorm} does.
   */
  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    const unbatched = input.dim() === this.unbatchedDim;
    if (this.affine && this.channelsOf(input) !== this.numFeatures) {
      throw new ValueError(
        `expected input's size at dim=${unbatched ? 0 : 1} to match num_features (${this.numFeatures}), but got: ${this.channelsOf(input)}.`,
      );
    }
    return unbatched ? this.#normalize(input.unsqueeze(0)).squeeze(0) : this.#normalize(input);
  }

  #normalize(input: Tensor): Tensor {
    return instanceNorm(input, {
      runningMean: this.runningMean,
      runningVar: this.runningVar,
      weight: this.weight,
      bias: this.bias,
      useInputStats: this.training || !this.trackRunningStats,
      momentum: this.momentum ?? 0,
      eps: this.eps,
      layer: this,
    });
  }
}

/** Instance normalization of N×C×L or C×L (https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html). */
export class InstanceNorm1d extends InstanceNorm {
  protected override get unbatchedDim(): number {
    return 2;
  }
}

/** Instance normalization of N×C×H×W or C×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html). */
export class InstanceNorm2d extends InstanceNorm {
  protected override get unbatchedDim(): number {
    return 3;
  }
}

/** Instance normalization of N×C×D×H×W or C×D×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html). */
export class InstanceNorm3d extends InstanceNorm {
  protected override get unbatchedDim(): number {
    return 4;
  }
}
