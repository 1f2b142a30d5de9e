import type { Field, PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { LayerSpec } from 'vega-lite/types_unstable/spec/layer.js';
import type { UnitSpec } from 'vega-lite/types_unstable/spec/unit.js';
import type { Card, Distribution } from '../protocol/card.ts';
import type { Palette } from './palette.ts';

export type Layer = LayerSpec<Field>;
type Unit = UnitSpec<Field>;

/** How far the standard normal curve is drawn, in σ, and how finely. */
const NORMAL_REACH = 4;
const NORMAL_POINTS = 49;

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

/** The corners of a histogram's outline, drawn with `step-after`: a density, so areas compare across bin widths. */
function outline({ histogram }: Distribution, axisLength: number): Corner[] {
  const { low, high, counts } = histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const spike = low === high;
  const width = spike ? axisLength * SPIKE_SHARE : (high - low) / counts.length;
  const start = spike ? low - width / 2 : low;
  const corners = counts.map((count, bin) => ({
    x: rounded(start + bin * width),
    y: rounded(count / total / width),
  }));
  return [...corners, { x: rounded(start + counts.length * width), y: 0 }];
}

function normalCurve(): Corner[] {
  return Array.from({ length: NORMAL_POINTS }, (_, index) => {
    const x = (index / (NORMAL_POINTS - 1) - 0.5) * 2 * NORMAL_REACH;
    return { x, y: rounded(Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI)) };
  });
}

/** The interval that holds both distributions and the standard normal curve. */
function domain(card: Card): [number, number] {
  const ends = [card.before, card.after]
    .filter(({ histogram }) => histogram.counts.length > 0)
    .flatMap(({ histogram }) => [histogram.low, histogram.high]);
  return [Math.min(-NORMAL_REACH, ...ends), Math.max(NORMAL_REACH, ...ends)];
}

/**
 * The density of all values before and after a layer, their means, and the standard normal density, as a Vega-Lite
 * layer. The histograms come binned: the specification does not grow with the tensor.
 */
export function densityChart(card: Card, palette: Palette): Layer {
  const [low, high] = domain(card);
  const x: PositionFieldDef<Field> = {
    field: 'x',
    type: 'quantitative',
    title: 'value',
    scale: { domain: [low, high], nice: true },
    axis: { grid: false },
  };
  const y: PositionFieldDef<Field> = { field: 'y', type: 'quantitative', title: 'density', stack: null };
  const area = (distribution: Distribution, color: string, dash: number[], fillOpacity: number): Unit => ({
    data: { values: outline(distribution, high - low) },
    mark: {
      type: 'area',
      interpolate: 'step-after',
      color,
      fillOpacity,
      stroke: color,
      strokeWidth: palette.highContrast ? 2 : 1,
      strokeDash: dash,
    },
    encoding: { x, y },
  });
  const meanRule = ({ mean }: Distribution, color: string, dash: number[]): Unit => ({
    data: { values: mean === null ? [] : [{ x: mean }] },
    mark: { type: 'rule', color, strokeWidth: 1.5, strokeDash: dash },
    encoding: { x },
  });
  const dashBefore = palette.highContrast ? [5, 3] : [1, 0];
  return {
    layer: [
      area(card.before, palette.before, dashBefore, palette.highContrast ? 0 : 0.45),
      area(card.after, palette.after, [1, 0], palette.highContrast ? 0.35 : 0.6),
      {
        data: { values: normalCurve() },
        mark: { type: 'line', color: palette.foreground, strokeWidth: 1.2, strokeDash: [2, 3], opacity: 0.9 },
        encoding: { x, y },
      },
      meanRule(card.before, palette.before, dashBefore),
      meanRule(card.after, palette.after, [1, 0]),
    ],
  };
}
