import { elements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { moments, unbiasedVariance } from '../kernels/moments.ts';
import { cat } from '../operations/joining.ts';
import { narrow } from '../operations/views.ts';
import { elementCount } from '../shape.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { type BatchNormOptions, SyncBatchNorm } from './batchNorm.ts';
import { channelNames } from './functional/dimensionNames.ts';
import { normalize } from './functional/normalize.ts';
import { moveRunning } from './functional/runningStatistics.ts';
import type { RunningUpdate } from './observer.ts';

export interface GhostBatchNormOptions extends BatchNormOptions {
  /** How many samples share statistics in training mode; the last such batch may be smaller. */
  readonly virtualBatchSize: number;
}

/**
 * Ghost batch normalization (Hoffer, Hubara and Soudry 2017, https://arxiv.org/abs/1705.08741): in training mode the
 * batch is divided into smaller ones, each normalized by itself and moving the running statistics in turn. Throws
 * ValueError unless the size is a whole number above 0.
 */
export class GhostBatchNorm extends SyncBatchNorm {
  readonly virtualBatchSize: number;

  constructor(numFeatures: number, options: GhostBatchNormOptions) {
    super(numFeatures, options);
    const { virtualBatchSize } = options;
    if (!Number.isInteger(virtualBatchSize) || virtualBatchSize < 1) {
      throw new ValueError(`virtual_batch_size must be a whole number above 0, but got ${virtualBatchSize}`);
    }
    this.virtualBatchSize = virtualBatchSize;
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    const samples = input.size(0);
    const whole = samples - (samples % this.virtualBatchSize);
    if (!this.training || whole === 0) return super.forward(input);
    if (this.virtualBatchSize * elementCount(input.shape.slice(2)) === 1) {
      throw new ValueError('Expected more than 1 value per channel in each virtual batch when training');
    }
    const parts = [this.#normalizeGhosts(narrow(input, 0, 0, whole))];
    if (whole < samples) parts.push(super.forward(narrow(input, 0, whole, samples - whole)));
    return parts.length === 1 ? parts[0]! : cat(parts);
  }

  /** Batches of the virtual size, all at once: one set for each batch and channel. */
  #normalizeGhosts(input: Tensor): Tensor {
    const [samples, ...rest] = input.shape as [number, ...number[]];
    const size = this.virtualBatchSize;
    const sets = allBut([samples / size, size, ...rest], [0, 2]);
    const [sample, ...others] = channelNames(input.dim());
    return normalize(input, {
      gradientName: 'NativeBatchNormBackward0',
      source: this,
      sets,
      setName: 'channel',
      dimensions: [`${sample}/V`, 'V', ...others],
      centred: true,
      usesInputStatistics: true,
      eps: this.eps,
      affine: { weight: this.weight, bias: this.bias, sets: allBut(input.shape, [1]) },
      statistics: () => {
        const batches = moments(elements(input), sets);
        const [mean, variance] = [batches.mean, unbiasedVariance(batches)];
        const channels = input.size(1);
        let running: RunningUpdate | undefined;
        for (let first = 0; first < mean.length; first += channels) {
          running = this.#move(mean.subarray(first, first + channels), variance.subarray(first, first + channels));
        }
        return { ...batches, running };
      },
    });
  }

  #move(mean: Float64Array, variance: Float64Array): RunningUpdate | undefined {
    if (!this.trackRunningStats) return undefined;
    this.numBatchesTracked?.add_(1);
    const momentum = this.momentum ?? 1 / (this.numBatchesTracked?.item() ?? 1);
    const moved = moveRunning({ mean: this.runningMean, variance: this.runningVar, momentum }, mean, variance);
    return moved && { ...moved, momentum: this.momentum };
  }

  protected override extraRepr(): string {
    return `${super.extraRepr()}, virtual_batch_size=${this.virtualBatchSize}`;
  }
}
