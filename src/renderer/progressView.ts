import { textsFor } from '../charts/texts/texts.ts';
import { parseProgress, type ProgressBar } from '../protocol/progress.ts';
import { element } from './dom.ts';
import type { OutputView } from './outputView.ts';

/** A bar and beside it its numbers. */
class BarRow {
  readonly element = element('div', '');
  readonly #bar = element('progress', '');
  readonly #text = element('span', '');
  readonly #name: string;

  constructor(description: string) {
    this.#name = description;
    this.#bar.setAttribute('aria-label', description === '' ? textsFor(navigator.language).progress : description);
    if (description !== '') this.element.append(element('span', 'name', description));
    this.element.append(this.#bar, this.#text);
  }

  /** Shows `bar`; false where that is another loop's. */
  show(bar: ProgressBar): boolean {
    if (bar.description !== this.#name) return false;
    if (bar.total === null || bar.total === 0) this.#bar.removeAttribute('value');
    else {
      this.#bar.max = bar.total;
      this.#bar.value = Math.min(bar.done, bar.total);
    }
    this.#bar.setAttribute('aria-valuetext', bar.text);
    this.#text.textContent = bar.text;
    return true;
  }
}

/** Shows how far loops are, one bar for each. */
export function mountProgress(data: unknown, root: HTMLElement): OutputView {
  const box = element('div', 'normscope-progress');
  root.append(box);
  let rows: BarRow[] = [];
  const update = (next: unknown): void => {
    const { bars } = parseProgress(next);
    rows = bars.map((bar, index) => {
      const row = rows[index];
      if (row?.show(bar) === true) return row;
      const created = new BarRow(bar.description);
      created.show(bar);
      return created;
    });
    const elements = rows.map((row) => row.element);
    if (elements.some((each, index) => box.children[index] !== each) || box.children.length !== elements.length) {
      box.replaceChildren(...elements);
    }
  };
  update(data);
  return {
    update,
    refresh: () => undefined,
    resize: () => undefined,
    dispose: () => {
      box.remove();
    },
  };
}
