import { histogramPath, SPARKLINE } from '../charts/experiments/histogramPath.ts';
import type { Link, ReportTable, TableCell, TableRow } from '../charts/experiments/report.ts';
import type { Distribution } from '../protocol/card.ts';
import { columnHeader, rowHeader } from './card/tableHeaders.ts';
import { button, element, svgPicture } from './dom.ts';
import type { Host } from './host.ts';

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

/** A link of a row that is named `name`: text alone where nobody can follow it. */
function linkElement({ text, to }: Link, name: string, host: Host): HTMLElement {
  if (!host.isReachable) return element('span', '', text);
  const reveal = (): void => {
    host.reveal(to);
  };
  const link = button(text, reveal, `${text}: ${name}`);
  link.className = 'link';
  return link;
}

function contentOf({ lines, distribution, link }: TableCell, name: string, host: Host): Node[] {
  if (distribution !== undefined) return [histogram(distribution, lines.join(' '), SPARKLINE)];
  return link === undefined ? lines.map((line) => element('div', '', line)) : [linkElement(link, name, host)];
}

function cellElement(cell: TableCell, name: string, host: Host): HTMLTableCellElement {
  const { isMarked, isError } = cell;
  const classes = [isMarked === true ? 'marked' : '', isError === true ? 'error' : ''].filter((name) => name !== '');
  return element('td', '', element('div', classes.join(' '), ...contentOf(cell, name, host)));
}

/** What an opened row shows below it. */
function detailElement({ name, detail }: Required<TableRow>, columns: number, host: Host): HTMLTableRowElement {
  const { distribution, description, lines, links } = detail;
  const content = element(
    'td',
    'detail',
    histogram(distribution, description, OPENED),
    ...lines.map((line) => element('p', '', line)),
    ...(links.length === 0 ? [] : [element('p', 'links', ...links.map((link) => linkElement(link, name, host)))]),
  );
  content.colSpan = columns;
  return element('tr', '', content);
}

function rowElement({ name, cells, detail }: TableRow, columns: number, host: Host): HTMLTableRowElement {
  const shown = cells.map((cell) => cellElement(cell, name, host));
  if (detail === undefined) return element('tr', '', rowHeader(name), ...shown);
  let opened: HTMLTableRowElement | undefined;
  const opener = button(name, () => {
    if (opened === undefined) row.after((opened = detailElement({ name, cells, detail }, columns, host)));
    else {
      opened.remove();
      opened = undefined;
    }
    opener.setAttribute('aria-expanded', String(opened !== undefined));
  });
  opener.setAttribute('aria-expanded', 'false');
  const row = element('tr', '', rowHeader(opener), ...shown);
  return row;
}

/** A table of a report; rows that have a detail open by their names. Links ask `host` to go where they lead. */
export function tableElement({ caption, columns, rows }: ReportTable, host: Host): HTMLTableElement {
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
    element('tbody', '', ...rows.map((row) => rowElement(row, columns.length, host))),
  );
}
