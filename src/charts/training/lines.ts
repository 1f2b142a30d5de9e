import type { Training } from '../../protocol/training.ts';
import { unpack } from '../../protocol/packed.ts';
import type { Layer, Position, Unit } from '../layer.ts';
import type { Presentation } from '../presentation.ts';
import { depthValues, isPositive, logarithmicDomain, runStyle } from './quantities.ts';

/** A line of one run: its points in order; those that the axis has no place for apart. */
interface RunLine {
  readonly name: string;
  readonly index: number;
  readonly points: readonly { readonly x: number; readonly y: number; readonly layer?: string }[];
}

/** A packed number has no more figures. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** A label is so high, as a share of the chart. */
const LABEL_SHARE = 0.09;
const LABEL_PIXELS = 14;

/** By how many pixels each label is moved down, so that none covers another; `places` are their shares of the axis, from below. */
function labelOffsets(places: readonly number[]): number[] {
  const offsets = places.map(() => 0);
  let lowest = Infinity;
  for (const index of [...places.keys()].sort((a, b) => places[b]! - places[a]!)) {
    const place = Math.min(places[index]!, lowest - LABEL_SHARE);
    offsets[index] = Math.round(((places[index]! - place) / LABEL_SHARE) * LABEL_PIXELS);
    lowest = place;
  }
  return offsets;
}

/** Where on its axis, from 0 at the least to 1 at the greatest value, each of `values` is. */
function shares(values: readonly number[], all: readonly number[], isLogarithmic: boolean): number[] {
  const place = (value: number): number => (isLogarithmic ? Math.log(value) : value);
  const [low, high] = all
    .map(place)
    .reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return values.map((value) => (high > low ? (place(value) - low) / (high - low) : 0.5));
}

/** The lines of runs, each with its name behind its end. */
function lineUnits(
  lines: readonly RunLine[],
  encoding: NonNullable<Unit['encoding']>,
  { palette }: Presentation,
  isLogarithmic: boolean,
): Unit[] {
  const shown = lines
    .map((line) => ({ ...line, points: line.points.filter(({ y }) => Number.isFinite(y)) }))
    .filter(({ points }) => points.length > 0);
  const ends = shown.map(({ points }) => points.at(-1)!);
  const all = shown.flatMap(({ points }) => points.map(({ y }) => y));
  const offsets = labelOffsets(
    shares(
      ends.map(({ y }) => y),
      all,
      isLogarithmic,
    ),
  );
  return shown.flatMap(({ name, index, points }, place): Unit[] => {
    const { color, dash } = runStyle(index, palette);
    const line: Unit = {
      data: { values: [...points] },
      mark: {
        type: 'line',
        color,
        strokeWidth: 1.8,
        ...(dash.length === 0 ? {} : { strokeDash: [...dash] }),
        point: points.length <= 2 ? { color, size: 25 } : false,
        tooltip: { content: 'data' },
      },
      encoding,
    };
    if (shown.length < 2) return [line];
    const label: Unit = {
      data: { values: [ends[place]!] },
      mark: { type: 'text', text: name, color, align: 'left', dx: 4, dy: offsets[place]!, fontSize: 11, limit: 80 },
      encoding,
    };
    return [line, label];
  });
}

/** Signs at the lower or upper border for what the axis has no place for. */
function signs(points: readonly { readonly x: number }[], text: string, color: string, y: string, x: Position): Unit[] {
  if (points.length === 0) return [];
  return [
    {
      data: { values: points },
      mark: { type: 'text', text, color, fontSize: 12, fontWeight: 'bold' },
      encoding: { x, y: { value: { expr: y } } },
    },
  ];
}

/** A number that was logged, over the steps, a line for each run; ✕ at the upper border where it is not finite. */
export function scalarChart(training: Training, name: string, presentation: Presentation): Layer {
  const lines = training.runs.flatMap((run, index): RunLine[] => {
    const scalar = run.scalars.find((each) => each.name === name);
    if (scalar === undefined) return [];
    const points = Array.from(unpack(scalar.values), (y, i) => ({ x: scalar.steps[i]!, y: rounded(y) }));
    return [{ name: run.name, index, points }];
  });
  const x: Position = {
    field: 'x',
    type: 'quantitative',
    title: presentation.texts.step,
    axis: { format: 'd', tickMinStep: 1, grid: false },
    scale: { zero: false, nice: false },
  };
  const y: Position = {
    field: 'y',
    type: 'quantitative',
    title: null,
    axis: { tickCount: 4, format: '~g' },
    scale: { zero: false },
  };
  const broken = lines.flatMap(({ points }) => points.filter((point) => !Number.isFinite(point.y)));
  return {
    layer: [
      ...lineUnits(lines, { x, y }, presentation, false),
      ...signs(broken, '✕', presentation.palette.error, '6', x),
    ],
  };
}

/**
 * A positive quantity of the layers from the input (left) to the output (right) at the last recorded step, a line for each
 * run, on a logarithmic axis; ○ at the lower border where it is 0, ✕ at the upper one where it is not finite.
 */
export function depthChart(training: Training, quantity: 'gradient' | 'std', presentation: Presentation): Layer {
  const { palette, texts } = presentation;
  const lines = training.runs.map((run, index): RunLine => {
    const last = Math.max(1, run.layers.length - 1);
    const points = depthValues(run, quantity).map(({ layer, value }) => ({
      x: rounded(layer / last),
      y: rounded(value),
      layer: `${run.layers[layer]!.path} ${run.layers[layer]!.type}`,
    }));
    return { name: run.name, index, points };
  });
  const all = lines.flatMap(({ points }) => points);
  const x: Position = {
    field: 'x',
    type: 'quantitative',
    title: texts.depth,
    axis: {
      values: [0, 1],
      labelExpr: `datum.value < 0.5 ? ${JSON.stringify(texts.firstLayer)} : ${JSON.stringify(texts.lastLayer)}`,
      labelFlush: true,
      grid: false,
    },
    scale: { domain: [0, 1], nice: false },
  };
  const y: Position = {
    field: 'y',
    type: 'quantitative',
    title: null,
    axis: { format: '~g', tickCount: 5, grid: false },
    scale: { type: 'log', domain: logarithmicDomain(all.map((point) => point.y)) },
  };
  const placed = lines.map((line) => ({ ...line, points: line.points.filter((point) => isPositive(point.y)) }));
  return {
    layer: [
      ...lineUnits(placed, { x, y }, presentation, true),
      ...signs(
        all.filter((point) => point.y === 0),
        '○',
        palette.warning,
        'height - 6',
        x,
      ),
      ...signs(
        all.filter((point) => !Number.isFinite(point.y)),
        '✕',
        palette.error,
        '6',
        x,
      ),
    ],
  };
}
