import { element } from '../dom.ts';

/** The keys that move a slider: the notebook around the card must not take them. */
const OWN_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

/** What a slider chooses from. */
export interface ValueRange<Value> {
  /** Ascending, or in whichever order is natural; `own` is one of them. */
  readonly values: readonly Value[];
  /** What is chosen at first, and after {@link ValueSlider.reset}. */
  readonly own: Value;
  readonly format: (value: Value) => string;
}

/** A slider over given values, with its label, and the value as text beside it. */
export class ValueSlider<Value> {
  readonly root: HTMLElement;
  readonly #label = element('span', 'name');
  readonly #input = element('input', '');
  readonly #output = element('output', 'value');
  readonly #range: ValueRange<Value>;

  /** `onInput`: another value is shown while the slider moves; `onSettled`: it has come to rest. */
  constructor(label: string, range: ValueRange<Value>, onInput: () => void, onSettled: () => void) {
    this.#range = range;
    this.#input.type = 'range';
    this.#input.min = '0';
    this.#input.max = String(range.values.length - 1);
    this.#input.step = '1';
    this.label = label;
    this.#output.setAttribute('aria-hidden', 'true');
    this.reset();
    this.#input.addEventListener('input', () => {
      this.#show();
      onInput();
    });
    this.#input.addEventListener('change', onSettled);
    this.#input.addEventListener('keydown', (event) => {
      if (OWN_KEYS.has(event.key)) event.stopPropagation();
    });
    this.root = element('label', 'slider', this.#label, this.#input, this.#output);
  }

  set label(text: string) {
    this.#label.textContent = text;
  }

  /** The value that is chosen; undefined where it is the own one. */
  get chosen(): Value | undefined {
    const { values, own } = this.#range;
    const value = values[Number(this.#input.value)]!;
    return value === own ? undefined : value;
  }

  /** Goes back to the own value. */
  reset(): void {
    const { values, own } = this.#range;
    this.#input.value = String(values.indexOf(own));
    this.#show();
  }

  #show(): void {
    const { values, own, format } = this.#range;
    const text = format(this.chosen === undefined ? own : values[Number(this.#input.value)]!);
    this.#output.textContent = text;
    this.#input.setAttribute('aria-valuetext', text);
  }
}
