import { elements, fromElements } from '../elements.ts';
import { moments, unbiasedVariance } from '../kernels/moments.ts';
import { mean as meanOf, variance as varianceOf } from '../operations/reduction.ts';
import { castTo, reshape } from '../operations/views.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { type BatchNormOptions, SyncBatchNorm } from './batchNorm.ts';
import { channelNames } from './functional/dimensionNames.ts';
import { inDouble } from './functional/inDouble.ts';
import { renormalize } from './functional/batchRenorm.ts';
import { moveRunning } from './functional/runningStatistics.ts';
import { observed, type RunningUpdate } from './observer.ts';

export interface BatchRenormOptions extends BatchNormOptions {
  /** r is kept in [1 / rmax, rmax]. Default: 3. */
  readonly rmax?: number;
  /** d is kept in [−dmax, dmax]. Default: 5. */
  readonly dmax?: number;
}

/**
 * Batch renormalization (Ioffe 2017, https://arxiv.org/abs/1702.03275) of N×C or N×C×…: in training mode the batch's
 * statistics are corrected towards the running ones, so that training and evaluation compute the same:
 *
 *     y = ((x − μ) / σ · r + d) · weight + bias,  r = clip(σ / σ_running),  d = clip((μ − μ_running) / σ_running)
 *
 * No gradient flows through r and d. With rmax 1 and dmax 0 it is batch normalization.
 */
export class BatchRenorm extends SyncBatchNorm {
  readonly rmax: number;
  readonly dmax: number;

  constructor(numFeatures: number, options: BatchRenormOptions = {}) {
    super(numFeatures, { ...options, trackRunningStats: true });
    this.rmax = options.rmax ?? 3;
    this.dmax = options.dmax ?? 5;
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    const { runningMean, runningVar, eps } = this;
    if (!this.training || runningMean === undefined || runningVar === undefined) return super.forward(input);
    const sets = allBut(input.shape, [1]);
    let update: RunningUpdate | undefined;
    return observed(
      {
        source: this,
        input,
        sets,
        dimensions: channelNames(input.dim()),
        centred: true,
        setName: 'channel',
        usesInputStatistics: true,
      },
      () => {
        const batch = moments(elements(input), sets);
        const { mean, variance } = batch;
        const running = {
          mean: runningMean.values(),
          std: Float64Array.from(elements(runningVar), (value) => Math.sqrt(value + eps)),
        };
        const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
        const r = variance.map((value, c) => clip(Math.sqrt(value + eps) / running.std[c]!, 1 / this.rmax, this.rmax));
        const d = mean.map((value, c) => clip((value - running.mean[c]!) / running.std[c]!, -this.dmax, this.dmax));
        const momentum = this.momentum ?? 1 / ((this.numBatchesTracked?.item() ?? 0) + 1);
        this.numBatchesTracked?.add_(1);
        const moved = moveRunning({ mean: runningMean, variance: runningVar, momentum }, mean, unbiasedVariance(batch));
        update = moved && { ...moved, momentum: this.momentum };
        const shape = input.shape.map((size, dim) => (dim === 1 ? size : 1));
        const constant = (values: Float64Array): Tensor => fromElements(values, shape, 'float64');
        const perChannel = (parameter: Tensor): Tensor => reshape(castTo(parameter, 'float64'), shape);
        return inDouble(input, (x) =>
          renormalize(x, {
            mean: meanOf(x, sets.reduced, { keepdim: true }),
            variance: varianceOf(x, sets.reduced, { correction: 0, keepdim: true }),
            eps,
            r: constant(r),
            d: constant(d),
            weight: this.weight && perChannel(this.weight),
            bias: this.bias && perChannel(this.bias),
          }),
        );
      },
      () => ({ running: update }),
    );
  }
}
