/** Steps that are kept of a long series. */
const MAX_RECORDS = 48;

/**
 * Some of a series of steps, evenly spaced: when there are too many, every second is dropped, and from then on only every
 * second is taken.
 */
export class StepRecord<T> {
  readonly #records: { readonly step: number; readonly value: T }[] = [];
  #stride = 1;
  #next = 1;

  /** Whether the step numbered `step`, from 1, is to be recorded. */
  wants(step: number): boolean {
    return step >= this.#next;
  }

  add(step: number, value: T): void {
    this.#records.push({ step, value });
    // One is left for the last step, whether it is wanted or not.
    if (this.#records.length >= MAX_RECORDS) {
      this.#stride *= 2;
      const kept = this.#records.filter((_, i) => i % 2 === 0);
      this.#records.splice(0, Infinity, ...kept);
    }
    this.#next = this.#records.at(-1)!.step + this.#stride;
  }

  /** The records, and after them `last` if it comes later. */
  upTo(last?: { readonly step: number; readonly value: T }): readonly { readonly step: number; readonly value: T }[] {
    const isMissing = last !== undefined && last.step > (this.#records.at(-1)?.step ?? 0);
    return isMissing ? [...this.#records, last] : this.#records;
  }
}
