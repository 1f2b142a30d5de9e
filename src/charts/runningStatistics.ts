import type { Card, RunningSeries } from '../protocol/card.ts';
import { unpack } from '../protocol/packed.ts';
import { formatStatistic } from './format.ts';
import { isPlaced, unplacedPasses } from './gradientMarks.ts';
import type { Layer, Unit } from './layer.ts';
import type { Presentation } from './presentation.ts';

type Running = NonNullable<Card['running']>;

/**
 * After how many moves half of the past is forgotten, when each move keeps the share 1 − momentum of it:
 * ln ½ / ln(1 − momentum). Undefined for the plain average, which forgets nothing, and for momentum 0.
 */
export function halfLife(momentum: number | null): number | undefined {
  if (momentum === null || momentum <= 0) return undefined;
  return momentum >= 1 ? 0 : Math.log(0.5) / Math.log1p(-momentum);
}

/** `6.6`: updates, for people. */
export function formatHalfLife(updates: number): string {
  return updates >= 10
    ? formatStatistic(Math.round(updates)).replace(/\.0+$/, '')
    : String(Number(updates.toPrecision(2)));
}

/** Running statistics' course as thin lines: how it was. */
function formerCourse({ recorded }: Running, series: RunningSeries, { palette, texts }: Presentation): Layer {
  const [means, variances] = [unpack(series.runningMean), unpack(series.runningVariance)];
  const line = (sign: -1 | 0 | 1): Unit => ({
    data: {
      values: recorded.flatMap((move, index) => {
        const value = means[index]! + sign * Math.sqrt(variances[index]!);
        return Number.isFinite(value) ? [{ move, value: Number(value.toPrecision(5)) }] : [];
      }),
    },
    mark: { type: 'line', color: palette.foreground, strokeWidth: sign === 0 ? 1.2 : 0.8 },
    encoding: { y: { field: 'value', type: 'quantitative', title: texts.value } },
  });
  return { layer: [line(-1), line(0), line(1)] };
}

/**
 * The batch's mean ± σ of one channel over the moves, as points and a band, and the running ones as lines. `former`: the
 * running ones that are drawn thinly beside them.
 */
export function runningChart(
  running: Running,
  series: RunningSeries,
  presentation: Presentation,
  former?: RunningSeries,
): Layer {
  const { palette, texts } = presentation;
  const batch = { mean: unpack(series.batchMean), variance: unpack(series.batchVariance) };
  const kept = { mean: unpack(series.runningMean), variance: unpack(series.runningVariance) };
  const rows = running.recorded.map((move, index) => {
    const number = (value: number | undefined): number | null =>
      value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
    const std = (variance: number | undefined): number => Math.sqrt(variance ?? NaN);
    const [mean, keptMean] = [batch.mean[index] ?? NaN, kept.mean[index] ?? NaN];
    return {
      move,
      mean: number(mean),
      low: number(mean - std(batch.variance[index])),
      high: number(mean + std(batch.variance[index])),
      running: number(keptMean),
      runningLow: number(keptMean - std(kept.variance[index])),
      runningHigh: number(keptMean + std(kept.variance[index])),
    };
  });
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    title: texts.value,
    scale: { zero: false },
  });
  const line = (field: string, stroke: { strokeWidth: number; strokeDash?: number[] }): Unit => ({
    mark: { type: 'line', color: palette.output, ...stroke, point: false },
    encoding: { y: y(field) },
  });
  return {
    data: { values: rows },
    encoding: {
      x: {
        field: 'move',
        type: 'quantitative',
        title: texts.update,
        axis: { tickMinStep: 1, format: 'd', grid: false },
        scale: { zero: false, nice: false },
      },
    },
    layer: [
      {
        mark: {
          type: 'area',
          color: palette.input,
          fillOpacity: palette.highContrast ? 0 : 0.25,
          ...(palette.highContrast ? { stroke: palette.input, strokeDash: [6, 3] } : {}),
        },
        encoding: { y: y('low'), y2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, color: palette.input, size: 14, opacity: 1 },
        encoding: { y: y('mean') },
      },
      ...(former === undefined ? [] : [formerCourse(running, former, presentation)]),
      line('running', { strokeWidth: 2 }),
      line('runningLow', { strokeWidth: 1.2, strokeDash: [4, 3] }),
      line('runningHigh', { strokeWidth: 1.2, strokeDash: [4, 3] }),
    ],
  };
}

/**
 * σ of the gradients with respect to output and input over the recorded backward passes, on a logarithmic axis; where it is
 * 0 or not finite, a sign stands at the lower or upper border.
 */
export function gradientHistoryChart(
  gradients: NonNullable<Card['gradients']>,
  { palette, texts }: Presentation,
): Layer {
  const { recorded, outputStd, inputStd } = gradients;
  const { vanished, broken } = unplacedPasses(gradients);
  const points = (packed: string): { readonly pass: number; readonly std: number }[] =>
    Array.from(unpack(packed), (std, index) => ({ pass: recorded[index]!, std })).filter(({ std }) => isPlaced(std));
  const [output, input] = [points(outputStd), inputStd === undefined ? [] : points(inputStd)];
  const x = {
    field: 'pass',
    type: 'quantitative',
    title: texts.pass,
    axis: { tickMinStep: 1, format: 'd', grid: false },
    scale: { zero: false, nice: false },
  } as const;
  const domain = output.length + input.length === 0 ? { domain: [0.1, 1] } : {};
  const line = (values: object[], end: 'input' | 'output'): Unit => ({
    data: { values },
    mark: {
      type: 'line',
      color: palette[end],
      strokeWidth: 1.8,
      ...(end === 'input' ? { strokeDash: [5, 3] } : {}),
    },
    encoding: {
      x,
      y: {
        field: 'std',
        type: 'quantitative',
        title: texts.std,
        scale: { type: 'log', ...domain },
        axis: { format: '.0e', tickCount: 3, grid: false },
      },
    },
  });
  const sign = (passes: readonly number[], text: string, color: string, y: string): Unit[] =>
    passes.length === 0
      ? []
      : [
          {
            data: { values: passes.map((pass) => ({ pass })) },
            mark: { type: 'text', text, color, fontSize: 11, fontWeight: 'bold' },
            encoding: { x, y: { value: { expr: y } } },
          },
        ];
  return {
    layer: [
      line(output, 'output'),
      ...(inputStd === undefined ? [] : [line(input, 'input')]),
      ...sign(vanished, '○', palette.warning, 'height - 5'),
      ...sign(broken, '✕', palette.error, '5'),
    ],
  };
}
