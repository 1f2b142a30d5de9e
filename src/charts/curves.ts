import type { Distribution } from '../protocol/card.ts';
import type { Series } from './palette.ts';

/** One distribution among those that a chart lays over each other. */
export interface Curve {
  readonly series: Series;
  readonly name: string;
  readonly distribution: Distribution;
}

/** Curves whose widths differ more get an axis each. */
export const MAX_SCALE_RATIO = 20;

/** How many elements are not finite. */
export function brokenCount({ nan, positiveInfinity, negativeInfinity }: Distribution): number {
  return nan + positiveInfinity + negativeInfinity;
}

function binnedCount({ histogram: { counts, below, above } }: Distribution): number {
  return counts.reduce((sum, count) => sum + count, below + above);
}

/** How many elements those that are not finite were counted among. */
export function elementCount(distribution: Distribution): number {
  return distribution.count ?? binnedCount(distribution) + brokenCount(distribution);
}

/** Whether there are elements at all: a batch may be empty. */
export function hasValues(distribution: Distribution): boolean {
  return elementCount(distribution) > 0;
}

/** The share of all elements that one in the histogram stands for: there may be more than it counts. */
export function shareOfBinned(distribution: Distribution): number {
  const binned = binnedCount(distribution);
  return binned === 0 ? 0 : (1 - brokenCount(distribution) / elementCount(distribution)) / binned;
}

/** Whether all but mean and σ are of a sample. */
export function isRough({ sample, count }: Distribution): boolean {
  return sample !== undefined && count === undefined;
}

export type Range = readonly [low: number, high: number];

/** The interval that the bins cover; undefined where there are none. */
export function rangeOf({ histogram }: Distribution): Range | undefined {
  return histogram.counts.length === 0 ? undefined : [histogram.low, histogram.high];
}

/** The interval that holds all of `ranges`. */
export function union(ranges: readonly Range[]): Range {
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** Curves that one axis can show, in the order of `curves`: on it none is narrower than 1 / {@link MAX_SCALE_RATIO}. */
export function groupByScale(curves: readonly Curve[]): Curve[][] {
  const groups: Curve[][] = [];
  const fits = (group: readonly Curve[]): boolean => {
    const ranges = group.map(({ distribution }) => rangeOf(distribution)).filter((range) => range !== undefined);
    const widths = ranges.map(([low, high]) => high - low).filter((width) => width > 0);
    if (ranges.length < 2 || widths.length === 0) return true;
    const [low, high] = union(ranges);
    return high - low <= MAX_SCALE_RATIO * Math.min(...widths);
  };
  for (const curve of curves) {
    const group = groups.find((others) => fits([...others, curve]));
    if (group === undefined) groups.push([curve]);
    else group.push(curve);
  }
  return groups;
}

/** Whether the standard normal curve belongs to `group` among `groups`: to that of x̂, or of y where there is no x̂. */
export function isOnUnitScale(group: readonly Curve[], groups: readonly (readonly Curve[])[]): boolean {
  const all = groups.flat();
  const series = all.some((curve) => curve.series === 'normalized') ? 'normalized' : 'output';
  return group.some((curve) => curve.series === series);
}

/** How many times wider the widest of `curves` is than the narrowest; 1 where they lie apart but are alike. */
export function scaleRatio(curves: readonly Curve[]): number {
  const widths = curves
    .map(({ distribution: { histogram } }) => histogram.high - histogram.low)
    .filter((width) => width > 0);
  return widths.length === 0 ? 1 : Math.max(...widths) / Math.min(...widths);
}
