import { allocateResult, type DType, isHalf, type StorageArray } from './dtype.ts';
import { RuntimeError } from './errors.ts';
import { currentNative } from './memory/native.ts';
import { elementCount, formatShape, type Shape } from './shape.ts';

/**
 * The memory behind one or more tensors: views share it.
 *
 * Whoever needs the present values later (the lens keeps a layer's input until the cell ends) asks with
 * {@link onNextWrite} to be called before they change.
 */
export class Storage {
  readonly dtype: DType;
  readonly data: StorageArray;
  /** How often the values were changed: autograd refuses to compute with saved values that changed since. */
  version = 0;
  #isDisposed = false;
  /** One alone needs no set: most tensors have one at most. */
  #beforeWrite: (() => void) | Set<() => void> | undefined;

  constructor(dtype: DType, data: StorageArray) {
    this.dtype = dtype;
    this.data = data;
  }

  /** Zero-filled memory for a tensor of `shape`. Throws RuntimeError where the machine cannot give that much. */
  static allocate(dtype: DType, shape: Shape): Storage {
    const storage = Storage.unwritten(dtype, shape);
    storage.data.fill(0);
    return storage;
  }

  /** As {@link allocate}, with undefined contents: for what is written whole. */
  static unwritten(dtype: DType, shape: Shape): Storage {
    const invalid = shape.find((size) => size < 0 || !Number.isInteger(size));
    if (invalid !== undefined) {
      throw new RuntimeError(`Trying to create tensor with negative dimension ${invalid}: ${formatShape(shape)}`);
    }
    const data = isHalf(dtype) ? new Uint16Array(elementCount(shape)) : allocateResult(dtype, shape);
    return new Storage(dtype, data);
  }

  /** Calls `callback` once, before the first write from now on, unless {@link ignoreNextWrite} takes this back. */
  onNextWrite(callback: () => void): void {
    const present = this.#beforeWrite;
    if (present === undefined || present === callback) this.#beforeWrite = callback;
    else if (typeof present === 'function') this.#beforeWrite = new Set([present, callback]);
    else present.add(callback);
  }

  ignoreNextWrite(callback: () => void): void {
    const present = this.#beforeWrite;
    if (present === callback) this.#beforeWrite = undefined;
    else if (typeof present === 'object') present.delete(callback);
  }

  /** Keeps the memory as it is, though whoever made it gives it back, until {@link letGo} was called as often as this. */
  hold(): void {
    currentNative()?.heap.hold(this.data);
  }

  /** Ends a {@link hold}. */
  letGo(): void {
    if (!this.#isDisposed) currentNative()?.heap.letGo(this.data);
  }

  /** Gives the memory back for other tensors. Reading {@link data} throws RuntimeError from now on. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.willWrite();
    currentNative()?.heap.release(this.data);
    this.#isDisposed = true;
    // On this one object alone, so that reading costs nothing where nothing was disposed of.
    Object.defineProperty(this, 'data', { get: refuseDisposed });
  }

  /** To be called by every operation that is about to change {@link data} in place. */
  willWrite(): void {
    this.version++;
    const callbacks = this.#beforeWrite;
    if (callbacks === undefined) return;
    this.#beforeWrite = undefined;
    if (typeof callbacks === 'function') callbacks();
    else for (const callback of callbacks) callback();
  }
}

function refuseDisposed(): never {
  throw new RuntimeError(
    'this tensor was disposed of and its memory given back: use it before the block of its `using` declaration ends, or keep a clone()',
  );
}
