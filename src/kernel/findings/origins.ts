import { observeConstruction } from '../../engine/index.ts';
import type { CodePlace } from '../../lens/index.ts';

const CELL_FRAME = /Cell In\[(\d+)\]:(\d+):(\d+)/;

/** Where layers were made: in TypeScript cells by the stack at that moment, in Python as it tells. */
export class Origins {
  readonly #places = new WeakMap<object, CodePlace | { readonly stack?: string }>();
  /** The layers that TypeScript cells have made since the last {@link takeMade}. */
  #made: object[] = [];

  /** Begins to notice what is made. */
  observe(): void {
    observeConstruction((layer) => {
      const trace: { readonly stack?: string } = {};
      // Only written out when somebody asks.
      Error.captureStackTrace(trace);
      this.#places.set(layer, trace);
      this.#made.push(layer);
    });
  }

  set(layer: object, place: CodePlace): void {
    this.#places.set(layer, place);
  }

  noteMade(layer: object): void {
    this.#made.push(layer);
  }

  /** What was made since this was called last. */
  takeMade(): readonly object[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }

  /** The place in a cell where `layer` was made; undefined where that was elsewhere. */
  of(layer: object): CodePlace | undefined {
    const known = this.#places.get(layer);
    if (known === undefined || 'line' in known) return known;
    const frame = CELL_FRAME.exec(known.stack ?? '');
    if (frame === null) return undefined;
    const [executionCount, line, column] = frame.slice(1).map(Number) as [number, number, number];
    const place = { executionCount, line, column: column - 1 };
    this.#places.set(layer, place);
    return place;
  }
}
