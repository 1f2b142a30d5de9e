import { RuntimeError, ValueError } from '../../errors.ts';
import { moments } from '../../kernels/moments.ts';
import { formatShape } from '../../shape.ts';
import type { StatisticSets } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import { observed } from '../observer.ts';
import { channelNames } from './dimensionNames.ts';
import type { LayerNormArguments } from './layerNorm.ts';
import { normalize } from './normalize.ts';

/** γ and β, of shape [C], `eps` and the layer, as in {@link LayerNormArguments}. */
export type GroupNormArguments = LayerNormArguments;

function check(input: Tensor, groups: number, { weight, bias }: GroupNormArguments): void {
  if (input.dim() < 2) {
    throw new RuntimeError(`Expected at least 2 dimensions for input tensor but received ${input.dim()}`);
  }
  const channels = input.size(1);
  if (channels % groups !== 0) {
    throw new RuntimeError(
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ${formatShape(input.shape)} and num_groups=${groups}`,
    );
  }
  for (const [name, parameter] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (parameter === undefined || parameter.numel() === channels) continue;
    throw new RuntimeError(
      `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${formatShape(parameter.shape)} and input of shape ${formatShape(input.shape)}`,
    );
  }
  const grouped = [(input.size(0) * channels) / groups, groups, ...input.shape.slice(2)];
  if (grouped[0]! * grouped.slice(2).reduce((product, size) => product * size, 1) === 1) {
    throw new ValueError(
      `Expected more than 1 value per channel when training, got input size ${formatShape(grouped)}`,
    );
  }
}

/**
 * Group normalization (Wu and He 2018, https://arxiv.org/abs/1803.08494) of N×C×…: the channels of each sample fall
 * into `numGroups` groups of neighbours, each with one mean and one biased variance:
 *
 *     y = (x − mean) / √(variance + eps) · weight + bias
 *
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html). Throws RuntimeError where the
 * channels cannot be divided so or the parameters have another length, ValueError for a single value.
 */
export function groupNorm(input: Tensor, numGroups: number, args: GroupNormArguments = {}): Tensor {
  check(input, numGroups, args);
  const eps = args.eps ?? 1e-5;
  const [samples, channels, ...rest] = input.shape as [number, number, ...number[]];
  const shape = [samples, numGroups, channels / numGroups, ...rest];
  const sets: StatisticSets = { shape, reduced: shape.flatMap((_, dim) => (dim < 2 ? [] : [dim])) };
  const [sample, channel, ...spatial] = channelNames(input.dim());
  return observed(
    {
      source: args.layer ?? 'group_norm',
      input,
      sets,
      dimensions: [sample!, 'G', `${channel}/G`, ...spatial],
      centred: true,
      setName: 'group',
      usesInputStatistics: true,
    },
    () => {
      const { mean, squares, count } = moments(input.values(), sets);
      return normalize(input, {
        name: 'NativeGroupNormBackward0',
        sets,
        statistics: { mean, inverseStd: squares.map((value) => 1 / Math.sqrt(value / count + eps)), fromInput: true },
        affine: {
          weight: args.weight,
          bias: args.bias,
          sets: { shape: input.shape, reduced: input.shape.flatMap((_, dim) => (dim === 1 ? [] : [dim])) },
        },
      });
    },
  );
}
