import { nn, Tensor } from '../../engine/index.ts';
import { isA } from './typescript/plainData.ts';

/** What cells of all languages can use. */
export type Shared = Tensor | nn.Module;

export function isShared(value: unknown): value is Shared {
  return isA(value, Tensor) || isA(value, nn.Module);
}

/** A language's names, as far as they are bound to tensors and modules. */
export interface NameSpace {
  /** Undefined while the language has not run yet. */
  exported(): ReadonlyMap<string, Shared> | undefined;
  bind(name: string, value: Shared): void;
}

/** Keeps the names of several languages alike: the latest binding of a name counts. */
export class SharedNames {
  readonly #spaces: readonly NameSpace[];
  /** What each name was bound to when it was last looked at. */
  readonly #bound = new Map<string, Shared>();

  constructor(spaces: readonly NameSpace[]) {
    this.#spaces = spaces;
  }

  /** Hands what has been bound anew in one language to the others. */
  spread(): void {
    for (const space of this.#spaces) {
      for (const [name, value] of space.exported() ?? []) {
        if (this.#bound.get(name) === value) continue;
        this.#bound.set(name, value);
        for (const other of this.#spaces) if (other !== space) other.bind(name, value);
      }
    }
  }
}
