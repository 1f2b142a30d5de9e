import { dtypeTitle, isFloating } from '../../dtype.ts';
import { elements } from '../../elements.ts';
import { NotImplementedError, RuntimeError, ValueError } from '../../errors.ts';
import { unbiasedVariance } from '../../kernels/moments.ts';
import { formatShape } from '../../shape.ts';
import { allBut } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { channelNames } from './dimensionNames.ts';
import { normalize } from './normalize.ts';
import { requireSameDType } from './sameDType.ts';
import { moveRunning } from './runningStatistics.ts';

export interface InstanceNormArguments {
  /** Of shape [C]; moved towards the mean over the samples, or used in place of it. */
  readonly runningMean?: Tensor | undefined;
  /** Of shape [C]; as `runningMean`. The update takes the unbiased variance. */
  readonly runningVar?: Tensor | undefined;
  /** γ, of shape [C]. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** β, of shape [C]. Default: 0. */
  readonly bias?: Tensor | undefined;
  /** Whether to use the input's statistics, not the running ones. Default: true. */
  readonly useInputStats?: boolean;
  /** The weight of the input in the update of the running statistics. Default: 0.1. */
  readonly momentum?: number;
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** The layer on whose behalf this is called: what observers are told. */
  readonly layer?: Module;
}

function check(input: Tensor, args: InstanceNormArguments, useInputStats: boolean): void {
  const { runningMean, runningVar, weight, bias } = args;
  const [samples, channels] = [input.size(0), input.size(1)];
  if (useInputStats && input.numel() === samples * channels) {
    throw new ValueError(
      `Expected more than 1 spatial element when training, got input size torch.Size(${formatShape(input.shape)})`,
    );
  }
  for (const [name, value] of [
    ['running_mean', runningMean],
    ['running_var', runningVar],
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (value === undefined || value.numel() === channels) continue;
    throw new RuntimeError(`${name} should contain ${samples * channels} elements not ${samples * value.numel()}`);
  }
  if (!useInputStats && (runningMean === undefined || runningVar === undefined)) {
    throw new RuntimeError('Expected running_mean and running_var to be defined when use_input_stats is false');
  }
  requireSameDType(input, [runningMean, runningVar, weight, bias]);
  if (!isFloating(input.dtype)) {
    throw new NotImplementedError(`"batch_norm" not implemented for '${dtypeTitle(input.dtype)}'`);
  }
}

/** The mean over the samples of a statistic of each sample and channel. */
function overSamples(values: Float64Array, channels: number): Float64Array {
  const samples = values.length / channels;
  const total = new Float64Array(channels);
  values.forEach((value, index) => {
    total[index % channels]! += value / samples;
  });
  return total;
}

/** A statistic of each channel, repeated for every sample. */
function everySample(values: ArrayLike<number>, samples: number): Float64Array {
  return Float64Array.from({ length: samples * values.length }, (_, index) => values[index % values.length]!);
}

/**
 * Instance normalization (Ulyanov, Vedaldi and Lempitsky 2016, https://arxiv.org/abs/1607.08022) of N×C×…: one mean and
 * one biased variance for each channel of each sample:
 *
 *     y = (x − mean) / √(variance + eps) · weight + bias
 *
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html). Throws ValueError for a
 * single element per channel, RuntimeError for running statistics of another length or, without the input's, none.
 */
export function instanceNorm(input: Tensor, args: InstanceNormArguments = {}): Tensor {
  const { runningMean, runningVar, useInputStats = true, momentum = 0.1 } = args;
  check(input, args, useInputStats);
  const sets = allBut(input.shape, [0, 1]);
  return normalize(input, {
    gradientName: 'ViewBackward0',
    source: args.layer ?? 'instance_norm',
    sets,
    setName: 'instance',
    dimensions: channelNames(input.dim()),
    centred: true,
    usesInputStatistics: useInputStats,
    eps: args.eps ?? 1e-5,
    affine: { weight: args.weight, bias: args.bias, sets: allBut(input.shape, [1]) },
    statistics: (own) => {
      if (!useInputStats) {
        const [mean, variance] = [runningMean!, runningVar!].map((x) => everySample(elements(x), input.size(0)));
        return { mean, variance: variance! };
      }
      const instances = own();
      const channels = input.size(1);
      if (runningMean === undefined && runningVar === undefined) return instances;
      const running = moveRunning(
        { mean: runningMean, variance: runningVar, momentum },
        overSamples(instances.mean, channels),
        overSamples(unbiasedVariance(instances), channels),
      );
      return { ...instances, running };
    },
  });
}
