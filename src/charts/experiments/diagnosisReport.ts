import type { DiagnosedLayer, Diagnosis } from '../../protocol/diagnosis.ts';
import { formatCount, formatSizes, formatStatistic } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import type { Texts } from '../texts/texts.ts';
import { linesTable } from './lines.ts';
import {
  cell,
  courseChart,
  coursePanel,
  describe,
  distributionCell,
  figure,
  layerName,
  linksOf,
  placeCell,
  runningCell,
} from './modelTables.ts';
import type { Report, TableCell, TableRow } from './report.ts';

function faults({ nan, positiveInfinity, negativeInfinity }: Diagnosis['input']): number {
  return nan + positiveInfinity + negativeInfinity;
}

function problemCell({ problems }: DiagnosedLayer, { experiments: { diagnosis } }: Texts): TableCell {
  if (problems.length === 0) return cell('');
  return {
    lines: problems.map(({ kind, isCause }) =>
      (isCause ? diagnosis.began : diagnosis.follows)(diagnosis.problems[kind]),
    ),
    ...(problems[0]!.isCause ? { isError: true } : {}),
  };
}

function rowOf(layer: DiagnosedLayer, texts: Texts): TableRow {
  const { diagnosis } = texts.experiments;
  const { output, units, dead, gap, running, gradient, gradientRatio, weightGradient, problems, position } = layer;
  const { min, max } = output;
  const description = describe(output, layer.name, diagnosis);
  return {
    name: layerName(layer),
    cells: [
      problemCell(layer, texts),
      distributionCell(output, layer.name, texts),
      cell(formatStatistic(output.mean, output.std ?? 0)),
      cell(formatStatistic(output.std)),
      cell(formatCount(faults(output))),
      cell(units === 0 ? diagnosis.unjudged : diagnosis.deadOf(formatCount(dead), formatCount(units))),
      cell(figure(gap)),
      runningCell(running, texts),
      cell(figure(gradient)),
      cell(Number.isFinite(gradientRatio) ? `× ${figure(gradientRatio)}` : diagnosis.unjudged),
      cell(Number.isFinite(weightGradient) ? figure(weightGradient) : diagnosis.unjudged),
      cell(String(position + 1)),
      placeCell(layer, texts),
    ],
    detail: {
      distribution: output,
      description,
      lines: [
        ...problems.map(({ kind, isCause }) => (isCause ? diagnosis.began : diagnosis.follows)(diagnosis.advice[kind])),
        min === null || max === null ? description : diagnosis.ends(formatStatistic(min), formatStatistic(max)),
        ...(running !== undefined && Number.isFinite(running.halfLife)
          ? [diagnosis.halfLife(figure(running.halfLife))]
          : []),
      ],
      links: linksOf(layer, texts),
    },
  };
}

/** Every layer of a model, the worst first, to be shown. */
export function diagnosisReport(result: Diagnosis, { palette, texts }: Presentation): Report {
  const { diagnosis } = texts.experiments;
  const { layers, input } = result;
  const ordered = layers.toSorted((a, b) => a.position - b.position);
  const places = ordered.map(({ position }) => position + 1);
  const charts = [
    {
      subtitle: diagnosis.stdChartSubtitle,
      chart: courseChart(
        diagnosis.stdChart,
        places,
        ordered.map(({ output }) => output.std ?? NaN),
        diagnosis.ranAs,
      ),
    },
    {
      subtitle: diagnosis.gradientChartSubtitle,
      chart: courseChart(
        diagnosis.gradientChart,
        places,
        ordered.map(({ gradient }) => gradient),
        diagnosis.ranAs,
      ),
    },
  ];
  const causes = layers.filter(({ problems }) => problems.some(({ isCause }) => isCause)).length;
  const broken = faults(input);
  return {
    title: diagnosis.title(result.title),
    facts: [
      diagnosis.batch(formatSizes(result.shape)),
      diagnosis.layers(result.count),
      result.isOwnLoss ? diagnosis.ownLoss : diagnosis.loss(figure(result.loss)),
      causes === 0 && broken === 0 ? diagnosis.nothingFound : diagnosis.found(causes),
    ],
    panels: charts.map(({ chart, subtitle }) => coursePanel(chart, subtitle, palette)),
    table: {
      caption: diagnosis.table,
      columns: [
        diagnosis.layer,
        diagnosis.problem,
        diagnosis.output,
        diagnosis.mean,
        diagnosis.std,
        diagnosis.notFinite,
        diagnosis.dead,
        diagnosis.gap,
        diagnosis.running,
        diagnosis.gradient,
        diagnosis.gradientRatio,
        diagnosis.weightGradient,
        diagnosis.position,
        diagnosis.madeIn,
      ],
      rows: layers.map((layer) => rowOf(layer, texts)),
    },
    notes: [
      ...(broken > 0 ? [diagnosis.batchNotFinite(formatCount(broken))] : []),
      ...(causes > 0 ? [diagnosis.signs] : []),
      ...(result.isOwnLoss ? [diagnosis.ownLossNote] : []),
      ...(layers.length < result.count ? [diagnosis.moreLayers(layers.length, result.count)] : []),
    ],
    data: charts.map(({ chart }) => linesTable(chart)),
  };
}
