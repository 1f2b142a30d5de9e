import type { TopLevelSpec } from 'vega-lite';
import { SCHEMA } from './schema.ts';

const WIDTH = 420;
const HEIGHT = 200;

export interface FigureOptions {
  readonly title?: string;
  /** The title of the horizontal axis. */
  readonly x?: string;
  /** The title of the vertical axis. */
  readonly y?: string;
}

export interface Bins {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** Figures enough for a picture; the saved notebook stays small. */
const DIGITS = 5;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function titled(options: FigureOptions): { title?: string } {
  return options.title === undefined ? {} : { title: options.title };
}

/** Bars of a histogram that is already binned; a single value stands as one bar. */
export function histogramFigure({ low, high, counts }: Bins, options: FigureOptions): TopLevelSpec {
  const width = high > low ? (high - low) / counts.length : 1;
  const start = high > low ? low : low - width / 2;
  return {
    $schema: SCHEMA,
    ...titled(options),
    width: WIDTH,
    height: HEIGHT,
    data: {
      values: counts.map((count, bin) => ({
        from: rounded(start + bin * width),
        to: rounded(start + (bin + 1) * width),
        count,
      })),
    },
    mark: { type: 'bar', binSpacing: 1, tooltip: true },
    encoding: {
      x: { field: 'from', type: 'quantitative', bin: { binned: true }, title: options.x ?? 'value' },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', title: options.y ?? 'count' },
    },
  };
}

/** One line for each named series; points are numbered from 0. */
export function linesFigure(series: Readonly<Record<string, readonly number[]>>, options: FigureOptions): TopLevelSpec {
  const names = Object.keys(series);
  const values = names.flatMap((name) => series[name]!.map((y, x) => ({ series: name, x, y: rounded(y) })));
  return {
    $schema: SCHEMA,
    ...titled(options),
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: { type: 'line', tooltip: true, point: values.length <= 60 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: options.x ?? 'index', axis: { tickMinStep: 1 } },
      y: { field: 'y', type: 'quantitative', title: options.y ?? 'value', scale: { zero: false } },
      ...(names.length > 1
        ? {
            color: { field: 'series', type: 'nominal', title: null, sort: names },
            strokeDash: { field: 'series', type: 'nominal', title: null, sort: names },
          }
        : {}),
    },
  };
}

/** How many screen pixels an image's pixel takes. */
export function imageScale(columns: number): number {
  return Math.max(1, Math.min(20, Math.floor(640 / Math.max(columns, 1))));
}

/** A matrix of grey values, given row by row, dark for large ones. */
export function imageFigure(values: readonly number[], columns: number, options: FigureOptions): TopLevelSpec {
  const scale = imageScale(columns);
  const axis = { labels: false, ticks: false, domain: false };
  return {
    $schema: SCHEMA,
    ...titled(options),
    width: columns * scale,
    height: (values.length / Math.max(columns, 1)) * scale,
    data: { values: values.map(rounded), name: 'pixels' },
    transform: [
      { window: [{ op: 'row_number', as: 'number' }] },
      { calculate: `(datum.number - 1) % ${columns}`, as: 'x' },
      { calculate: `floor((datum.number - 1) / ${columns})`, as: 'y' },
    ],
    mark: { type: 'rect', tooltip: true },
    encoding: {
      x: { field: 'x', type: 'ordinal', title: options.x ?? null, axis, scale: { padding: 0 } },
      y: { field: 'y', type: 'ordinal', title: options.y ?? null, axis, scale: { padding: 0 } },
      color: { field: 'data', type: 'quantitative', title: null, scale: { scheme: 'greys' } },
    },
  };
}
