/** Beyond so many bytes only rows that come into sight are measured. */
const READ_AHEAD_BYTES = 2 ** 31;

/** Has rows measured one after the other: first those in sight, in their order, then the others. */
export class Measuring<Row> {
  readonly #measure: (row: Row) => Promise<void>;
  readonly #bytesOf: (row: Row) => number;
  readonly #waiting: Set<Row>;
  readonly #near = new Set<Row>();
  readonly count: number;
  #read = 0;
  #isRunning = false;
  #isOver = false;

  /** `measure` never rejects. */
  constructor(rows: readonly Row[], measure: (row: Row) => Promise<void>, bytesOf: (row: Row) => number) {
    this.#waiting = new Set(rows);
    this.count = rows.length;
    this.#measure = measure;
    this.#bytesOf = bytesOf;
  }

  /** How many rows have been measured. */
  get done(): number {
    return this.count - this.#waiting.size;
  }

  /** A row has come into sight, or gone. */
  setNear(row: Row, isNear: boolean): void {
    if (isNear) this.#near.add(row);
    else this.#near.delete(row);
    void this.run();
  }

  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let row = this.#next(); row !== undefined && !this.#isOver; row = this.#next()) {
      this.#waiting.delete(row);
      this.#read += this.#bytesOf(row);
      await this.#measure(row);
    }
    this.#isRunning = false;
  }

  stop(): void {
    this.#isOver = true;
  }

  #next(): Row | undefined {
    for (const row of this.#waiting) if (this.#near.has(row)) return row;
    const [first] = this.#waiting;
    return this.#read < READ_AHEAD_BYTES ? first : undefined;
  }
}
