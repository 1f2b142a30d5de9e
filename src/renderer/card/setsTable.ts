import { setLabel } from '../../charts/cardText.ts';
import { formatStatistic } from '../../charts/format.ts';
import type { Presentation } from '../../charts/presentation.ts';
import { type DescribedSet, seriesOfSets } from '../../charts/sets.ts';
import type { Card } from '../../protocol/card.ts';
import { element } from '../dom.ts';
import { columnHeader, rowHeader } from './tableHeaders.ts';

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
