import type { GradientNode } from '../../engine/index.ts';
import type { LayerFacts } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

/** The operations that add a bias at their end, and which of what they are given it is. */
const WITH_BIAS: Readonly<Record<string, number>> = { AddmmBackward0: 0, ConvolutionBackward0: 1 };

/** The bias that an operation added last, if it is learned. */
function biasOf(node: GradientNode | undefined): GradientNode['leaf'] {
  if (node === undefined || !(node.name in WITH_BIAS)) return undefined;
  const leaves = node.next.filter((each) => each?.leaf?.dim() === 1);
  return leaves[0]?.leaf;
}

/**
 * A linear or convolutional layer with a bias goes straight into a normalization that subtracts the mean of each channel, and
 * the bias with it: its gradient is 0 (section 3.2 of https://arxiv.org/abs/1502.03167). Information: it only costs.
 */
export function biasBeforeNorm({ call, tally }: LayerFacts): Remark | undefined {
  const bias = biasOf(tally.inputNode);
  const { sets, centred, usesInputStatistics, input } = call;
  // One statistic for each channel, or each channel of each sample.
  const isPerChannel = centred && input.dim() > 1 && sets.shape.length === input.dim() && !sets.reduced.includes(1);
  if (bias === undefined || !usesInputStatistics || !isPerChannel || bias.size(0) !== input.size(1)) return undefined;
  const before = tally.inputNode?.name === 'AddmmBackward0' ? 'Linear' : 'Conv';
  return remark(
    'norm.bias-before-norm',
    'information',
    { before, parameters: bias.numel() },
    { about: bias, change: { kind: 'setOption', name: 'bias', value: false } },
  );
}
