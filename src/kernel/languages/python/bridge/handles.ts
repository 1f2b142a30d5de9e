import type { Tensor } from '../../../../engine/index.ts';

/** The tensors that Python holds, by the numbers that it holds them by. */
export class Handles {
  readonly #tensors: (Tensor | undefined)[] = [];
  readonly #free: number[] = [];

  /** How many tensors Python holds. */
  get size(): number {
    return this.#tensors.length - this.#free.length;
  }

  /** Keeps `tensor` until its handle is released. Returns the handle. */
  put(tensor: Tensor): number {
    const handle = this.#free.pop();
    if (handle === undefined) return this.#tensors.push(tensor) - 1;
    this.#tensors[handle] = tensor;
    return handle;
  }

  /** The tensor behind a handle. Throws TypeError for a number that is none. */
  get(handle: number): Tensor {
    const tensor = this.#tensors[handle];
    if (tensor === undefined) throw new TypeError(`${handle} is no tensor's handle`);
    return tensor;
  }

  release(handles: Iterable<number>): void {
    for (const handle of handles) {
      if (this.#tensors[handle] === undefined) continue;
      this.#tensors[handle] = undefined;
      this.#free.push(handle);
    }
  }

  clear(): void {
    this.#tensors.length = 0;
    this.#free.length = 0;
  }
}
