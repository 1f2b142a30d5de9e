import type { Field, PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import { CHART_HEIGHT } from '../cardSpec.ts';
import { formatFigures } from '../format.ts';
import type { Layer, Unit } from '../layer.ts';
import type { Palette } from '../palette.ts';
import type { ReportTable } from './report.ts';

/** Points of a line, by their places on the axis. */
export interface Line {
  readonly name: string;
  /** In the order of {@link LineChart.x}; what is not finite leaves a gap. */
  readonly values: readonly number[];
  /** Whether it is a prediction: dotted, in the colour of text. */
  readonly isTheory?: boolean;
}

interface Axis {
  readonly title: string;
  /** Where values span more than a factor of 20, a logarithmic one. */
  readonly type?: 'log' | 'linear' | undefined;
}

/** Lines over common places. */
export interface LineChart {
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly xAxis: Axis & { readonly ticks?: readonly number[] };
  readonly yAxis: Axis;
}

/** More lines than these are told apart by nobody. */
export const MOST_LINES = 8;

const DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
  [3, 5],
  [7, 2, 2, 2],
];
const THEORY_DASH = [1, 3];
const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
];

/** Points are drawn where there are not more. */
const MOST_POINTS = 40;

/** How much place an entry of the legend has. */
const LEGEND_COLUMN = 165;
const LEGEND_ROW = 19;
/** Beside its name. */
const LEGEND_KEY = 40;

/** Values that span a larger factor are shown on a logarithmic axis. */
const LOGARITHMIC_FROM = 20;

/** Whether a logarithmic axis shows `lines` better: all values are above 0 and differ by orders of magnitude. */
export function spansMagnitudes(lines: readonly Line[]): boolean {
  const values = lines.flatMap((line) => line.values).filter(Number.isFinite);
  return values.length > 0 && Math.min(...values) > 0 && Math.max(...values) > LOGARITHMIC_FROM * Math.min(...values);
}

function legendColumns(width: number): number {
  return Math.max(1, Math.floor(width / LEGEND_COLUMN));
}

/** How high a chart with its legend is, without its axis. */
export function linesHeight({ lines }: LineChart, width: number): number {
  const rows = lines.length > 1 ? Math.ceil(Math.min(lines.length, MOST_LINES) / legendColumns(width)) : 0;
  return CHART_HEIGHT + rows * LEGEND_ROW;
}

/** The powers of ten between the ends of `values`, and what is between where these are few. */
function logarithmicTicks(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log10) as [number, number];
  const powers = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, index) => Math.floor(low) + index);
  const every = Math.ceil(powers.length / 6);
  const factors = powers.length <= 3 ? [1, 2, 5] : [1];
  return powers
    .filter((power) => power % every === 0)
    .flatMap((power) => factors.map((factor) => Number((factor * 10 ** power).toPrecision(1))));
}

function colors({ output, normalized, foreground, input, error, warning }: Palette): string[] {
  return [output, normalized, foreground, input, error, warning, output, normalized];
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

/** Lines that differ by colour, dash and the shape of their points, with a legend over them. */
export function linesChart({ x, lines, xAxis, yAxis }: LineChart, palette: Palette, width: number): Layer {
  const shown = lines.slice(0, MOST_LINES);
  const measured = shown.filter(({ isTheory }) => isTheory !== true);
  const names = shown.map(({ name }) => name);
  const own = (index: number): number => measured.indexOf(shown[index]!);
  const pick = <Value>(theory: Value, values: readonly Value[]): Value[] =>
    shown.map(({ isTheory }, index) => (isTheory === true ? theory : values[own(index)]!));
  const legend = {
    orient: 'top' as const,
    title: null,
    columns: legendColumns(width),
    offset: 4,
    labelLimit: Math.floor(width / legendColumns(width)) - LEGEND_KEY,
    symbolSize: 70,
    symbolStrokeWidth: 1.8,
  };
  const category = (range: unknown[]) => ({
    field: 'series',
    type: 'nominal' as const,
    scale: { domain: names, range: range as string[] },
    legend: names.length > 1 ? legend : null,
  });
  const values = measured.flatMap((line) => line.values).filter(Number.isFinite);
  const hasPoints = x.length <= MOST_POINTS;
  const position = (axis: Axis, field: string): PositionFieldDef<Field> => ({
    field,
    type: 'quantitative',
    title: axis.title,
    scale:
      axis.type === 'log'
        ? { type: 'log', nice: field === 'y' }
        : { zero: field === 'y' && axis.type === 'linear', nice: field === 'y' },
  });
  const rows = shown.flatMap(({ name, values }) =>
    values.map((value, index) => ({ series: name, x: x[index]!, y: Number.isFinite(value) ? rounded(value) : null })),
  );
  const encoding = {
    x: {
      ...position(xAxis, 'x'),
      axis: {
        grid: false,
        labelOverlap: true,
        ...(xAxis.ticks === undefined ? { tickCount: 5 } : { values: [...xAxis.ticks] }),
      },
    },
    y: {
      ...position(yAxis, 'y'),
      axis: yAxis.type === 'log' ? { values: logarithmicTicks(values) } : { tickCount: 5 },
    },
    color: category(pick(palette.foreground, colors(palette))),
  };
  const strokes: Unit = {
    mark: { type: 'line', strokeWidth: palette.highContrast ? 2.2 : 1.8, invalid: 'break-paths-show-domains' },
    encoding: { ...encoding, strokeDash: category(pick<readonly number[]>(THEORY_DASH, DASHES)) },
  };
  const points: Unit = {
    transform: [{ filter: { field: 'series', oneOf: measured.map(({ name }) => name) } }],
    mark: { type: 'point', filled: true, size: 42, opacity: 1, invalid: 'filter' },
    encoding: { ...encoding, shape: category(pick('stroke', SHAPES)) },
  };
  return { data: { values: rows }, layer: hasPoints ? [strokes, points] : [strokes] };
}

/** The numbers of a chart of lines. */
export function linesTable({ x, lines, xAxis, yAxis }: LineChart): ReportTable {
  const figure = (value: number): string => (Number.isFinite(value) ? formatFigures(value) : 'NaN');
  return {
    caption: yAxis.title,
    columns: [xAxis.title, ...lines.map(({ name }) => name)],
    rows: x.map((place, index) => ({
      name: figure(place),
      cells: lines.map(({ values }) => ({ lines: [figure(values[index]!)] })),
    })),
  };
}
