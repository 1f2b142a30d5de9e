import { hasBroken, setLabel, stagesOf, tableColumns, tableRow } from '../../charts/cardText.ts';
import type { Series } from '../../charts/palette.ts';
import type { Presentation } from '../../charts/presentation.ts';
import type { Card, Distribution, SetDetail } from '../../protocol/card.ts';
import { element } from '../dom.ts';
import { seriesKey } from './seriesKey.ts';
import { columnHeader, rowHeader } from './tableHeaders.ts';

/**
 * Mean, σ, extremes and what is not finite, of each stage and of the gradients; of one set where `detail` is given.
 * `former`: stages whose numbers stand in parentheses behind those that differ.
 */
export function stagesTable(
  card: Card,
  detail: SetDetail | undefined,
  presentation: Presentation,
  former?: Card['stages'],
): HTMLTableElement {
  const { texts } = presentation;
  const row = (name: string, series: Series, distribution: Distribution, was?: Distribution): HTMLTableRowElement => {
    const before = was && tableRow(was);
    const cells = tableRow(distribution).map((text, column) => {
      const old = before?.[column];
      return element('td', '', text, ...(old === undefined || old === text ? [] : [element('small', '', ` (${old})`)]));
    });
    const header = rowHeader(seriesKey(series, presentation.palette), name);
    return element('tr', hasBroken(distribution) ? 'broken' : '', header, ...cells);
  };
  const stages = stagesOf(detail?.stages ?? card.stages).map(([series, distribution]) =>
    row(texts.stages[series], series, distribution, former?.[series]),
  );
  const gradients = (detail === undefined && card.gradients ? (['output', 'input'] as const) : []).flatMap((series) => {
    const distribution = card.gradients?.[series];
    return distribution === undefined ? [] : [row(texts.gradients[series], series, distribution)];
  });
  const of = detail === undefined ? texts.allValues : setLabel(card, detail.set, texts);
  const head = element('tr', '', columnHeader(of), ...tableColumns(texts).map(columnHeader));
  return element('table', '', element('thead', '', head), element('tbody', '', ...stages, ...gradients));
}
