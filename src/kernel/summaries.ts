import { formatSizes, formatStatistic } from '../charts/format.ts';
import { describe, type nn, type Tensor } from '../engine/index.ts';

/** A tensor of no more elements is its own summary. */
const FEW = 16;
const HEIGHTS = '▁▂▃▄▅▆▇█';
const BINS = 24;

/** Counts as bars of text: `▁▂▅█▅▂▁`. A bin that is not empty is seen. */
export function bars(counts: readonly number[]): string {
  const highest = Math.max(...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : HEIGHTS[Math.ceil((count / highest) * HEIGHTS.length) - 1]))
    .join('');
}

/**
 * What the numbers of a tensor are like, in a line: `30 × 40 float32 · mean 0.018 · σ 1.017 · −3.154 ▁▂▅█▅▂▁ 4.101`, with σ
 * over all N. Empty where the tensor's text says as much; the size alone for integers and truth values.
 */
export function tensorFacts(tensor: Tensor): string {
  if (tensor.numel() <= FEW) return '';
  const facts = [`${formatSizes(tensor.shape)} ${tensor.dtype}`];
  if (!tensor.dtype.includes('float')) return facts[0]!;
  const { count, mean, variance, min, max, nan, infinite, histogram } = describe(tensor, { bins: BINS, quantiles: [] });
  const std = Math.sqrt((variance * (count - 1)) / count);
  if (min === max) facts.push(`all ${formatStatistic(min)}`);
  else if (min < max) {
    const [low, high] = [formatStatistic(min, std), formatStatistic(max, std)];
    facts.push(
      `mean ${formatStatistic(mean, std)}`,
      `σ ${formatStatistic(std)}`,
      `${low} ${bars(histogram.counts)} ${high}`,
    );
  }
  if (nan > 0) facts.push(`${nan} NaN`);
  if (infinite > 0) facts.push(`${infinite} infinite`);
  return facts.join(' · ');
}

/** How many numbers a module learns, and how many it keeps: `56 parameters, 17 numbers in buffers`. */
export function moduleFacts(module: InstanceType<typeof nn.Module>): string {
  const count = (tensors: Iterable<Tensor>): number => [...tensors].reduce((sum, tensor) => sum + tensor.numel(), 0);
  const parameters = [...module.parameters()];
  const learned = count(parameters.filter(({ requiresGrad }) => requiresGrad));
  const frozen = count(parameters) - learned;
  const buffers = count([...module.stateDict().values()].filter((tensor) => !parameters.includes(tensor)));
  return [
    `${learned.toLocaleString('en-US')} parameters`,
    ...(frozen > 0 ? [`${frozen.toLocaleString('en-US')} that do not learn`] : []),
    ...(buffers > 0 ? [`${buffers.toLocaleString('en-US')} numbers in buffers`] : []),
  ].join(', ');
}
