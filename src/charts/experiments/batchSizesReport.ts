import type { BatchSizes } from '../../protocol/experiment.ts';
import { formatCount, formatSizes, formatStatistic } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import type { Texts } from '../texts/texts.ts';
import { type Line, type LineChart, linesChart, linesHeight, linesTable, MOST_LINES } from './lines.ts';
import type { Report, TableCell } from './report.ts';

type LayerResult = BatchSizes['layers'][number];
type SizeResult = LayerResult['sizes'][number];
type Spread = 'meanSpread' | 'stdSpread' | 'outputSpread';

/** In σ: of what is smaller than a millionth rounding has its part. */
const ROUNDING = 1e-6;
const NOISE_SCALE = 0.05;

function figure(value: number): string {
  return formatStatistic(Number.isFinite(value) ? value : null, NOISE_SCALE);
}

function cellOf(result: SizeResult, { poolsBatch }: LayerResult, { experiments }: Texts): TableCell {
  if (result.error !== undefined) return { lines: [experiments.refused], isError: true };
  const { meanSpread, stdSpread, outputSpread } = result;
  if ([meanSpread, stdSpread, outputSpread].every((spread) => spread < ROUNDING)) return { lines: ['0'] };
  const own = Number.isFinite(outputSpread) ? [experiments.outputSpreadShort(figure(outputSpread))] : [];
  if (poolsBatch === undefined) return { lines: own.length === 0 ? [experiments.unknown] : own };
  return {
    lines: [experiments.meanSpreadShort(figure(meanSpread)), experiments.stdSpreadShort(figure(stdSpread)), ...own],
  };
}

/** What theory says, once for each number of places that share a statistic. */
function theoryLines({ layers }: BatchSizes, { experiments }: Texts): Line[] {
  const pooling = layers.filter(({ poolsBatch }) => poolsBatch === true);
  const bySpatial = new Map(pooling.map((layer) => [layer.spatial ?? 1, layer]));
  return [...bySpatial].map(([spatial, { sizes }]) => ({
    name: spatial === 1 ? experiments.theory : experiments.theoryWithPlaces(formatCount(spatial)),
    values: sizes.map(({ theory }) => theory),
    isTheory: true,
  }));
}

function chartOf(result: BatchSizes, spread: Spread, texts: Texts): LineChart {
  const told = result.layers.filter(({ sizes }) => sizes.some((size) => Number.isFinite(size[spread])));
  const lines = told.map(({ name, sizes }): Line => ({ name, values: sizes.map((size) => size[spread]) }));
  const x = result.layers[0]?.sizes.map(({ size }) => size) ?? [];
  const theory = spread === 'meanSpread' ? theoryLines(result, texts) : [];
  const { experiments } = texts;
  const title = {
    meanSpread: experiments.meanSpread,
    stdSpread: experiments.stdSpread,
    outputSpread: experiments.outputSpread,
  };
  return {
    x,
    lines: [...lines.slice(0, MOST_LINES - theory.length), ...theory],
    xAxis: { title: experiments.batchSize, type: x.length > 1 ? 'log' : 'linear', ticks: x },
    yAxis: { title: title[spread], type: 'linear' },
  };
}

/** What becomes of layers in batches of several sizes, to be shown. */
export function batchSizesReport(result: BatchSizes, { palette, texts }: Presentation): Report {
  const { experiments } = texts;
  const charts = [
    { chart: chartOf(result, 'meanSpread', texts), subtitle: experiments.meanSpreadSubtitle },
    { chart: chartOf(result, 'stdSpread', texts), subtitle: experiments.stdSpreadSubtitle },
    { chart: chartOf(result, 'outputSpread', texts), subtitle: experiments.outputSpreadSubtitle },
  ].filter(({ chart }) => chart.lines.length > 0);
  const sizes = result.layers[0]?.sizes.map(({ size }) => size) ?? [];
  const refusals = result.layers.flatMap(({ name, sizes: own }) =>
    own.flatMap(({ size, error }) => (error === undefined ? [] : [experiments.refusal(name, String(size), error)])),
  );
  return {
    title: result.title === '' ? experiments.batchSizesTitle(result.layers.length) : result.title,
    facts: [
      formatSizes(result.shape),
      experiments.batchesEach(result.batches),
      experiments.againstAll(formatCount(result.shape[0] ?? 0)),
    ],
    panels: charts.map(({ chart, subtitle }) => ({
      title: chart.yAxis.title,
      subtitle,
      height: (width) => linesHeight(chart, width),
      chart: (width) => linesChart({ ...chart, yAxis: { ...chart.yAxis, title: experiments.spread } }, palette, width),
    })),
    table: {
      caption: experiments.spreadsTable,
      columns: [experiments.batchSize, ...sizes.map(String)],
      rows: result.layers.map((layer) => ({
        name: layer.name,
        cells: layer.sizes.map((size) => cellOf(size, layer, texts)),
      })),
    },
    notes: [...refusals, ...(result.layers.some(({ poolsBatch }) => poolsBatch === false) ? [experiments.flat] : [])],
    data: charts.map(({ chart }) => linesTable(chart)),
  };
}
