import type { Distribution } from '../../protocol/card.ts';
import type { LayerLinks, RunningAge } from '../../protocol/diagnosis.ts';
import { formatFigures, formatStatistic } from '../format.ts';
import type { Palette } from '../palette.ts';
import type { Texts } from '../texts/texts.ts';
import { type Line, type LineChart, linesChart, linesHeight, spansMagnitudes } from './lines.ts';
import type { Link, Panel, TableCell } from './report.ts';

/** A number of a layer; what is not finite stands as NaN. */
export function figure(value: number): string {
  return Number.isFinite(value) ? formatFigures(Number(value.toPrecision(3))) : 'NaN';
}

export function cell(...lines: string[]): TableCell {
  return { lines };
}

/** A layer's output, drawn small. */
export function distributionCell(distribution: Distribution, layer: string, { experiments }: Texts): TableCell {
  return { lines: [describe(distribution, layer, experiments.diagnosis)], distribution };
}

/** What a histogram shows, for those who do not see it. */
export function describe(
  { min, max }: Distribution,
  layer: string,
  texts: Pick<Texts['experiments']['diagnosis'], 'histogram' | 'noHistogram'>,
): string {
  if (min === null || max === null) return texts.noHistogram(layer);
  return texts.histogram(layer, formatStatistic(min), formatStatistic(max));
}

/** How old running statistics are and how far from the batch's. */
export function runningCell(running: RunningAge | undefined, { experiments: { diagnosis } }: Texts): TableCell {
  if (running === undefined) return cell(diagnosis.unjudged);
  const { batches, distance, ratio } = running;
  const age = batches === null ? [] : [diagnosis.age(batches.toLocaleString('en-US'), batches === 1)];
  return cell(diagnosis.apart(figure(distance), figure(ratio)), ...age);
}

/** The line that made a layer. */
function placeLink({ place }: LayerLinks, { findings }: Texts): Link | undefined {
  if (place === undefined) return undefined;
  return { text: findings.inCell(place.executionCount, place.line), to: { type: 'revealLine', place } };
}

/** Where a layer was made. */
export function placeCell(layer: LayerLinks, texts: Texts): TableCell {
  const link = placeLink(layer, texts);
  return link === undefined ? cell(texts.experiments.diagnosis.unjudged) : { lines: [link.text], link };
}

/** Where a reader finds a layer: its line and its card. */
export function linksOf(layer: LayerLinks, texts: Texts): Link[] {
  const { card } = layer;
  const line = placeLink(layer, texts);
  return [
    ...(line === undefined ? [] : [line]),
    ...(card === undefined
      ? []
      : [{ text: texts.experiments.diagnosis.itsCard, to: { type: 'revealCard', card } } as const]),
  ];
}

/** The name of a layer in a row: its path and what it is. */
export function layerName({ name, layer }: { readonly name: string; readonly layer: string }): string {
  return name === layer ? name : `${name}  ${layer}`;
}

/** One number of each layer in the order in which they ran. */
export function courseChart(
  title: string,
  places: readonly number[],
  values: readonly number[],
  axis: string,
): LineChart {
  const lines: Line[] = [{ name: title, values }];
  return {
    x: places,
    lines,
    xAxis: { title: axis },
    yAxis: { title, type: spansMagnitudes(lines) ? 'log' : 'linear' },
  };
}

export function coursePanel(chart: LineChart, subtitle: string, palette: Palette): Panel {
  return {
    title: chart.yAxis.title,
    subtitle,
    height: (width) => linesHeight(chart, width),
    chart: (width) => linesChart(chart, palette, width),
  };
}
