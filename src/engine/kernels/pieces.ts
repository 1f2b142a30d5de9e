import type { NumericArray } from '../dtype.ts';
import { currentNative } from '../memory/native.ts';

export const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What one call of a kernel goes through. */
const PIECE = 131072;

/** Arrays that are shorter are faster in TypeScript. */
const NATIVE_FROM = 4096;

/** Calls `visit` for the pieces that kernels go through an array of `length` in. */
export function forEachPiece(length: number, visit: (start: number, count: number, piece: number) => void): void {
  for (let start = 0, piece = 0; start < length; start += PIECE) visit(start, Math.min(PIECE, length - start), piece++);
}

/** How many pieces there are. */
export function pieceCount(length: number): number {
  return Math.ceil(length / PIECE);
}

/** Where kernels find `values`; undefined for other than float32, for few, and where they do not compute. */
export function nativeAddress(values: NumericArray): number | undefined {
  if (!(values instanceof Float32Array) || values.length < NATIVE_FROM) return undefined;
  return currentNative()?.heap.addressOf(values);
}
