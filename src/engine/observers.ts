/** Functions that are told of something, each until its observation is ended. */
export class Observers<Arguments extends readonly unknown[]> {
  readonly #observers = new Set<(...args: Arguments) => void>();

  get isEmpty(): boolean {
    return this.#observers.size === 0;
  }

  /** Returns a function that ends the observation. */
  readonly add = (observer: (...args: Arguments) => void): (() => void) => {
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  };

  tell(...args: Arguments): void {
    for (const observer of this.#observers) observer(...args);
  }
}
