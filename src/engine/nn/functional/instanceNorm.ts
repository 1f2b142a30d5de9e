import { RuntimeError, ValueError } from '../../errors.ts';
import { moments } from '../../kernels/moments.ts';
import { formatShape } from '../../shape.ts';
import type { StatisticSets } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { observed } from '../observer.ts';
import { channelNames } from './dimensionNames.ts';
import { normalize, type Statistics } from './normalize.ts';
import { updateRunning } from './runningStatistics.ts';

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

function check(input: Tensor, { runningMean, runningVar }: InstanceNormArguments, useInputStats: boolean): void {
  const [samples, channels] = [input.size(0), input.size(1)];
  if (useInputStats && input.numel() === samples * channels) {
    throw new ValueError(
      `Expected more than 1 spatial element when training, got input size torch.Size(${formatShape(input.shape)})`,
    );
  }
  for (const [name, running] of [
    ['running_mean', runningMean],
    ['running_var', runningVar],
  ] as const) {
    if (running === undefined || running.numel() === channels) continue;
    throw new RuntimeError(`${name} should contain ${samples * channels} elements not ${samples * running.numel()}`);
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

function inputStatistics(input: Tensor, sets: StatisticSets, args: InstanceNormArguments, eps: number): Statistics {
  const { mean, squares, count } = moments(input.values(), sets);
  const channels = input.size(1);
  const momentum = args.momentum ?? 0.1;
  updateRunning(args.runningMean, overSamples(mean, channels), momentum);
  const unbiased = squares.map((value) => value / (count - 1));
  updateRunning(args.runningVar, overSamples(unbiased, channels), momentum);
  return { mean, inverseStd: squares.map((value) => 1 / Math.sqrt(value / count + eps)), fromInput: true };
}

/** The running statistics of each channel, repeated for every sample. */
function repeated(mean: Tensor, variance: Tensor, samples: number, eps: number): Statistics {
  const everySample = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: samples * values.length }, (_, index) => values[index % values.length]!);
  const inverse = Float64Array.from(variance.values(), (value) => 1 / Math.sqrt(value + eps));
  return { mean: everySample(mean.values()), inverseStd: everySample(inverse), fromInput: false };
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
  const useInputStats = args.useInputStats ?? true;
  const eps = args.eps ?? 1e-5;
  check(input, args, useInputStats);
  const dims = input.shape.map((_, dim) => dim);
  const sets: StatisticSets = { shape: input.shape, reduced: dims.filter((dim) => dim > 1) };
  return observed(
    {
      source: args.layer ?? 'instance_norm',
      input,
      sets,
      dimensions: channelNames(input.dim()),
      centred: true,
      setName: 'instance',
      usesInputStatistics: useInputStats,
    },
    () => {
      if (!useInputStats && (args.runningMean === undefined || args.runningVar === undefined)) {
        throw new RuntimeError('Expected running_mean and running_var to be defined when use_input_stats is false');
      }
      const statistics = useInputStats
        ? inputStatistics(input, sets, args, eps)
        : repeated(args.runningMean!, args.runningVar!, input.size(0), eps);
      return normalize(input, {
        name: 'NativeBatchNormBackward0',
        sets,
        statistics,
        affine: {
          weight: args.weight,
          bias: args.bias,
          sets: { shape: input.shape, reduced: dims.filter((dim) => dim !== 1) },
        },
      });
    },
  );
}
