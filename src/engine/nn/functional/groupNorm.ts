import { dtypeTitle, isFloating } from '../../dtype.ts';
import { NotImplementedError, RuntimeError, ValueError } from '../../errors.ts';
import { elementCount, formatShape } from '../../shape.ts';
import { allBut } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import { channelNames } from './dimensionNames.ts';
import type { LayerNormArguments } from './layerNorm.ts';
import { requireSameDType } from './sameDType.ts';
import { normalize } from './normalize.ts';

/** γ and β, of shape [C], `eps` and the layer, as in {@link LayerNormArguments}. */
export type GroupNormArguments = LayerNormArguments;

function check(input: Tensor, groups: number, { weight, bias }: GroupNormArguments): void {
  if (input.dim() < 2) {
    throw new RuntimeError(`Expected at least 2 dimensions for input tensor but received ${input.dim()}`);
  }
  if (!(groups > 0)) throw new RuntimeError(`Expected num groups to be greater than 0, got ${groups}`);
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
  if (grouped[0]! * elementCount(grouped.slice(2)) === 1) {
    throw new ValueError(
      `Expected more than 1 value per channel when training, got input size ${formatShape(grouped)}`,
    );
  }
  requireSameDType(input, [weight, bias]);
  if (!isFloating(input.dtype)) {
    throw new NotImplementedError(`"GroupNormKernelImpl" not implemented for '${dtypeTitle(input.dtype)}'`);
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
  const [samples, channels, ...rest] = input.shape as [number, number, ...number[]];
  const sets = allBut([samples, numGroups, channels / numGroups, ...rest], [0, 1]);
  const [sample, channel, ...spatial] = channelNames(input.dim());
  return normalize(input, {
    gradientName: 'NativeGroupNormBackward0',
    source: args.layer ?? 'group_norm',
    sets,
    setName: 'group',
    dimensions: [sample!, 'G', `${channel}/G`, ...spatial],
    centred: true,
    usesInputStatistics: true,
    eps: args.eps ?? 1e-5,
    affine: { weight: args.weight, bias: args.bias, sets: allBut(sets.shape, [1, 2]) },
  });
}
