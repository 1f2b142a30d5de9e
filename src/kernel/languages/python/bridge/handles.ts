/** So many handles are given out in a round. */
const ROUND = 256;

/** Values that Python holds by numbers, their handles. */
export class Handles<Value extends object> {
  readonly #what: string;
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];
  #leftOfRound = ROUND;
  /** Called at the end of each round: has Python release what it no longer needs. */
  onRound: () => void = () => undefined;

  /** `what`: what the values are called in errors, "tensor". */
  constructor(what: string) {
    this.#what = what;
  }

  /** How many values Python holds. */
  get size(): number {
    return this.#values.length - this.#free.length;
  }

  /** Keeps `value` until its handle is released. Returns the handle. */
  put(value: Value): number {
    if (--this.#leftOfRound === 0) this.#endRound();
    const handle = this.#free.pop();
    if (handle === undefined) return this.#values.push(value) - 1;
    this.#values[handle] = value;
    return handle;
  }

  /** The value behind a handle. Throws TypeError for a number that is none. */
  get(handle: number): Value {
    const value = this.#values[handle];
    if (value === undefined) throw new TypeError(`${handle} is no ${this.#what}'s handle`);
    return value;
  }

  /** The handle that was given for `value`, undefined where there is none. */
  find(value: Value): number | undefined {
    const handle = this.#values.indexOf(value);
    return handle < 0 ? undefined : handle;
  }

  release(handles: Iterable<number>): void {
    for (const handle of handles) {
      if (this.#values[handle] === undefined) continue;
      this.#values[handle] = undefined;
      this.#free.push(handle);
    }
  }

  #endRound(): void {
    this.#leftOfRound = ROUND;
    this.onRound();
  }
}
