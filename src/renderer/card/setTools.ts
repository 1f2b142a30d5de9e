import { SETS_PER_PAGE } from '../../charts/setStatistics.ts';
import { byDeviation, type DescribedSet } from '../../charts/sets.ts';
import type { Texts } from '../../charts/texts/texts.ts';
import type { Card } from '../../protocol/card.ts';
import { button, element } from '../dom.ts';

/** From so many sets on, their order is worth choosing. */
const SORT_FROM = 9;

/** The controls over the chart of sets, and which sets it shows: search, order, pages, and back to all values. */
export class SetTools {
  readonly root = element('div', 'set-tools');
  readonly #byIndex: readonly DescribedSet[];
  readonly #byDeviation: readonly DescribedSet[];
  readonly #onPage: () => void;
  readonly #pageText = element('span', 'page');
  readonly #pageOf: Texts['pageOf'];
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #showAll: HTMLButtonElement;
  readonly #order: HTMLSelectElement;
  #page = 0;

  /** `onPage`: other sets are to be shown. `onSelect`: a set was searched for, or all values are wanted. */
  constructor(
    card: Card,
    sets: readonly DescribedSet[],
    texts: Texts,
    { onPage, onSelect }: { readonly onPage: () => void; readonly onSelect: (set: number | undefined) => void },
  ) {
    this.#byIndex = sets;
    this.#byDeviation = byDeviation(sets);
    this.#onPage = onPage;
    this.#pageOf = texts.pageOf;
    this.#previous = button('‹', () => this.turn(-1), texts.previousPage);
    this.#next = button('›', () => this.turn(1), texts.nextPage);
    this.#order = this.#orderChoice(texts);
    this.#showAll = button(texts.showAll, () => {
      // It hides itself; the keyboard stays among the controls.
      (this.root.querySelector<HTMLElement>('input') ?? this.root).focus();
      onSelect(undefined);
    });
    this.#showAll.hidden = true;
    if (sets.length > 0 && card.sets.count > 1) this.root.append(this.#search(card, texts, onSelect));
    if (sets.length >= SORT_FROM) this.root.append(this.#order);
    if (this.#pages > 1) this.root.append(element('span', 'pager', this.#previous, this.#pageText, this.#next));
    this.root.append(this.#showAll);
    this.#order.value = sets.length > SETS_PER_PAGE ? 'deviation' : 'index';
    this.#turnTo(0);
  }

  /** The sets of the present page, in their order. */
  get page(): readonly DescribedSet[] {
    const sets = this.#order.value === 'deviation' ? this.#byDeviation : this.#byIndex;
    return sets.slice(this.#page * SETS_PER_PAGE, (this.#page + 1) * SETS_PER_PAGE);
  }

  /** Turns to the page that has `set`, if there is one. Returns whether it is another. */
  show(set: number | undefined): boolean {
    this.#showAll.hidden = set === undefined;
    const sets = this.#order.value === 'deviation' ? this.#byDeviation : this.#byIndex;
    const page = Math.floor(sets.findIndex((each) => each.set === set) / SETS_PER_PAGE);
    if (page < 0 || page === this.#page) return false;
    this.#turnTo(page);
    return true;
  }

  /** Goes to the next or previous page. Returns whether there is one. */
  turn(direction: -1 | 1): boolean {
    const page = this.#page + direction;
    if (page < 0 || page >= this.#pages) return false;
    this.#turnTo(page);
    this.#onPage();
    return true;
  }

  get #pages(): number {
    return Math.ceil(this.#byIndex.length / SETS_PER_PAGE);
  }

  #turnTo(page: number): void {
    this.#page = page;
    this.#pageText.textContent = this.#pageOf(page + 1, this.#pages);
    this.#previous.setAttribute('aria-disabled', String(page === 0));
    this.#next.setAttribute('aria-disabled', String(page === this.#pages - 1));
  }

  #search({ sets }: Card, texts: Texts, onSelect: (set: number) => void): HTMLElement {
    const input = element('input', '');
    input.type = 'number';
    input.min = '0';
    input.max = String(sets.count - 1);
    input.placeholder = `0–${sets.count - 1}`;
    const label = texts.search(texts.setName(sets.name));
    input.setAttribute('aria-label', label);
    input.title = label;
    input.addEventListener('change', () => {
      const set = Number(input.value);
      if (input.value !== '' && Number.isInteger(set) && set >= 0 && set < sets.count) onSelect(set);
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') event.stopPropagation();
    });
    return element('label', 'search', element('span', '', label), input);
  }

  #orderChoice(texts: Texts): HTMLSelectElement {
    const select = element('select', '');
    select.setAttribute('aria-label', texts.sort);
    select.title = texts.sort;
    for (const [value, text] of [
      ['index', texts.byIndex],
      ['deviation', texts.byDeviation],
    ] as const) {
      const option = element('option', '', text);
      option.value = value;
      select.append(option);
    }
    select.addEventListener('change', () => {
      this.#turnTo(0);
      this.#onPage();
    });
    return select;
  }
}
