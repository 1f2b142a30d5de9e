import type { MimeBundle } from '../protocol/mime.ts';

/** A display that changes is shown at most this often: more than a reader can follow, and little work for the window. */
const PERIOD_MILLISECONDS = 100;

/** A display that changes: when it was shown last, and what it shows next. */
interface LiveDisplay {
  shown: number;
  next: (() => MimeBundle) | undefined;
}

/**
 * Displays that change while a cell runs. Of states that follow each other quickly only the newest is shown, a moment later;
 * where the cell's loop leaves no such moment, with the next update or {@link flush}.
 */
export class LiveDisplays {
  readonly #show: (id: string, data: MimeBundle) => void;
  readonly #displays = new Map<string, LiveDisplay>();
  #timer: NodeJS.Timeout | undefined;

  constructor(show: (id: string, data: MimeBundle) => void) {
    this.#show = show;
  }

  /** Has the display named `id` show what `make` makes, which is only called where it is going to be seen. */
  update(id: string, make: () => MimeBundle): void {
    const now = performance.now();
    const display = this.#displays.get(id) ?? { shown: -Infinity, next: undefined };
    this.#displays.set(id, display);
    display.next = make;
    if (now - display.shown >= PERIOD_MILLISECONDS) this.#pass(id, display, now);
    else this.#timer ??= setTimeout(() => this.#passAll(), PERIOD_MILLISECONDS);
  }

  /** Forgets the states that were not shown yet. */
  clear(): void {
    for (const display of this.#displays.values()) display.next = undefined;
  }

  /** Shows the newest states, and forgets the displays: before the cell ends. */
  flush(): void {
    this.#passAll();
    this.#displays.clear();
  }

  #passAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    for (const [id, display] of this.#displays) this.#pass(id, display, now);
  }

  #pass(id: string, display: LiveDisplay, now: number): void {
    const { next } = display;
    if (next === undefined) return;
    display.next = undefined;
    display.shown = now;
    this.#show(id, next());
  }
}
