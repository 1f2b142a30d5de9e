import { zeros, ones } from '../creation.ts';
import type { DType } from '../dtype.ts';
import { writeElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import type { Tensor } from '../tensor.ts';
import { batchNorm } from './functional/batchNorm.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { pythonBool } from './repr.ts';

export interface BatchNormOptions {
  /** Added to the variance, so that a constant channel does not divide by 0. Default: 1e-5. */
  readonly eps?: number;
  /**
   * The weight of the new batch in the running statistics, `running = (1 − momentum)·running + momentum·batch`.
   * Default: 0.1. `undefined` keeps the default; null takes the plain average over all batches so far.
   */
  readonly momentum?: number | null;
  /** Whether to learn a scale γ (`weight`) and, with `bias`, a shift β for each channel. Default: true. */
  readonly affine?: boolean;
  /** Whether to learn the shift β. Default: true. */
  readonly bias?: boolean;
  /** Whether to keep running statistics for evaluation mode. Default: true. */
  readonly trackRunningStats?: boolean;
  /** Of parameters and running statistics. Default: float32. */
  readonly dtype?: DType;
}

/** What batch and instance normalization have in common: parameters and running statistics for each channel. */
export abstract class NormalizationWithStatistics extends Module {
  numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  /** γ, of shape [numFeatures], at first 1. */
  declare weight: Parameter | undefined;
  /** β, of shape [numFeatures], at first 0. */
  declare bias: Parameter | undefined;
  /** Of shape [numFeatures], at first 0. */
  declare runningMean: Tensor | undefined;
  /** Of shape [numFeatures], at first 1. */
  declare runningVar: Tensor | undefined;
  /** How many batches the running statistics have seen: an int64 tensor without dimensions. */
  declare numBatchesTracked: Tensor | undefined;
  protected readonly hasBias: boolean;

  /** `numFeatures`: the size C of dimension 1. */
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super();
    this.numFeatures = numFeatures;
    this.eps = options.eps ?? 1e-5;
    this.momentum = options.momentum === undefined ? 0.1 : options.momentum;
    this.affine = options.affine ?? true;
    this.trackRunningStats = options.trackRunningStats ?? true;
    this.hasBias = this.affine && (options.bias ?? true);
    this.createTensors(numFeatures, options.dtype ?? 'float32');
    for (const name of ['runningMean', 'runningVar', 'numBatchesTracked']) this.registerBuffer(name);
  }

  /** Makes parameters and statistics for `numFeatures` channels. */
  protected createTensors(numFeatures: number, dtype: DType): void {
    this.weight = this.affine ? new Parameter(ones([numFeatures], { dtype })) : undefined;
    this.bias = this.hasBias ? new Parameter(zeros([numFeatures], { dtype })) : undefined;
    if (!this.trackRunningStats) return;
    this.runningMean = zeros([numFeatures], { dtype });
    this.runningVar = ones([numFeatures], { dtype });
    this.numBatchesTracked = zeros([], { dtype: 'int64' });
  }

  /** Starts anew with parameters and statistics for `numFeatures` channels; the tensors stay the same objects. */
  setFeatures(numFeatures: number): void {
    this.numFeatures = numFeatures;
    this.weight?.setData(ones([numFeatures], { dtype: this.weight.dtype }));
    this.bias?.setData(zeros([numFeatures], { dtype: this.bias.dtype }));
    this.runningMean?.setData(zeros([numFeatures], { dtype: this.runningMean.dtype }));
    this.runningVar?.setData(ones([numFeatures], { dtype: this.runningVar.dtype }));
  }

  /** Sets mean 0, variance 1 and no batches seen. */
  resetRunningStats(): void {
    for (const [buffer, value] of [
      [this.runningMean, 0],
      [this.runningVar, 1],
      [this.numBatchesTracked, 0],
    ] as const) {
      buffer?.fill_(value);
    }
  }

  protected override extraRepr(): string {
    return [
      this.numFeatures,
      `eps=${formatPythonFloat(this.eps)}`,
      `momentum=${this.momentum === null ? 'None' : formatPythonFloat(this.momentum)}`,
      `affine=${pythonBool(this.affine)}`,
      `bias=${pythonBool(this.hasBias)}`,
      `track_running_stats=${pythonBool(this.trackRunningStats)}`,
    ].join(', ');
  }
}

/**
 * Batch normalization over all dimensions but the channel's, dimension 1 (Ioffe and Szegedy 2015,
 * https://arxiv.org/abs/1502.03167):
 *
 *     y = (x − mean) / √(variance + eps) · weight + bias
 *
 * In training mode mean and (biased) variance are the batch's, and the running statistics move towards the batch's
 * mean and unbiased variance. In evaluation mode they are the running ones, or the batch's where none are tracked.
 */
export abstract class BatchNorm extends NormalizationWithStatistics {
  /** The ranks of input that the layer takes; throws ValueError in PyTorch's words for others. */
  protected abstract checkInput(input: Tensor): void;

  /** Normalizes `input`, N×C or N×C×…, into a tensor of the same shape. Throws as {@link batchNorm} does. */
  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    const updates = this.training && this.trackRunningStats;
    if (updates && this.numBatchesTracked !== undefined) {
      writeElements(this.numBatchesTracked, [this.numBatchesTracked.item() + 1]);
    }
    const usesRunning = !this.training || this.trackRunningStats;
    return batchNorm(input, {
      runningMean: usesRunning ? this.runningMean : undefined,
      runningVar: usesRunning ? this.runningVar : undefined,
      weight: this.weight,
      bias: this.bias,
      training: this.training || this.runningMean === undefined || this.runningVar === undefined,
      momentum: this.momentum ?? (updates ? 1 / (this.numBatchesTracked?.item() ?? 1) : 0),
      cumulative: this.momentum === null,
      eps: this.eps,
      layer: this,
    });
  }
}

/** Batch normalization of N×C or N×C×L (https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html). */
export class BatchNorm1d extends BatchNorm {
  protected override checkInput(input: Tensor): void {
    if (input.dim() !== 2 && input.dim() !== 3) {
      throw new ValueError(`expected 2D or 3D input (got ${input.dim()}D input)`);
    }
  }
}

/** Batch normalization of N×C×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html). */
export class BatchNorm2d extends BatchNorm {
  protected override checkInput(input: Tensor): void {
    if (input.dim() !== 4) throw new ValueError(`expected 4D input (got ${input.dim()}D input)`);
  }
}

/** Batch normalization of N×C×D×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html). */
export class BatchNorm3d extends BatchNorm {
  protected override checkInput(input: Tensor): void {
    if (input.dim() !== 5) throw new ValueError(`expected 5D input (got ${input.dim()}D input)`);
  }
}

/**
 * Batch normalization over several processes (https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html).
 * There is one process here, so that it is batch normalization of any input of at least 2 dimensions.
 */
export class SyncBatchNorm extends BatchNorm {
  protected override checkInput(input: Tensor): void {
    if (input.dim() < 2) throw new ValueError(`expected at least 2D input (got ${input.dim()}D input)`);
  }
}
