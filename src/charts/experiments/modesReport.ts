import type { Modes } from '../../protocol/diagnosis.ts';
import { formatSizes, formatStatistic } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import { linesTable } from './lines.ts';
import {
  cell,
  courseChart,
  coursePanel,
  distributionCell,
  figure,
  layerName,
  placeCell,
  runningCell,
} from './modelTables.ts';
import type { Report } from './report.ts';

/** What the layers of a model give in both modes, to be shown. */
export function modesReport({ title, shape, count, layers }: Modes, { palette, texts }: Presentation): Report {
  const { diagnosis } = texts.experiments;
  const places = layers.map((_, index) => index + 1);
  const chart = courseChart(
    diagnosis.gapChart,
    places,
    layers.map(({ gap }) => gap),
    diagnosis.ranAs,
  );
  const inMode = (column: string, mode: string): string => `${column}\n${mode}`;
  return {
    title: diagnosis.modesTitle(title),
    facts: [diagnosis.batch(formatSizes(shape)), diagnosis.layers(count)],
    panels: [coursePanel(chart, diagnosis.gapChartSubtitle, palette)],
    table: {
      caption: diagnosis.modesTable,
      columns: [
        diagnosis.layer,
        diagnosis.gap,
        inMode(diagnosis.output, diagnosis.train),
        inMode(diagnosis.output, diagnosis.eval),
        inMode(diagnosis.mean, diagnosis.train),
        inMode(diagnosis.mean, diagnosis.eval),
        inMode(diagnosis.std, diagnosis.train),
        inMode(diagnosis.std, diagnosis.eval),
        diagnosis.running,
        diagnosis.madeIn,
      ],
      rows: layers.map((layer) => ({
        name: layerName(layer),
        cells: [
          cell(figure(layer.gap)),
          distributionCell(layer.train, layer.name, texts),
          distributionCell(layer.eval, layer.name, texts),
          cell(formatStatistic(layer.train.mean, layer.train.std ?? 0)),
          cell(formatStatistic(layer.eval.mean, layer.eval.std ?? 0)),
          cell(formatStatistic(layer.train.std)),
          cell(formatStatistic(layer.eval.std)),
          runningCell(layer.running, texts),
          placeCell(layer, texts),
        ],
      })),
    },
    notes: layers.length < count ? [diagnosis.moreLayers(layers.length, count)] : [],
    data: [linesTable(chart)],
  };
}
