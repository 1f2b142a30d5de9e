import type { NumericArray } from '../dtype.ts';

/** Up to this size an array lies in JavaScript's own heap, and costs next to nothing. */
const IN_HEAP_BYTES = 64;
/** From this size on the host's allocation is a small part of what is done with the array. */
const LARGE_BYTES = 2048;
/** What is cut into small arrays: not more, for one of them keeps all of it alive. */
const CHUNK_BYTES = 8192;
/** Arrays start at multiples of this. */
const ALIGNMENT = 8;

interface ArrayClass<T extends NumericArray> {
  new (length: number): T;
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

let chunk = new ArrayBuffer(CHUNK_BYTES);
let used = 0;

/**
 * An array of `length` zeros. Arrays of between 64 bytes and 2 KB are cut from a common chunk: that takes a tenth of the
 * time that JavaScript takes to allocate one. Throws RangeError beyond the memory.
 */
export function newArray<T extends NumericArray>(arrayClass: ArrayClass<T>, length: number): T {
  const bytes = length * arrayClass.BYTES_PER_ELEMENT;
  if (!(bytes > IN_HEAP_BYTES && bytes < LARGE_BYTES)) return new arrayClass(length);
  if (used + bytes > CHUNK_BYTES) {
    chunk = new ArrayBuffer(CHUNK_BYTES);
    used = 0;
  }
  const array = new arrayClass(chunk, used, length);
  used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  return array;
}

/** `compute` of every number of `values`, in float64. */
export function mapFloat64(values: ArrayLike<number>, compute: (value: number, index: number) => number): Float64Array {
  const result = newFloat64(values.length);
  for (let i = 0; i < result.length; i++) result[i] = compute(values[i]!, i);
  return result;
}

/** `length` zeros in float64. */
export function newFloat64(length: number): Float64Array {
  return newArray(Float64Array, length);
}
