import type { CovariateShift } from '../../protocol/experiment.ts';
import { formatCount, formatFigures } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import {
  type Line,
  type LineChart,
  linesChart,
  linesHeight,
  linesTable,
  MOST_LINES,
  spansMagnitudes,
} from './lines.ts';
import type { Report } from './report.ts';

/** Points of a line in a chart: of longer courses each is the mean of several steps. */
const MOST_STEPS = 120;

type LayerResult = CovariateShift['layers'][number];

function figure(value: number): string {
  return Number.isFinite(value) ? formatFigures(value) : 'NaN';
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Means of as many neighbours as leave no more than {@link MOST_STEPS}. */
function thinned(values: readonly number[]): number[] {
  const together = Math.max(1, Math.ceil(values.length / MOST_STEPS));
  return Array.from({ length: Math.ceil(values.length / together) }, (_, index) =>
    mean(values.slice(index * together, (index + 1) * together)),
  );
}

/** So many of the layers as a chart tells apart, evenly chosen. */
function chosen(layers: readonly LayerResult[]): readonly LayerResult[] {
  if (layers.length <= MOST_LINES) return layers;
  return Array.from(
    { length: MOST_LINES },
    (_, index) => layers[Math.round((index * (layers.length - 1)) / (MOST_LINES - 1))]!,
  );
}

/** How layers' inputs moved in training, to be shown. */
export function shiftReport(result: CovariateShift, { palette, texts }: Presentation): Report {
  const { experiments } = texts;
  const shown = chosen(result.layers);
  const steps = thinned(Array.from({ length: result.steps }, (_, step) => step + 1));
  const chartOf = (title: string, values: (layer: LayerResult) => readonly number[]): LineChart => {
    const lines = shown.map((layer): Line => ({ name: layer.name, values: thinned(values(layer)) }));
    return {
      x: steps,
      lines,
      xAxis: { title: experiments.step },
      yAxis: { title, type: spansMagnitudes(lines) ? 'log' : 'linear' },
    };
  };
  const charts = [
    {
      subtitle: experiments.perStepSubtitle,
      chart: chartOf(experiments.perStep, ({ relative }) => relative),
    },
    {
      subtitle: experiments.fromStartSubtitle,
      chart: chartOf(experiments.fromStart, ({ fromStart }) => fromStart),
    },
  ];
  return {
    title: result.title === '' ? experiments.shiftTitle : result.title,
    facts: [experiments.shiftSteps(result.steps), experiments.probe(formatCount(result.samples))],
    panels: charts.map(({ chart, subtitle }) => ({
      title: chart.yAxis.title,
      subtitle,
      height: (width) => linesHeight(chart, width),
      chart: (width) =>
        linesChart({ ...chart, yAxis: { ...chart.yAxis, title: experiments.distance } }, palette, width),
    })),
    table: {
      caption: experiments.shiftTable,
      columns: [
        experiments.layer,
        experiments.units,
        experiments.meanPerStep,
        experiments.largestStep,
        experiments.sinceStart,
      ],
      rows: result.layers.map(({ name, units, relative, fromStart }) => ({
        name,
        cells: [
          formatCount(units),
          figure(mean(relative)),
          figure(relative.reduce((a, b) => Math.max(a, b), 0)),
          figure(fromStart.at(-1) ?? NaN),
        ].map((text) => ({ lines: [text] })),
      })),
    },
    notes: shown.length < result.layers.length ? [experiments.moreLayers(shown.length, result.layers.length)] : [],
    data: charts.map(({ chart }) => linesTable(chart)),
  };
}
