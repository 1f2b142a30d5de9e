import { dtypeTitle, isFloating } from '../../dtype.ts';
import { elements } from '../../elements.ts';
import { NotImplementedError, RuntimeError, ValueError } from '../../errors.ts';
import { unbiasedVariance } from '../../kernels/moments.ts';
import { formatPythonFloat } from '../../numberFormat.ts';
import { formatShape } from '../../shape.ts';
import { allBut } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { channelNames } from './dimensionNames.ts';
import { normalize } from './normalize.ts';
import { requireSameDType } from './sameDType.ts';
import { moveRunning } from './runningStatistics.ts';

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
  /** Whether `momentum` gives all batches so far the same weight, which only observers are told. Default: false. */
  readonly cumulative?: boolean;
  /** Default: 1e-5. */
  readonly eps?: number;
  /** The layer on whose behalf this is called: what observers are told. */
  readonly layer?: Module;
}

/** Throws where a batch has one value per channel, or the variance may become 0 or negative. */
function checkStatistics(
  input: Tensor,
  { eps, usesInput }: { readonly eps: number; readonly usesInput: boolean },
): void {
  if (usesInput && input.numel() === input.size(1)) {
    throw new ValueError(
      `Expected more than 1 value per channel when training, got input size torch.Size(${formatShape(input.shape)})`,
    );
  }
  if (usesInput && eps <= 0) {
    throw new ValueError(`batch_norm eps must be positive during training, but got ${formatPythonFloat(eps)}`);
  }
  if (eps < 0) throw new ValueError(`batch_norm eps must be non-negative, but got ${formatPythonFloat(eps)}`);
}

function check(input: Tensor, args: BatchNormArguments, training: boolean, eps: number): void {
  if (input.dim() < 2) throw new ValueError(`expected at least 2D input (got ${input.dim()}D input)`);
  const channels = input.size(1);
  checkStatistics(input, { eps, usesInput: training });
  if (!training) {
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
    requireSameDType(input, [value]);
  }
  if (!isFloating(input.dtype)) {
    throw new NotImplementedError(`"batch_norm" not implemented for '${dtypeTitle(input.dtype)}'`);
  }
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
  const { runningMean, runningVar, training = false, eps = 1e-5, momentum = 0.1 } = args;
  check(input, args, training, eps);
  const sets = allBut(input.shape, [1]);
  return normalize(input, {
    gradientName: 'NativeBatchNormBackward0',
    source: args.layer ?? 'batch_norm',
    sets,
    setName: 'channel',
    dimensions: channelNames(input.dim()),
    centred: true,
    usesInputStatistics: training,
    check: checkStatistics,
    eps,
    affine: { weight: args.weight, bias: args.bias, sets },
    statistics: (own) => {
      if (!training) {
        return { mean: runningMean!.values(), variance: Float64Array.from(elements(runningVar!)) };
      }
      const batch = own();
      if (batch.count === 0) return batch;
      const running = moveRunning(
        { mean: runningMean, variance: runningVar, momentum },
        batch.mean,
        unbiasedVariance(batch),
      );
      return { ...batch, running: running && args.cumulative === true ? { ...running, momentum: null } : running };
    },
  });
}
