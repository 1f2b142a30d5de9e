import { type Range, union } from '../../charts/curves.ts';

/** Keeps axes from moving while something is dragged: they only grow, until it is let go. */
export class AxisHold {
  readonly #held = new Map<string, Range>();

  /** `range`, with all that the axis called `name` has shown since it was let go. */
  including(name: string, range: Range): Range {
    const held = this.#held.get(name);
    const grown = held === undefined ? range : union([held, range]);
    this.#held.set(name, grown);
    return grown;
  }

  release(): void {
    this.#held.clear();
  }
}
