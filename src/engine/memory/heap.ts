import type { NumericArray, StorageArray } from '../dtype.ts';
import { Extents } from './extents.ts';

const PAGE_BYTES = 65536;
/** The heap grows by at least this much, so that growing is rare. */
const GROWTH_BYTES = 64 * 2 ** 20;
/** Blocks start at cache lines. */
const ALIGNMENT = 64;
/** Smaller blocks are given out again as they are; larger ones are split and merged. */
const LARGE_BYTES = 2 ** 20;
/** After so many bytes the heap looks for blocks that nothing refers to any more, which takes about 10 ms. */
const SWEEP_AFTER_BYTES = 320 * 2 ** 20;

/** After so many blocks that were released the list of living ones is cleared of them. */
const MOST_RELEASED = 1024;

/** Room for the results of one kernel call. */
const SCRATCH_BYTES = 65536;

/** What the heap knows of a stretch that it gave out. */
interface Stretch {
  readonly address: number;
  readonly bytes: number;
  /** Whether it was given back before its arrays were gone. */
  released: boolean;
  /** How many hold it, so that it is not given out again though it was given back. */
  holders: number;
}

/** Whether a stretch is free, or somebody else's by now. */
function isGone({ released, holders }: Stretch): boolean {
  return released && holders === 0;
}

/** Stands for a stretch in the arrays that show it: the stretch is free again once they all are gone, and this with them. */
class Block {
  readonly stretch: Stretch;

  constructor(stretch: Stretch) {
    this.stretch = stretch;
  }
}

interface LivingStretch {
  readonly stretch: Stretch;
  readonly reference: WeakRef<Block>;
}

/** Holds a block alive as long as the array that shows it. */
const BLOCK = Symbol('block');

type HeapArray = NumericArray & { [BLOCK]?: Block };

type ArrayClass = new (buffer: SharedArrayBuffer, address: number, length: number) => NumericArray;

/**
 * Collects garbage at once, also in the midst of a synchronous loop, so that weak references to what cannot be reached
 * are empty afterwards. Only the host can do that; without it memory is free again some time after a job has ended.
 */
export type CollectGarbage = () => void;

/**
 * Memory that WebAssembly kernels see, given out in blocks. Blocks whose arrays are gone are given out again: their pages
 * are in place already, and touching new ones costs more than computing
 * (first touch of fresh pages runs at about a tenth of the speed of memory).
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly #collectGarbage: CollectGarbage | undefined;
  /** Every buffer that the memory had: growing makes a new one over the same bytes. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #used: number;
  #living: LivingStretch[] = [];
  /** Addresses of small free blocks by their size. */
  readonly #free = new Map<number, number[]>();
  readonly #extents = new Extents();
  #sinceSweep = 0;
  /** How many of {@link #living} were released. */
  #releasedCount = 0;
  #livingBytes = 0;

  readonly #scratchStart: number;
  readonly #beforeReuse: () => void;

  /**
   * `reserved`: bytes at the start of the memory that belong to the kernels themselves; `beforeReuse`: called before
   * memory is given out, to make sure that nobody computes in it any more.
   */
  constructor(
    memory: WebAssembly.Memory,
    reserved: number,
    collectGarbage: CollectGarbage | undefined,
    beforeReuse: () => void,
  ) {
    this.memory = memory;
    this.#beforeReuse = beforeReuse;
    this.#scratchStart = reserved;
    this.#used = reserved + SCRATCH_BYTES;
    this.#collectGarbage = collectGarbage;
    this.#buffers.add(memory.buffer);
  }

  /** Whether all memory that nothing refers to is found when it is needed. */
  get collectsGarbage(): boolean {
    return this.#collectGarbage !== undefined;
  }

  /** An array of `length` elements whose contents are undefined; undefined where the memory is full. */
  allocate(arrayClass: ArrayClass & { readonly BYTES_PER_ELEMENT: number }, length: number): NumericArray | undefined {
    this.#beforeReuse();
    const bytes = blockSize(length * arrayClass.BYTES_PER_ELEMENT);
    if (this.#sinceSweep > Math.max(SWEEP_AFTER_BYTES, this.#livingBytes)) this.#sweep();
    const address = this.#take(bytes) ?? this.#takeAfterSweep(bytes);
    if (address === undefined) return undefined;
    const stretch: Stretch = { address, bytes, released: false, holders: 0 };
    const block = new Block(stretch);
    this.#living.push({ stretch, reference: new WeakRef(block) });
    this.#sinceSweep += bytes;
    const array: HeapArray = new arrayClass(this.memory.buffer, address, length);
    array[BLOCK] = block;
    return array;
  }

  /** Takes an array back at once that nothing will read again: the working memory of one computation. */
  release(array: StorageArray): void {
    const stretch = (array as HeapArray)[BLOCK]?.stretch;
    if (stretch === undefined || stretch.released) return;
    stretch.released = true;
    if (stretch.holders === 0) this.#reclaim(stretch);
  }

  /** Keeps an array as it is, though somebody {@link release}s it, until {@link letGo} was called as often as this. */
  hold(array: StorageArray): void {
    const stretch = (array as HeapArray)[BLOCK]?.stretch;
    if (stretch !== undefined && !isGone(stretch)) stretch.holders++;
  }

  /** Ends a {@link hold}. */
  letGo(array: StorageArray): void {
    const stretch = (array as HeapArray)[BLOCK]?.stretch;
    if (stretch === undefined || stretch.holders === 0) return;
    stretch.holders--;
    if (isGone(stretch)) this.#reclaim(stretch);
  }

  #reclaim(stretch: Stretch): void {
    this.#sinceSweep -= stretch.bytes;
    this.#giveBack(stretch);
    if (++this.#releasedCount > MOST_RELEASED) {
      this.#living = this.#living.filter((living) => !isGone(living.stretch));
      this.#releasedCount = 0;
    }
  }

  /**
   * `values` themselves where kernels see them, else a copy that they see; undefined for other than float32, or where
   * the memory is full. Ask for addresses after all that a kernel call needs is placed: placing may reuse memory that
   * only an address refers to.
   */
  place(values: NumericArray): NumericArray | undefined {
    if (!(values instanceof Float32Array)) return undefined;
    if (this.addressOf(values) !== undefined) return values;
    const copy = this.allocate(Float32Array, values.length);
    copy?.set(values);
    return copy;
  }

  /** Float64 for what one kernel call leaves for its caller to read at once. */
  scratch(length: number): Float64Array {
    const fits = length * Float64Array.BYTES_PER_ELEMENT <= SCRATCH_BYTES;
    if (fits) return new Float64Array(this.memory.buffer, this.#scratchStart, length);
    return (this.allocate(Float64Array, length) ?? new Float64Array(length)) as Float64Array;
  }

  /** Where kernels find `array`; undefined for one outside of this heap. */
  addressOf(array: NumericArray): number | undefined {
    return this.#buffers.has(array.buffer) ? array.byteOffset : undefined;
  }

  /** Where kernels find each of `arrays`; undefined where one is missing or outside of this heap. */
  addressesOf<const Arrays extends readonly (NumericArray | undefined)[]>(
    ...arrays: Arrays
  ): { readonly [Index in keyof Arrays]: number } | undefined {
    const addresses = arrays.map((array) => array && this.addressOf(array));
    return addresses.includes(undefined)
      ? undefined
      : (addresses as unknown as { readonly [Index in keyof Arrays]: number });
  }

  #take(bytes: number): number | undefined {
    const free = bytes < LARGE_BYTES ? this.#free.get(bytes)?.pop() : this.#extents.take(bytes);
    return free ?? this.#extend(bytes);
  }

  #takeAfterSweep(bytes: number): number | undefined {
    this.#sweep();
    return this.#take(bytes);
  }

  #giveBack({ address, bytes }: Stretch): void {
    if (bytes >= LARGE_BYTES) {
      this.#extents.add(address, bytes);
      return;
    }
    const free = this.#free.get(bytes) ?? [];
    free.push(address);
    this.#free.set(bytes, free);
  }

  #extend(bytes: number): number | undefined {
    const address = this.#used;
    const end = address + bytes;
    const available = this.memory.buffer.byteLength;
    if (end > available && !this.#grow(Math.max(end - available, GROWTH_BYTES)) && !this.#grow(end - available)) {
      return undefined;
    }
    this.#used = end;
    return address;
  }

  #grow(bytes: number): boolean {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    try {
      this.memory.grow(pages);
    } catch {
      return false;
    }
    this.#buffers.add(this.memory.buffer);
    return true;
  }

  #sweep(): void {
    this.#collectGarbage?.();
    const living: LivingStretch[] = [];
    const dead: Stretch[] = [];
    for (const entry of this.#living) {
      if (isGone(entry.stretch)) continue;
      if (entry.reference.deref() === undefined) dead.push(entry.stretch);
      else living.push(entry);
    }
    // First: a program that is stopped from outside in the midst of this may lose free blocks, but gives none out twice.
    this.#living = living;
    this.#livingBytes = living.reduce((total, { stretch }) => total + stretch.bytes, 0);
    this.#sinceSweep = 0;
    this.#releasedCount = 0;
    for (const stretch of dead) this.#giveBack(stretch);
  }
}

/** Sizes are rounded up to an eighth of their power of two, so that blocks fit tensors of nearly the same size. */
function blockSize(bytes: number): number {
  const step = Math.max(ALIGNMENT, 2 ** (Math.floor(Math.log2(Math.max(bytes, 1))) - 3));
  return Math.ceil(Math.max(bytes, 1) / step) * step;
}

/** A part of `array` that keeps its block alive. */
export function windowOf(array: NumericArray, start: number, end: number): NumericArray {
  const part: HeapArray = array.subarray(start, end);
  const block = (array as HeapArray)[BLOCK];
  if (block !== undefined) part[BLOCK] = block;
  return part;
}
