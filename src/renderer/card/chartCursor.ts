import type { ChartStop } from '../../charts/stops.ts';
import type { ChartView } from '../chartView.ts';
import { element } from '../dom.ts';

interface BandScale {
  (value: number): number | undefined;
  readonly bandwidth?: () => number;
}

/** How many stops Page Up and Page Down go. */
const PAGE = 10;

/**
 * Reads a chart out: a line follows pointer or arrow keys from stop to stop, and a text under the chart says what is
 * there. To assistive technology the chart is a slider over its stops.
 */
export class ChartCursor {
  readonly root: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #view: ChartView;
  readonly #line = element('div', 'cursor');
  readonly #readout = element('output', 'readout');
  readonly #onChoose: ((x: number) => void) | undefined;
  readonly #onLeave: ((direction: -1 | 1) => boolean) | undefined;
  #stops: readonly ChartStop[] = [];
  #current = 0;

  constructor(
    canvas: HTMLElement,
    view: ChartView,
    onChoose?: (x: number) => void,
    onLeave?: (direction: -1 | 1) => boolean,
  ) {
    this.#canvas = canvas;
    this.#view = view;
    this.#onChoose = onChoose;
    this.#onLeave = onLeave;
    this.root = element('div', 'slot', canvas, this.#line, this.#readout);
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'slider');
    this.#readout.setAttribute('aria-hidden', 'true');
    canvas.setAttribute('aria-hidden', 'true');
    canvas.classList.toggle('choosable', onChoose !== undefined);
    this.root.addEventListener('keydown', (event) => {
      if (this.#handleKey(event.key)) {
        event.preventDefault();
        event.stopPropagation();
      }
    });
    this.root.addEventListener('focus', () => {
      if (this.root.matches(':focus-visible')) this.#moveTo(this.#current);
    });
    this.root.addEventListener('blur', () => {
      this.#hide();
    });
    canvas.addEventListener('pointermove', (event) => {
      this.#moveTo(this.#nearest(event.clientX));
    });
    canvas.addEventListener('pointerleave', () => {
      if (document.activeElement !== this.root) this.#hide();
    });
    canvas.addEventListener('click', (event) => {
      const stop = this.#stops[this.#nearest(event.clientX)];
      if (stop !== undefined) this.#onChoose?.(stop.x);
    });
  }

  /** Begins anew with the stops of a chart that is to be drawn; `label` says what it shows. */
  setStops(stops: readonly ChartStop[], label: string): void {
    this.#stops = stops;
    this.#current = Math.max(0, Math.min(this.#current, stops.length - 1));
    this.root.setAttribute('aria-label', label);
    this.root.setAttribute('aria-valuemin', '0');
    this.root.setAttribute('aria-valuemax', String(Math.max(stops.length - 1, 0)));
    this.#announce();
    this.place();
  }

  /** Puts the line where it belongs on a chart that has been drawn. */
  place(): void {
    if (document.activeElement === this.root && this.#readout.textContent !== '') this.#moveTo(this.#current);
    else this.#hide();
  }

  #announce(): void {
    this.root.setAttribute('aria-valuenow', String(this.#current));
    this.root.setAttribute('aria-valuetext', this.#stops[this.#current]?.text ?? '');
  }

  #hide(): void {
    this.#line.classList.remove('shown');
    this.#readout.textContent = '';
  }

  /** Where a stop lies, in pixels from the canvas' left; undefined while nothing is drawn. */
  #positionOf({ x }: ChartStop): number | undefined {
    const scale = this.#view.scale('x') as BandScale | undefined;
    const at = scale?.(x);
    return at === undefined ? undefined : this.#view.origin[0] + at + (scale?.bandwidth?.() ?? 0) / 2;
  }

  #nearest(clientX: number): number {
    const x = clientX - this.#canvas.getBoundingClientRect().left;
    let [best, distance] = [-1, Infinity];
    this.#stops.forEach((stop, index) => {
      const away = Math.abs((this.#positionOf(stop) ?? Infinity) - x);
      if (away < distance) [best, distance] = [index, away];
    });
    return best;
  }

  #moveTo(index: number): void {
    const stop = this.#stops[index];
    if (stop === undefined) return;
    this.#current = index;
    const at = this.#positionOf(stop);
    this.#line.classList.toggle('shown', at !== undefined);
    this.#line.style.left = `${at ?? 0}px`;
    this.#readout.textContent = stop.text;
    this.#announce();
  }

  #handleKey(key: string): boolean {
    const last = this.#stops.length - 1;
    const goTo = (index: number): true => {
      const direction = index < 0 ? -1 : index > last ? 1 : undefined;
      if (direction !== undefined && this.#onLeave?.(direction) === true) {
        this.#moveTo(direction === 1 ? 0 : this.#stops.length - 1);
        return true;
      }
      this.#moveTo(Math.max(0, Math.min(last, index)));
      return true;
    };
    switch (key) {
      case 'ArrowRight':
      case 'ArrowUp':
        return goTo(this.#current + 1);
      case 'ArrowLeft':
      case 'ArrowDown':
        return goTo(this.#current - 1);
      case 'PageUp':
        return goTo(Math.min(this.#current + PAGE, last));
      case 'PageDown':
        return goTo(Math.max(this.#current - PAGE, 0));
      case 'Home':
        return goTo(0);
      case 'End':
        return goTo(last);
      case 'Enter':
      case ' ': {
        const stop = this.#stops[this.#current];
        if (stop === undefined || this.#onChoose === undefined) return false;
        this.#onChoose(stop.x);
        return true;
      }
      default:
        return false;
    }
  }
}
