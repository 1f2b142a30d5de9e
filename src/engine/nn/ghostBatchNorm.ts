import { ValueError } from '../errors.ts';
import { unbiasedVariance } from '../kernels/moments.ts';
import { cat } from '../operations/joining.ts';
import { narrow } from '../operations/views.ts';
import { elementCount } from '../shape.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { type BatchNormOptions, SyncBatchNorm } from './batchNorm.ts';
import { channelNames } from './functional/dimensionNames.ts';
import { normalize, type Normalization, normalizePart } from './functional/normalize.ts';
import { moveRunning } from './functional/runningStatistics.ts';
import { observed, type RunningMove, type RunningUpdate } from './observer.ts';

/** One of several moves of a call, with the tensors that it moved. */
type Move = RunningUpdate & RunningMove;

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
    const size = this.virtualBatchSize;
    if (!this.training || samples < size) return super.forward(input);
    const rest = samples % size;
    if (Math.min(size, rest || size) * elementCount(input.shape.slice(2)) === 1) {
      throw new ValueError('Expected more than 1 value per channel in each virtual batch when training');
    }
    return rest === 0 ? normalize(input, this.#ghosts(input, size, [])) : this.#normalizeUneven(input, rest);
  }

  /** A batch whose last `rest` samples are a smaller virtual one: observers see it as one call, by channels. */
  #normalizeUneven(input: Tensor, rest: number): Tensor {
    const whole = input.size(0) - rest;
    const moves: Move[] = [];
    const part = (start: number, length: number, size: number): Tensor => {
      const samples = narrow(input, 0, start, length);
      return normalizePart(samples, this.#ghosts(samples, size, moves));
    };
    return observed(
      {
        source: this,
        input,
        sets: allBut(input.shape, [1]),
        setName: 'channel',
        dimensions: ['≤V', ...channelNames(input.dim()).slice(1)],
        centred: true,
        usesInputStatistics: true,
      },
      () => cat([part(0, whole, this.virtualBatchSize), part(whole, rest, rest)]),
      () => ({ running: updateOf(moves) }),
    );
  }

  /** Batches of `size` samples, all at once: one set for each batch and channel. `moves` gets those of running statistics. */
  #ghosts(input: Tensor, size: number, moves: Move[]): Normalization {
    const [samples, ...rest] = input.shape as [number, ...number[]];
    const sets = allBut([samples / size, size, ...rest], [0, 2]);
    const [sample, ...others] = channelNames(input.dim());
    return {
      gradientName: 'NativeBatchNormBackward0',
      source: this,
      sets,
      setName: 'channel',
      dimensions: [`${sample}/V`, 'V', ...others],
      centred: true,
      usesInputStatistics: true,
      eps: this.eps,
      affine: { weight: this.weight, bias: this.bias, sets: allBut(input.shape, [1]) },
      statistics: (own) => {
        const batches = own();
        const [mean, variance] = [batches.mean, unbiasedVariance(batches)];
        const channels = input.size(1);
        for (let first = 0; first < mean.length; first += channels) {
          this.#move(mean.subarray(first, first + channels), variance.subarray(first, first + channels), moves);
        }
        return { ...batches, running: updateOf(moves) };
      },
    };
  }

  #move(mean: Float64Array, variance: Float64Array, moves: Move[]): void {
    if (!this.trackRunningStats) return;
    this.numBatchesTracked?.add_(1);
    const momentum = this.momentum ?? 1 / (this.numBatchesTracked?.item() ?? 1);
    const moved = moveRunning({ mean: this.runningMean, variance: this.runningVar, momentum }, mean, variance);
    if (moved === undefined) return;
    const [runningMean, runningVariance] = [moved.mean?.values(), moved.variance?.values()];
    moves.push({ ...moved, momentum: this.momentum, runningMean, runningVariance });
  }

  protected override extraRepr(): string {
    return `${super.extraRepr()}, virtual_batch_size=${this.virtualBatchSize}`;
  }
}

/** What observers are told of a call that made `moves`; undefined of none. */
function updateOf(moves: readonly Move[]): RunningUpdate | undefined {
  const last = moves.at(-1);
  return last && { ...last, earlier: moves.slice(0, -1) };
}
