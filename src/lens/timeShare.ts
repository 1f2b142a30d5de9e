/** A share of the time that passes from now on, for work that is done beside a program. */
export class TimeShare {
  readonly #share: number;
  readonly #start = performance.now();
  #spent = 0;

  /** `share`: for example 0.02. */
  constructor(share: number) {
    this.#share = share;
  }

  /** Whether there is time left of it at `now`. */
  isThere(now: number): boolean {
    return this.#spent <= this.#share * (now - this.#start);
  }

  add(milliseconds: number): void {
    this.#spent += milliseconds;
  }
}
