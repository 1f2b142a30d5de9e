import { nn, observeConstruction, type Tensor } from '../../engine/index.ts';
import type { CodePlace } from '../../lens/index.ts';

/** A place in a cell, and the class whose constructor it is in, if it is one. */
const CELL_FRAME = /at (?:new ([\w$]+) )?.*?Cell In\[(\d+)\]:(\d+):(\d+)/g;

/** Where a layer was made, and its class. */
export interface MadeAt {
  readonly place: CodePlace;
  readonly className: string;
}

/** When so many modules were made, those that are gone are forgotten. */
const SWEEP_EVERY = 4096;

/** The names of a layer's class and of those that it extends. */
function classesOf(layer: object): ReadonlySet<string> {
  const names = new Set<string>();
  for (let type = layer.constructor; type.name !== ''; type = Object.getPrototypeOf(type) as typeof type) {
    names.add(type.name);
  }
  return names;
}

/** Where layers were made: in TypeScript cells by the stack at that moment, in Python as it tells. */
export class Origins {
  readonly #places = new WeakMap<object, CodePlace | { readonly stack?: string }>();
  /** The layers that TypeScript cells have made since the last {@link takeMade}. */
  #made: WeakRef<object>[] = [];

  /** The modules of TypeScript that there are. */
  #modules: WeakRef<nn.Module>[] = [];
  /** Where Python's cells made the module that learns a parameter. */
  placeInPython: (parameter: Tensor) => MadeAt | undefined = () => undefined;

  /** Begins to notice what is made. */
  observe(): void {
    observeConstruction((layer) => {
      const trace: { readonly stack?: string } = {};
      // Only written out when somebody asks.
      Error.captureStackTrace(trace);
      this.#places.set(layer, trace);
      this.#made.push(new WeakRef(layer));
      if (!(layer instanceof nn.Module)) return;
      if (this.#modules.push(new WeakRef(layer)) % SWEEP_EVERY !== 0) return;
      this.#made = this.#made.filter((reference) => reference.deref() !== undefined);
      this.#modules = this.#modules.filter((reference) => reference.deref() !== undefined);
    });
  }

  /** Where the module that learns `parameter` was made. */
  ofOwner(parameter: Tensor): MadeAt | undefined {
    for (const reference of this.#modules) {
      const module = reference.deref();
      if (module === undefined || !Object.values(module).includes(parameter)) continue;
      // Modules of Python's that TypeScript cells know were made elsewhere.
      const place = this.of(module);
      if (place !== undefined) return { place, className: module.constructor.name };
    }
    return this.placeInPython(parameter);
  }

  set(layer: object, place: CodePlace): void {
    this.#places.set(layer, place);
  }

  noteMade(layer: object): void {
    this.#made.push(new WeakRef(layer));
  }

  /** What was made since this was called last, and is still there. */
  takeMade(): Iterable<object> {
    const made = this.#made.map((reference) => reference.deref());
    this.#made = [];
    return new Set(made.filter((layer) => layer !== undefined));
  }

  /** The place in a cell where `layer` was made; undefined where that was elsewhere. */
  of(layer: object): CodePlace | undefined {
    const known = this.#places.get(layer);
    if (known === undefined || 'line' in known) return known;
    const own = classesOf(layer);
    // A layer's own constructor is where its class is written, not where it was made.
    const frame = [...(known.stack ?? '').matchAll(CELL_FRAME)].find(
      ([, constructed]) => constructed === undefined || !own.has(constructed),
    );
    if (frame === undefined) return undefined;
    const [executionCount, line, column] = frame.slice(2).map(Number) as [number, number, number];
    const place = { executionCount, line, column: column - 1 };
    this.#places.set(layer, place);
    return place;
  }
}
