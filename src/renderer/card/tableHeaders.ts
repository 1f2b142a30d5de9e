import { element } from '../dom.ts';

/** The name over a column. */
export function columnHeader(name: string): HTMLTableCellElement {
  const header = element('th', '', name);
  header.scope = 'col';
  return header;
}

/** What begins a row. */
export function rowHeader(...children: (Node | string)[]): HTMLTableCellElement {
  const header = element('th', '', ...children);
  header.scope = 'row';
  return header;
}
