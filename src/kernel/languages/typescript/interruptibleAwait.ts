/** What `await` goes through in a cell, so that a cell that waits can be stopped. */
export interface InterruptibleAwait {
  (value: unknown): Promise<unknown>;
  /** For `for await`: the items of `iterable`, each waited for interruptibly. */
  each(iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown>;
}

/** The awaits that have not been passed yet, to be rejected together. */
export class PendingAwaits {
  readonly #reject = new Set<(reason: Error) => void>();

  readonly await: InterruptibleAwait = Object.assign((value: unknown) => this.#race(value), {
    each: (iterable: AsyncIterable<unknown> | Iterable<unknown>) => this.#each(iterable),
  });

  /** Makes every pending await throw `reason`. */
  rejectAll(reason: Error): void {
    const pending = [...this.#reject];
    this.#reject.clear();
    for (const reject of pending) reject(reason);
  }

  #race(value: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#reject.add(reject);
      Promise.resolve(value)
        .finally(() => this.#reject.delete(reject))
        .then(resolve, reject);
    });
  }

  async *#each(iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown> {
    const items = Object(iterable) as AsyncIterable<unknown> | Iterable<unknown>;
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    try {
      for (;;) {
        const step = (await this.#race(iterator.next())) as IteratorResult<unknown>;
        if (step.done === true) return;
        yield await this.#race(step.value);
      }
    } finally {
      void iterator.return?.();
    }
  }
}
