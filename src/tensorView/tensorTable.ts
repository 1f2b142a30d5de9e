import { element } from '../renderer/dom.ts';
import type { TensorFileTexts } from '../charts/texts/tensorFileTexts.ts';

/** What is sorted by; undefined stands at the end: it is not known, or not yet. */
export type SortKey = number | string | undefined;

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Numbers stand at the right, beneath each other. */
  readonly isNumber?: boolean;
  /** Whether the largest come first when the column is chosen. */
  readonly startsWithLargest?: boolean;
  /** Undefined: the column cannot be sorted by. */
  readonly sortKey?: (row: Row) => SortKey;
  readonly cell: (row: Row) => (Node | string)[];
}

/** A row's details, while they are shown. */
export interface Detail {
  readonly root: HTMLElement;
  /** Shows what has changed: the row has been measured, or the theme has changed. */
  refresh(): void;
  dispose(): void;
}

export interface TableOptions<Row> {
  readonly caption: string;
  readonly texts: TensorFileTexts;
  /** Beside the names. */
  readonly columns: readonly Column<Row>[];
  readonly nameOf: (row: Row) => string;
  /** What stands under a row's name. */
  readonly notesOf: (row: Row) => readonly Node[];
  readonly detailOf: (row: Row) => Detail;
  readonly onNear: (row: Row, isNear: boolean) => void;
  readonly sortedBy: string;
}

/** So many rows are made at once. */
const PAGE = 400;
/** Rows change their places at most so often while they are measured. */
const SORT_MILLISECONDS = 400;

interface Line {
  readonly rows: HTMLTableRowElement;
  readonly cells: readonly HTMLElement[];
  readonly notes: HTMLElement;
  readonly button: HTMLButtonElement;
}

/** Compares by numbers or texts; what is not known comes last in either direction. */
function compare(a: SortKey, b: SortKey, direction: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
  return direction * String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** A table of tensors, to be sorted and filtered, each with details that open below it. */
export class TensorTable<Row> {
  readonly root: HTMLElement;
  readonly #options: TableOptions<Row>;
  readonly #body = element('tbody', '');
  readonly #headers = new Map<string, HTMLElement>();
  readonly #more = element('button', 'more');
  readonly #empty = element('p', 'empty');
  readonly #lines = new Map<Row, Line>();
  readonly #details = new Map<Row, { line: HTMLTableRowElement; detail: Detail }>();
  readonly #nearness: IntersectionObserver;
  readonly #rowOf = new WeakMap<Element, Row>();
  #rows: readonly Row[] = [];
  #shown = PAGE;
  #sortedBy: string;
  #direction: 1 | -1 = 1;
  #sorting = 0;

  constructor(options: TableOptions<Row>) {
    this.#options = options;
    this.#sortedBy = options.sortedBy;
    this.#direction = this.#column(options.sortedBy)?.startsWithLargest === true ? -1 : 1;
    const nameColumn = { key: 'name', title: options.texts.name, sortKey: options.nameOf };
    const head = [nameColumn, ...options.columns].map((column) => this.#header(column));
    const table = element('table', '', element('caption', '', options.caption));
    table.append(element('thead', '', element('tr', '', ...head)), this.#body);
    this.#more.type = 'button';
    this.#more.addEventListener('click', () => {
      this.#shown += PAGE;
      this.#show();
    });
    const scroller = element('div', 'scroller', table);
    this.root = element('div', 'table', scroller, this.#empty, this.#more);
    this.#body.addEventListener('keydown', (event) => {
      this.#move(event);
    });
    this.#nearness = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const row = this.#rowOf.get(target);
          if (row !== undefined) options.onNear(row, isIntersecting);
        }
      },
      { rootMargin: '200px' },
    );
  }

  /** Shows `rows` and no others. */
  setRows(rows: readonly Row[], emptyText: string): void {
    this.#rows = rows;
    this.#empty.textContent = rows.length === 0 ? emptyText : '';
    this.#show();
  }

  /** A row has been measured. */
  update(row: Row): void {
    const line = this.#lines.get(row);
    if (line !== undefined) this.#fill(row, line);
    this.#details.get(row)?.detail.refresh();
    if (this.#sortedBy === 'name' || this.#sorting !== 0) return;
    this.#sorting = window.setTimeout(() => {
      this.#sorting = 0;
      this.#show();
    }, SORT_MILLISECONDS);
  }

  /** The names of rows whose details are shown. */
  get opened(): string[] {
    return [...this.#details.keys()].map(this.#options.nameOf);
  }

  open(row: Row): void {
    if (this.#details.has(row)) return;
    const detail = this.#options.detailOf(row);
    const cell = element('td', '', detail.root);
    cell.colSpan = this.#options.columns.length + 1;
    this.#details.set(row, { line: element('tr', 'detail', cell), detail });
    this.#place(row);
    detail.refresh();
  }

  refreshDetails(): void {
    for (const { detail } of this.#details.values()) detail.refresh();
  }

  dispose(): void {
    clearTimeout(this.#sorting);
    this.#nearness.disconnect();
    for (const { detail } of this.#details.values()) detail.dispose();
    this.root.remove();
  }

  #column(key: string): Column<Row> | undefined {
    return this.#options.columns.find((column) => column.key === key);
  }

  #header({ key, title, isNumber, sortKey }: Omit<Column<Row>, 'cell'>): HTMLElement {
    const header = element('th', `${key}${isNumber === true ? ' number' : ''}`);
    header.scope = 'col';
    if (sortKey === undefined) {
      header.textContent = title;
      return header;
    }
    const button = element('button', '', title, element('span', 'order'));
    button.type = 'button';
    button.addEventListener('click', () => {
      this.#sortBy(key);
    });
    header.append(button);
    this.#headers.set(key, header);
    return header;
  }

  #sortBy(key: string): void {
    const first = this.#column(key)?.startsWithLargest === true ? -1 : 1;
    this.#direction = this.#sortedBy === key ? (this.#direction === 1 ? -1 : 1) : first;
    this.#sortedBy = key;
    this.#show();
  }

  #sorted(): readonly Row[] {
    const keyOf = this.#sortedBy === 'name' ? this.#options.nameOf : this.#column(this.#sortedBy)?.sortKey;
    if (keyOf === undefined) return this.#rows;
    return this.#rows.toSorted((a, b) => compare(keyOf(a), keyOf(b), this.#direction));
  }

  #show(): void {
    const focused = document.activeElement;
    const rows = this.#sorted().slice(0, this.#shown);
    const lines = rows.flatMap((row) => {
      const { rows: line } = this.#line(row);
      const opened = this.#details.get(row);
      return opened === undefined ? [line] : [line, opened.line];
    });
    // Where nothing moves, nothing is touched: a reader may be in the midst of it.
    const isSame =
      lines.length === this.#body.children.length && lines.every((line, i) => line === this.#body.children[i]);
    if (!isSame) this.#body.replaceChildren(...lines);
    if (focused instanceof HTMLElement && this.#body.contains(focused)) focused.focus({ preventScroll: true });
    for (const [key, header] of this.#headers) {
      const isSorted = key === this.#sortedBy;
      const order = this.#direction === 1 ? 'ascending' : 'descending';
      if (isSorted) header.setAttribute('aria-sort', order);
      else header.removeAttribute('aria-sort');
      header.querySelector('.order')!.textContent = isSorted ? (this.#direction === 1 ? ' ↑' : ' ↓') : '';
    }
    this.#more.hidden = this.#rows.length <= this.#shown;
    this.#more.textContent = this.#options.texts.showMore(Math.min(this.#shown, this.#rows.length), this.#rows.length);
    this.#keepOneStop();
  }

  #line(row: Row): Line {
    const known = this.#lines.get(row);
    if (known !== undefined) return known;
    const name = this.#options.nameOf(row);
    const dot = name.lastIndexOf('.') + 1;
    const button = element('button', 'name');
    button.type = 'button';
    button.tabIndex = -1;
    button.setAttribute('aria-expanded', String(this.#details.has(row)));
    button.append(
      ...(name === ''
        ? [element('span', 'prefix', this.#options.texts.unnamed)]
        : [element('span', 'prefix', name.slice(0, dot)), name.slice(dot)]),
    );
    const notes = element('div', 'notes');
    const header = element('th', 'name', button, notes);
    header.scope = 'row';
    const cells = this.#options.columns.map(({ key, isNumber }) =>
      element('td', `${key}${isNumber === true ? ' number' : ''}`),
    );
    const line = { rows: element('tr', 'tensor', header, ...cells), cells, notes, button };
    line.rows.addEventListener('click', (event) => {
      // Who selects text wants to copy it.
      if (getSelection()?.isCollapsed === false && event.detail !== 0) return;
      this.#toggle(row);
    });
    this.#lines.set(row, line);
    this.#rowOf.set(line.rows, row);
    this.#nearness.observe(line.rows);
    this.#fill(row, line);
    return line;
  }

  #fill(row: Row, { cells, notes }: Line): void {
    notes.replaceChildren(...this.#options.notesOf(row));
    this.#options.columns.forEach(({ cell }, i) => {
      cells[i]!.replaceChildren(...cell(row));
    });
  }

  #toggle(row: Row): void {
    const opened = this.#details.get(row);
    if (opened === undefined) {
      this.open(row);
      return;
    }
    opened.detail.dispose();
    opened.line.remove();
    this.#details.delete(row);
    this.#lines.get(row)?.button.setAttribute('aria-expanded', 'false');
  }

  /** Puts an opened row's details below it. */
  #place(row: Row): void {
    const line = this.#line(row);
    line.button.setAttribute('aria-expanded', 'true');
    const opened = this.#details.get(row);
    if (opened !== undefined && line.rows.isConnected) line.rows.after(opened.line);
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.#body.querySelectorAll<HTMLButtonElement>('button.name')];
  }

  /** The tab key stops at one row; the arrow keys lead to the others. */
  #keepOneStop(): void {
    const buttons = this.#buttons();
    if (buttons.length > 0 && !buttons.some(({ tabIndex }) => tabIndex === 0)) buttons[0]!.tabIndex = 0;
  }

  #move(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = buttons[targets[event.key] ?? -1];
    if (at < 0 || target === undefined) return;
    event.preventDefault();
    buttons[at]!.tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  }
}
