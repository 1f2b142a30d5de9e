import type { LossAlongGradient } from '../../protocol/experiment.ts';
import { formatFigures } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import { type Line, type LineChart, linesChart, linesHeight, linesTable, spansMagnitudes } from './lines.ts';
import type { Report } from './report.ts';

function figure(value: number): string {
  return Number.isFinite(value) ? formatFigures(value) : 'NaN';
}

/** Loss and gradient along the gradient, to be shown. */
export function gradientReport(result: LossAlongGradient, { palette, texts }: Presentation): Report {
  const { experiments } = texts;
  const { steps, models } = result;
  const spansSteps = Math.max(...steps) > 5 * Math.min(...steps);
  const chartOf = (title: string, lines: readonly Line[]): LineChart => ({
    x: steps,
    lines,
    xAxis: { title: experiments.stepSize, type: spansSteps ? 'log' : undefined },
    yAxis: { title, type: spansMagnitudes(lines) ? 'log' : undefined },
  });
  const charts = [
    {
      subtitle: experiments.lossSubtitle,
      chart: chartOf(
        experiments.loss,
        models.map(({ name, losses }) => ({ name, values: losses })),
      ),
    },
    {
      subtitle: experiments.gradientDistanceSubtitle,
      chart: chartOf(
        experiments.gradientDistance,
        models.map(({ name, gradientDistances }) => ({ name, values: gradientDistances })),
      ),
    },
    {
      subtitle: experiments.smoothnessSubtitle,
      chart: chartOf(
        experiments.smoothness,
        models.map(({ name, smoothness }) => ({ name, values: smoothness })),
      ),
    },
  ];
  const range = ([low, high]: readonly [number, number]): string => experiments.range(figure(low), figure(high));
  return {
    title: result.title === '' ? experiments.gradientTitle : result.title,
    facts: [
      result.mode === 'train' ? experiments.trainMode : experiments.evalMode,
      experiments.stepsBetween(steps.length, figure(Math.min(...steps)), figure(Math.max(...steps))),
    ],
    panels: charts.map(({ chart, subtitle }) => ({
      title: chart.yAxis.title,
      subtitle,
      height: (width) => linesHeight(chart, width),
      chart: (width) => linesChart(chart, palette, width),
    })),
    table: {
      caption: experiments.ranges,
      columns: [
        experiments.model,
        experiments.loss,
        experiments.gradientNorm,
        experiments.lossRange,
        experiments.gradientRange,
        experiments.effectiveSmoothness,
      ],
      rows: models.map((model) => ({
        name: model.name,
        cells: [
          figure(model.loss),
          figure(model.gradientNorm),
          range(model.lossRange),
          range(model.gradientDistanceRange),
          figure(model.effectiveSmoothness),
        ].map((text) => ({ lines: [text] })),
      })),
    },
    notes: [],
    data: charts.map(({ chart }) => linesTable(chart)),
  };
}
