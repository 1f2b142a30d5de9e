import { byLayer, type LayerQuantity, type Training, type TrainingRunData } from '../../protocol/training.ts';
import type { Layer, Position, Unit } from '../layer.ts';
import type { Presentation } from '../presentation.ts';
import { isPositive, logarithmicDomain } from './quantities.ts';

/** Where the cell of each recorded step begins and ends: half-way to its neighbours. */
function cellBorders(recorded: readonly number[]): number[] {
  const borders = recorded.slice(1).map((step, i) => (step + recorded[i]!) / 2);
  const [first, last] = [recorded[0] ?? 0, recorded.at(-1) ?? 0];
  return [first - 0.5, ...borders, last + 0.5];
}

/** Every value of a quantity in all runs: what they share a scale of colours for. */
function allValues(training: Training, quantity: LayerQuantity): number[] {
  return training.runs.flatMap((run) => byLayer(run, quantity).flat()).filter((value) => value !== undefined);
}

/** Black or white, whichever is read better on `#rrggbb`. */
function inkOn(color: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red! + 0.587 * green! + 0.114 * blue! > 128 ? '#000000' : '#ffffff';
}

/** The rows of a heat map: layers that have the quantity at all. */
export function heatMapRows(run: TrainingRunData, quantity: LayerQuantity): number[] {
  return byLayer(run, quantity).flatMap((series, layer) =>
    series.some((value) => value !== undefined) ? [layer] : [],
  );
}

/**
 * A quantity of each layer (rows, the input's first) over the steps: light for large values, on a logarithmic scale that all
 * runs share; ✕ and the colour of errors where it is not finite.
 */
export function heatMap(
  training: Training,
  run: TrainingRunData,
  quantity: LayerQuantity,
  { palette, texts }: Presentation,
): Layer {
  const domain = logarithmicDomain(allValues(training, quantity));
  const borders = cellBorders(run.recorded);
  const rows = heatMapRows(run, quantity);
  const nameOf = (layer: number): string => `${run.layers[layer]!.path} ${run.layers[layer]!.type}`;
  const series = byLayer(run, quantity);
  const cells = rows.flatMap((layer, row) =>
    series[layer]!.flatMap((value, record) =>
      value === undefined
        ? []
        : [
            {
              row,
              layer: nameOf(layer),
              step: run.recorded[record]!,
              from: borders[record]!,
              to: borders[record + 1]!,
              value,
            },
          ],
    ),
  );
  const broken = cells.filter(({ value }) => !Number.isFinite(value));
  const firstBroken = broken.filter(
    (cell) => !broken.some((other) => other.row === cell.row && other.step < cell.step),
  );
  const labelEvery = Math.max(1, Math.ceil(rows.length / 12));
  const y: Position = {
    field: 'row',
    type: 'ordinal',
    title: null,
    scale: { domain: rows.map((_, row) => row), paddingInner: 0, paddingOuter: 0 },
    axis: {
      values: rows.map((_, row) => row).filter((row) => row % labelEvery === 0 || row === rows.length - 1),
      labelExpr: `${JSON.stringify(rows.map((layer) => nameOf(layer)))}[datum.value]`,
      labelLimit: 92,
      labelFontSize: 10,
      ticks: false,
      domain: false,
    },
  };
  const x: Position = {
    field: 'from',
    type: 'quantitative',
    title: texts.step,
    axis: { format: 'd', tickMinStep: 1, tickCount: 4, grid: false },
    scale: { domain: [borders[0]!, borders.at(-1)!], nice: false },
  };
  const placed = cells
    .filter(({ value }) => Number.isFinite(value))
    .map((cell) => ({ ...cell, value: isPositive(cell.value) ? cell.value : domain[0] }));
  const color = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log', scheme: 'viridis', domain },
  } as const;
  const legend = {
    title: null,
    format: '~g',
    tickCount: 3,
    gradientLength: 110,
    gradientThickness: 10,
    labelFontSize: 10,
  } as const;
  return {
    layer: [
      {
        data: { values: placed },
        mark: { type: 'rect', tooltip: { content: 'data' } },
        encoding: { x, x2: { field: 'to' }, y, color: { ...color, legend } },
      },
      ...(broken.length === 0
        ? []
        : [
            {
              data: { values: broken },
              mark: { type: 'rect', color: palette.error, tooltip: { content: 'data' } },
              encoding: { x, x2: { field: 'to' }, y },
            } satisfies Unit,
            {
              data: { values: firstBroken },
              mark: { type: 'text', text: '✕', color: inkOn(palette.error), fontSize: 10, align: 'left', dx: 2 },
              encoding: { x, y },
            } satisfies Unit,
          ]),
    ],
  };
}
