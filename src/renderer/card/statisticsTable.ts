import { hasBroken, setLabel, stagesOf, tableColumns, tableRow } from '../../charts/cardText.ts';
import { formatStatistic } from '../../charts/format.ts';
import type { Series } from '../../charts/palette.ts';
import type { Presentation } from '../../charts/presentation.ts';
import { type DescribedSet, seriesOfSets } from '../../charts/sets.ts';
import type { Card, Distribution, SetDetail } from '../../protocol/card.ts';
import { element } from '../dom.ts';
import { seriesKey } from './seriesKey.ts';

function columnHeader(name: string): HTMLTableCellElement {
  const header = element('th', '', name);
  header.scope = 'col';
  return header;
}

function rowHeader(...children: (Node | string)[]): HTMLTableCellElement {
  const header = element('th', '', ...children);
  header.scope = 'row';
  return header;
}

/** Mean, σ, extremes and what is not finite, of each stage and of the gradients; of one set where `detail` is given. */
export function statisticsTable(
  card: Card,
  detail: SetDetail | undefined,
  presentation: Presentation,
): HTMLTableElement {
  const { texts } = presentation;
  const row = (name: string, series: Series, distribution: Distribution): HTMLTableRowElement =>
    element(
      'tr',
      hasBroken(distribution) ? 'broken' : '',
      rowHeader(seriesKey(series, presentation.palette), name),
      ...tableRow(distribution).map((text) => element('td', '', text)),
    );
  const stages = stagesOf(detail?.stages ?? card.stages).map(([series, distribution]) =>
    row(texts.stages[series], series, distribution),
  );
  const gradients = (detail === undefined && card.gradients ? (['output', 'input'] as const) : []).flatMap((series) => {
    const distribution = card.gradients?.[series];
    return distribution === undefined ? [] : [row(texts.gradients[series], series, distribution)];
  });
  const of = detail === undefined ? texts.allValues : setLabel(card, detail.set, texts);
  const head = element('tr', '', columnHeader(of), ...tableColumns(texts).map(columnHeader));
  return element('table', '', element('thead', '', head), element('tbody', '', ...stages, ...gradients));
}

/** Mean and σ of each set at each stage. */
export function setsTable(card: Card, sets: readonly DescribedSet[], { texts }: Presentation): HTMLTableElement {
  const series = seriesOfSets(card);
  const columns = series.flatMap((each) => [`${texts.stages[each]}: ${texts.mean}`, texts.std]);
  const head = element('tr', '', columnHeader(texts.setName(card.sets.name)), ...columns.map(columnHeader));
  const cell = (value: number, spread: number): HTMLElement =>
    element('td', '', formatStatistic(Number.isNaN(value) ? null : value, Number.isNaN(spread) ? 0 : spread));
  const rows = sets.map((each) =>
    element(
      'tr',
      each.isOutlier ? 'outlier' : '',
      rowHeader(`${setLabel(card, each.set, texts)}${each.isOutlier ? ' ▾' : ''}`),
      ...series.flatMap((stage) => [cell(each[stage].mean, each[stage].std), cell(each[stage].std, 0)]),
    ),
  );
  return element('table', '', element('thead', '', head), element('tbody', '', ...rows));
}
