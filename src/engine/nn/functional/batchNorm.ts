import type { DType } from '../../dtype.ts';
import { isFloating } from '../../dtype.ts';
import { RuntimeError, ValueError } from '../../errors.ts';
import { moments } from '../../kernels/moments.ts';
import { formatPythonFloat } from '../../numberFormat.ts';
import { formatShape } from '../../shape.ts';
import type { StatisticSets } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { observed } from '../observer.ts';
import { channelNames } from './dimensionNames.ts';
import { normalize, type Statistics } from './normalize.ts';
import { updateRunning } from './runningStatistics.ts';

export interface BatchNormArguments {
  /** Of shape [C]; updated in place when training, used in place of the batch's mean otherwise. */
  readonly runningMean?: Tensor | undefined;
  /** Of shape [C]; as `runningMean`. The update takes the unbiased variance. */
  readonly runningVar?: Tensor | undefined;
  /** γ, of shape [C]. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** β, of shape [C]. Default: 0. */
  readonly bias?: Tensor | undefined;
  /** Whether to use the batch's statistics. Default: false. */
  readonly training?: boolean;
  /** The weight of the batch in the update of the running statistics. Default: 0.1. */
  readonly momentum?: number;
  /** Default: 1e-5. */
  readonly eps?: number;
  /** The layer on whose behalf this is called: what observers are told. */
  readonly layer?: Module;
}

/** The dtypes' names in PyTorch's messages. */
const TYPE_NAMES: Record<DType, string> = {
  bool: 'Bool',
  uint8: 'Byte',
  int32: 'Int',
  int64: 'Long',
  float32: 'Float',
  float64: 'Double',
};

/** In batch normalization all elements of a channel, dimension 1, share one mean and one variance. */
function channelSets(input: Tensor): StatisticSets {
  return { shape: input.shape, reduced: input.shape.flatMap((_, dim) => (dim === 1 ? [] : [dim])) };
}

function check(input: Tensor, args: BatchNormArguments, training: boolean, eps: number): void {
  if (input.dim() < 2) throw new ValueError(`expected at least 2D input (got ${input.dim()}D input)`);
  const channels = input.size(1);
  if (training) {
    if (input.numel() === channels) {
      throw new ValueError(
        `Expected more than 1 value per channel when training, got input size torch.Size(${formatShape(input.shape)})`,
      );
    }
    if (eps <= 0) {
      throw new ValueError(`batch_norm eps must be positive during training, but got ${formatPythonFloat(eps)}`);
    }
  } else {
    if (eps < 0) {
      throw new ValueError(`batch_norm eps must be non-negative, but got ${formatPythonFloat(eps)}`);
    }
    if (args.runningMean === undefined) throw new RuntimeError('running_mean must be defined in evaluation mode');
    if (args.runningVar === undefined) throw new RuntimeError('running_var must be defined in evaluation mode');
  }
  for (const [name, value] of [
    ['running_mean', args.runningMean],
    ['running_var', args.runningVar],
    ['weight', args.weight],
    ['bias', args.bias],
  ] as const) {
    if (value === undefined) continue;
    if (value.numel() !== channels) {
      throw new RuntimeError(`${name} should contain ${channels} elements not ${value.numel()}`);
    }
    if (value.dtype !== input.dtype && isFloating(input.dtype)) {
      throw new RuntimeError('mixed dtype (CPU): all inputs must share same datatype.');
    }
  }
  if (!isFloating(input.dtype)) {
    throw new RuntimeError(`"batch_norm" not implemented for '${TYPE_NAMES[input.dtype]}'`);
  }
}

function batchStatistics(input: Tensor, sets: StatisticSets, args: BatchNormArguments, eps: number): Statistics {
  const { mean, squares, count } = moments(input.values(), sets);
  if (count > 0) {
    const momentum = args.momentum ?? 0.1;
    updateRunning(args.runningMean, mean, momentum);
    updateRunning(
      args.runningVar,
      squares.map((value) => value / (count - 1)),
      momentum,
    );
  }
  return { mean, inverseStd: squares.map((value) => 1 / Math.sqrt(value / count + eps)), fromInput: true };
}

function runningStatistics(mean: Tensor, variance: Tensor, eps: number): Statistics {
  return {
    mean: mean.values().slice(),
    inverseStd: Float64Array.from(variance.values(), (value) => 1 / Math.sqrt(value + eps)),
    fromInput: false,
  };
}

/**
 * Batch normalization of `input`, N×C or N×C×…, with one mean and variance for each channel:
 *
 *     y = (x − mean) / √(variance + eps) · weight + bias
 *
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html). Statistics are taken in two
 * passes of float64. Throws ValueError for a single value per channel in training or a bad `eps`, RuntimeError for
 * statistics or parameters of another length or dtype and for evaluation without running statistics.
 */
export function batchNorm(input: Tensor, args: BatchNormArguments = {}): Tensor {
  const training = args.training ?? false;
  const eps = args.eps ?? 1e-5;
  check(input, args, training, eps);
  const sets = channelSets(input);
  return observed(
    {
      source: args.layer ?? 'batch_norm',
      input,
      sets,
      dimensions: channelNames(input.dim()),
      centred: true,
      setName: 'channel',
      usesInputStatistics: training,
    },
    () => {
      const statistics = training
        ? batchStatistics(input, sets, args, eps)
        : runningStatistics(args.runningMean!, args.runningVar!, eps);
      return normalize(input, {
        name: 'NativeBatchNormBackward0',
        sets,
        statistics,
        affine: { weight: args.weight, bias: args.bias, sets },
      });
    },
  );
}
