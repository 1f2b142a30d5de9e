import { histogramPath, SPARKLINE } from '../charts/experiments/histogramPath.ts';
import type { ReportTable, RowDetail, TableCell, TableRow } from '../charts/experiments/report.ts';
import type { Distribution } from '../protocol/card.ts';
import { columnHeader, rowHeader } from './card/tableHeaders.ts';
import { button, element, svgPicture } from './dom.ts';

/** Pixels of a histogram in a row that was opened. */
const OPENED = { width: 300, height: 70 } as const;

function histogram(
  distribution: Distribution,
  description: string,
  { width, height }: typeof SPARKLINE | typeof OPENED,
): SVGElement {
  const path = histogramPath(distribution, width, height);
  return svgPicture(`<path d="${path}" fill="currentColor"/>`, width, height, description);
}

function cellElement({ lines, isMarked, isError, distribution }: TableCell): HTMLTableCellElement {
  const content =
    distribution === undefined
      ? lines.map((line) => element('div', '', line))
      : [histogram(distribution, lines.join(' '), SPARKLINE)];
  const classes = [isMarked === true ? 'marked' : '', isError === true ? 'error' : ''].filter((name) => name !== '');
  return element('td', '', element('div', classes.join(' '), ...content));
}

/** What an opened row shows below it. */
function detailElement({ distribution, description, lines }: RowDetail, columns: number): HTMLTableRowElement {
  const content = element(
    'td',
    'detail',
    histogram(distribution, description, OPENED),
    ...lines.map((line) => element('p', '', line)),
  );
  content.colSpan = columns;
  return element('tr', '', content);
}

function rowElement({ name, cells, detail }: TableRow, columns: number): HTMLTableRowElement {
  if (detail === undefined) return element('tr', '', rowHeader(name), ...cells.map(cellElement));
  let opened: HTMLTableRowElement | undefined;
  const opener = button(name, () => {
    if (opened === undefined) row.after((opened = detailElement(detail, columns)));
    else {
      opened.remove();
      opened = undefined;
    }
    opener.setAttribute('aria-expanded', String(opened !== undefined));
  });
  opener.setAttribute('aria-expanded', 'false');
  const row = element('tr', '', rowHeader(opener), ...cells.map(cellElement));
  return row;
}

/** A table of a report; rows that have a detail open by their names. */
export function tableElement({ caption, columns, rows }: ReportTable): HTMLTableElement {
  const head = columns.map((column) => {
    const [name, ...rest] = column.split('\n');
    const header = columnHeader(name!);
    header.append(...rest.map((line) => element('small', '', line)));
    return header;
  });
  return element(
    'table',
    '',
    element('caption', '', caption),
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows.map((row) => rowElement(row, columns.length))),
  );
}
