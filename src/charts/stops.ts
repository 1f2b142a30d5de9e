import type { Card } from '../protocol/card.ts';
import { unpack } from '../protocol/packed.ts';
import { setLabel } from './cardText.ts';
import { type Curve, shareOfBinned } from './curves.ts';
import { formatStatistic } from './format.ts';
import type { DescribedSet } from './sets.ts';
import type { Texts } from './texts/texts.ts';

/** A place on a chart and what is there, in words: for a reader who moves along the axis. */
export interface ChartStop {
  readonly x: number;
  readonly text: string;
}

/** A share of all, for people: `3.1 %`. */
function percent(share: number): string {
  return `${share === 0 ? '0' : Number((100 * share).toPrecision(2))} %`;
}

/** How many elements of a curve lie in [low, high), if they are spread evenly within each bin. */
function countWithin({ histogram }: Curve['distribution'], low: number, high: number): number {
  const { counts } = histogram;
  if (histogram.low === histogram.high) return low <= histogram.low && histogram.low < high ? (counts[0] ?? 0) : 0;
  const width = (histogram.high - histogram.low) / counts.length;
  return counts.reduce((sum, count, bin) => {
    const start = histogram.low + bin * width;
    const overlap = Math.min(high, start + width) - Math.max(low, start);
    return sum + (overlap > 0 ? (count * overlap) / width : 0);
  }, 0);
}

/** So many stops does a density have. */
const DENSITY_STOPS = 40;

/** Equal stretches of the axis of a density, and which share of each curve's elements they hold. */
export function densityStops(curves: readonly Curve[], texts: Texts): ChartStop[] {
  const histograms = curves.map(({ distribution }) => distribution.histogram).filter(({ counts }) => counts.length > 0);
  const low = Math.min(...histograms.map((histogram) => histogram.low));
  const high = Math.max(...histograms.map((histogram) => histogram.high));
  if (histograms.length === 0) return [];
  const width = high > low ? (high - low) / DENSITY_STOPS : 1;
  const count = high > low ? DENSITY_STOPS : 1;
  return Array.from({ length: count }, (_, index) => {
    const from = high > low ? low + index * width : low;
    const to = index === count - 1 ? Infinity : from + width;
    const shares = curves.map(({ name, distribution }) => {
      const share = countWithin(distribution, from, to) * shareOfBinned(distribution);
      return `${name} ${percent(share)}`;
    });
    const range =
      high > low ? texts.inRange(formatStatistic(from), formatStatistic(from + width)) : formatStatistic(low);
    return { x: high > low ? from + width / 2 : low, text: `${range}: ${shares.join(', ')}` };
  });
}

/** Each set with its mean ± σ at both ends. */
export function setStops(card: Card, sets: readonly DescribedSet[], texts: Texts): ChartStop[] {
  const interval = ({ mean, std }: { readonly mean: number; readonly std: number }): string =>
    `${formatStatistic(finite(mean), finite(std) ?? 0)} ± ${formatStatistic(finite(std))}`;
  return sets.map((each) => ({
    x: each.set,
    text: `${setLabel(card, each.set, texts)}: ${texts.stages.input} ${interval(each.input)}, ${texts.stages.output} ${interval(each.output)}`,
  }));
}

function finite(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Each recorded move with the batch's and the running mean ± σ. */
export function runningStops(
  running: NonNullable<Card['running']>,
  series: NonNullable<Card['running']>['series'][number],
  texts: Texts,
): ChartStop[] {
  const of = (mean: string, variance: string): ((index: number) => string) => {
    const [means, variances] = [unpack(mean), unpack(variance)];
    return (index) =>
      `${formatStatistic(finite(means[index] ?? NaN))} ± ${formatStatistic(finite(Math.sqrt(variances[index] ?? NaN)))}`;
  };
  const batch = of(series.batchMean, series.batchVariance);
  const kept = of(series.runningMean, series.runningVariance);
  return running.recorded.map((move, index) => ({
    x: move,
    text: `${texts.update} ${move}: ${texts.batch} ${batch(index)}, ${texts.runningSeries} ${kept(index)}`,
  }));
}

/** Each recorded backward pass with σ of both gradients. */
export function gradientStops(gradients: NonNullable<Card['gradients']>, texts: Texts): ChartStop[] {
  const ends = [
    [texts.gradients.output, gradients.outputStd],
    [texts.gradients.input, gradients.inputStd],
  ] as const;
  const series = ends.flatMap(([name, packed]) => (packed === undefined ? [] : [{ name, stds: unpack(packed) }]));
  return gradients.recorded.map((pass, index) => ({
    x: pass,
    text: `${texts.pass} ${pass}: ${series.map(({ name, stds }) => `σ(${name}) ${formatStatistic(finite(stds[index] ?? NaN))}`).join(', ')}`,
  }));
}
