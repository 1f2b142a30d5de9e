import type { Field, PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Distribution } from '../protocol/card.ts';
import { type Curve, MAX_SCALE_RATIO, type Range, rangeOf, shareOfBinned, union } from './curves.ts';
import type { Layer, Unit } from './layer.ts';
import { dashOf, fillOpacityOf, type Palette } from './palette.ts';
import type { Presentation } from './presentation.ts';
import { tokenMarks, tokensOf } from './tokens.ts';

type Position = PositionFieldDef<Field>;

/** How far the standard normal curve is drawn, in σ, and how finely. */
const NORMAL_REACH = 4;
const NORMAL_POINTS = 41;

/** Figures enough for a picture; the specification stays small. */
const DIGITS = 4;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** A single value has no width; its spike gets this share of the axis. */
const SPIKE_SHARE = 1 / 150;

/** A corner of an outline: a value and the density there. */
interface Corner {
  readonly x: number;
  readonly y: number;
}

/** The corners of a histogram's outline from 0 to 0, drawn with `step-after`: a density, so areas compare across bin widths. */
function outline(distribution: Distribution, axisLength: number): Corner[] {
  const { low, high, counts } = distribution.histogram;
  const share = shareOfBinned(distribution);
  if (counts.length === 0 || share === 0) return [];
  const isSpike = low === high;
  const width = isSpike ? axisLength * SPIKE_SHARE : (high - low) / counts.length;
  const start = isSpike ? low - width / 2 : low;
  const corners = counts.map((count, bin) => ({
    x: rounded(start + bin * width),
    y: rounded((count * share) / width),
  }));
  return [{ x: corners[0]!.x, y: 0 }, ...corners, { x: rounded(start + counts.length * width), y: 0 }];
}

function normalCurve(): Corner[] {
  return Array.from({ length: NORMAL_POINTS }, (_, index) => {
    const x = (index / (NORMAL_POINTS - 1) - 0.5) * 2 * NORMAL_REACH;
    return { x, y: rounded(Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI)) };
  });
}

function filledOutline(
  { series, distribution }: Curve,
  palette: Palette,
  axisLength: number,
  x: Position,
  y: Position,
  isClipped: boolean,
): Unit {
  return {
    data: { values: outline(distribution, axisLength) },
    mark: {
      type: 'line',
      interpolate: 'step-after',
      fill: palette[series],
      fillOpacity: fillOpacityOf(series, palette),
      stroke: palette[series],
      strokeWidth: palette.highContrast || series === 'normalized' ? 2 : 1,
      ...(isClipped ? { clip: true } : {}),
      ...dashOf(series, palette),
    },
    encoding: { x, y, order: { value: 0 } },
  };
}

/** The outline of what a curve was before, thin and empty. */
function formerOutline({ distribution }: Curve, palette: Palette, axisLength: number, x: Position, y: Position): Unit {
  return {
    data: { values: outline(distribution, axisLength) },
    mark: { type: 'line', interpolate: 'step-after', stroke: palette.foreground, strokeWidth: 1, clip: true },
    encoding: { x, y, order: { value: 0 } },
  };
}

/** The highest density of any of `curves`. */
function highest(curves: readonly Curve[], axisLength: number): number {
  return Math.max(0, ...curves.flatMap(({ distribution }) => outline(distribution, axisLength).map(({ y }) => y)));
}

/** What is drawn behind the curves of a density, to tell what has changed. */
export interface FormerDensity {
  /** They decide on the axes. */
  readonly curves: readonly Curve[];
  /** Those of them that are drawn: the others are as they were. */
  readonly changed: readonly Curve[];
  /** What the axis shows at least. */
  readonly range: Range;
}

/** How many times higher than before a density may be drawn: what is higher is cut off, so that the axis stays. */
const MAX_GROWTH = 2;

/** The mean as a rule over the whole height; one at the edge of the axis would say nothing. */
function meanRule({ series, distribution: { mean } }: Curve, palette: Palette, [low, high]: Range, x: Position): Unit {
  return {
    data: { values: mean === null || mean < low || mean > high ? [] : [{ x: mean }] },
    mark: { type: 'rule', color: palette[series], strokeWidth: 1.5, ...dashOf(series, palette) },
    encoding: { x },
  };
}

/** Whether the standard normal density is seen at its size on an axis for `curves`. */
export function fitsNormal(curves: readonly Curve[]): boolean {
  const ranges = curves.map(({ distribution }) => rangeOf(distribution)).filter((range) => range !== undefined);
  if (ranges.length === 0) return false;
  const [low, high] = union(ranges);
  return high - low <= MAX_SCALE_RATIO * 2 * NORMAL_REACH && high >= -1 && low <= 1;
}

/** What several charts have in common, so that they can be compared. */
export interface CommonScale {
  readonly values: Range;
  /** The end of the axis of densities, where it is the same. */
  readonly density?: number | undefined;
}

export interface DensityOptions {
  readonly common?: CommonScale | undefined;
  readonly former?: FormerDensity | undefined;
}

/** The largest density of a distribution on an axis; undefined where it has no width. */
export function peakOf(distribution: Distribution): number | undefined {
  const { low, high, counts } = distribution.histogram;
  if (low === high) return undefined;
  return (Math.max(...counts) * shareOfBinned(distribution) * counts.length) / (high - low);
}

/**
 * The densities of `curves` and their means over each other, as a Vega-Lite layer; what has no place on the axis (NaN,
 * infinities, values far out) stands in bins of its own beside it. The histograms come binned: the specification does
 * not grow with the tensor. `withNormal`: the standard normal density is drawn where it fits. `common`: what the axes show
 * at least. `former`: curves that are drawn behind, on whose axes the others are.
 */
export function densityChart(
  curves: readonly Curve[],
  { palette, texts }: Presentation,
  withNormal: boolean,
  { common, former }: DensityOptions = {},
): Layer {
  const all = [...(former?.curves ?? []), ...curves];
  const ranges = all.map(({ distribution }) => rangeOf(distribution)).filter((range) => range !== undefined);
  const [low, high] =
    former !== undefined ? union([...ranges, former.range]) : ranges.length === 0 ? [0, 0] : union(ranges);
  const hasNormal = withNormal && fitsNormal(former?.curves ?? curves);
  const reach = low === high && !hasNormal ? Math.max(Math.abs(low), 1) : 0;
  const own: Range = hasNormal
    ? [Math.min(-NORMAL_REACH, low), Math.max(NORMAL_REACH, high)]
    : [low - reach, high + reach];
  const domain = common === undefined ? own : union([own, common.values]);
  const tokens = tokensOf(curves);
  const x: Position = {
    field: 'x',
    type: 'quantitative',
    title: texts.value,
    scale: { domain: [...domain], nice: true, range: tokens.range },
    axis: { grid: false },
  };
  const length = domain[1] - domain[0];
  const limit = former && Math.min(highest(all, length), MAX_GROWTH * highest(former.curves, length));
  const density = common?.density ?? (limit === 0 ? undefined : limit);
  const y: Position = {
    field: 'y',
    type: 'quantitative',
    title: texts.density,
    ...(density === undefined ? {} : { scale: { domain: [0, density] } }),
  };
  const normal: Unit = {
    data: { values: normalCurve() },
    mark: { type: 'line', color: palette.foreground, strokeWidth: 1.2, strokeDash: [2, 3], opacity: 0.9 },
    encoding: { x, y },
  };
  return {
    layer: [
      ...curves.map((curve) => filledOutline(curve, palette, length, x, y, former !== undefined)),
      ...(former?.changed ?? []).map((curve) => formerOutline(curve, palette, length, x, y)),
      ...(hasNormal ? [normal] : []),
      ...curves.map((curve) => meanRule(curve, palette, domain, x)),
      ...tokenMarks(tokens, palette),
    ],
  };
}
