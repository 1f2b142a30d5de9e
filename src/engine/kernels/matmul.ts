import type { NumericArray } from '../dtype.ts';
import { type AddCall, KERNEL } from '../memory/calls.ts';
import { newFloat64 } from '../memory/small.ts';
import { currentNative } from '../memory/native.ts';

/** A matrix in an array: where it starts, and how far apart neighbours along its dimensions are. */
export interface Matrix {
  readonly data: NumericArray;
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

export interface ProductSize {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** From this many products on the kernel is faster. */
const NATIVE_FROM = 4096;

/** A matrix of `columns` columns in row-major order. */
export function rowMajor(data: NumericArray, start: number, columns: number): Matrix {
  return { data, start, rowStride: columns, columnStride: 1 };
}

/** The same elements with rows for columns. */
export function transposedMatrix({ data, start, rowStride, columnStride }: Matrix): Matrix {
  return { data, start, rowStride: columnStride, columnStride: rowStride };
}

/** `target = left · right`, or added to it; the target is row-major. float32 by the kernel, in blocks of float32. */
export function multiplyMatrices(
  left: Matrix,
  right: Matrix,
  target: Matrix,
  size: ProductSize,
  accumulate = false,
): void {
  if (multiplyNatively(left, right, target, size, accumulate)) return;
  multiplyMatricesReference(left, right, target, size, accumulate);
}

/** {@link multiplyMatrices} in TypeScript. Sums run in float64. */
export function multiplyMatricesReference(
  left: Matrix,
  right: Matrix,
  target: Matrix,
  { rows, inner, columns }: ProductSize,
  accumulate = false,
): void {
  if (right.rowStride === 1 || columns === 1) {
    multiplyByDots(left, right, target, { rows, inner, columns }, accumulate);
    return;
  }
  const sums = newFloat64(columns);
  for (let row = 0; row < rows; row++) {
    const to = target.start + row * target.rowStride;
    for (let column = 0; column < columns; column++) sums[column] = accumulate ? target.data[to + column]! : 0;
    for (let k = 0; k < inner; k++) {
      const factor = left.data[left.start + row * left.rowStride + k * left.columnStride]!;
      const from = right.start + k * right.rowStride;
      for (let column = 0; column < columns; column++) {
        sums[column]! += factor * right.data[from + column * right.columnStride]!;
      }
    }
    for (let column = 0; column < columns; column++) target.data[to + column] = sums[column]!;
  }
}

/** As in `assembly/matmul.ts`. */
const INNER_BLOCK = 256;
export const TILE_ROWS = 6;
const TILE_COLUMNS = 8;
/** Rows that one call multiplies, at most. */
const MOST_ROWS = 96;
/** A product is divided into about this many calls where it has the rows. */
const PARTS = 8;
/** Right matrices are packed in blocks of at most so many rows and columns: 16 MB. */
const PACKED_BLOCK = 2048;

const roundedUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** {@link multiplyMatricesReference} for a right matrix whose columns lie in memory as they are. */
function multiplyByDots(
  left: Matrix,
  right: Matrix,
  target: Matrix,
  { rows, inner, columns }: ProductSize,
  accumulate: boolean,
): void {
  const [a, b, c] = [left.data, right.data, target.data];
  const [aStep, bStep] = [left.columnStride, right.rowStride];
  for (let row = 0; row < rows; row++) {
    const rowStart = left.start + row * left.rowStride;
    for (let column = 0; column < columns; column++) {
      const to = target.start + row * target.rowStride + column;
      let sum = accumulate ? c[to]! : 0;
      let at = right.start + column * right.columnStride;
      for (let k = 0, from = rowStart; k < inner; k++, from += aStep, at += bStep) sum += a[from]! * b[at]!;
      c[to] = sum;
    }
  }
}

function multiplyNatively(
  left: Matrix,
  right: Matrix,
  target: Matrix,
  { rows, inner, columns }: ProductSize,
  accumulate: boolean,
): boolean {
  const native = currentNative();
  if (native === undefined || rows * inner * columns < NATIVE_FROM) return false;
  if (![left, right, target].every(({ data }) => data instanceof Float32Array)) return false;
  const { heap, calls } = native;
  const [leftData, rightData] = [heap.place(left.data), heap.place(right.data)];
  const mostInner = Math.min(inner, PACKED_BLOCK);
  const mostColumns = Math.min(roundedUp(columns, TILE_COLUMNS), PACKED_BLOCK);
  const packed = heap.allocate(Float32Array, mostInner * mostColumns);
  const addresses = heap.addressesOf(leftData, rightData, target.data, packed);
  if (addresses === undefined) return false;
  const [a, b, c, p] = addresses;
  const rowsAtOnce = Math.min(MOST_ROWS, roundedUp(Math.ceil(rows / PARTS), TILE_ROWS));
  for (let column = 0; column < columns; column += PACKED_BLOCK) {
    const width = Math.min(PACKED_BLOCK, columns - column);
    for (let k = 0; k < inner; k += PACKED_BLOCK) {
      const depth = Math.min(PACKED_BLOCK, inner - k);
      const rightAt = b + (right.start + k * right.rowStride + column * right.columnStride) * BYTES;
      calls.run(depth * width, (add) => {
        const strides = { outerStride: right.columnStride, innerStride: right.rowStride };
        addCallsThatPack(add, { at: rightAt, ...strides }, { outer: width, inner: depth }, TILE_COLUMNS, p);
      });
      calls.run((rows * depth * width) / FLOPS_PER_ELEMENT, (add) => {
        for (let row = 0; row < rows; row += rowsAtOnce) {
          const leftAt = a + (left.start + row * left.rowStride + k * left.columnStride) * BYTES;
          const to = c + (target.start + row * target.rowStride + column) * BYTES;
          const height = Math.min(rowsAtOnce, rows - row);
          const adds = Number(accumulate || k > 0);
          add(
            KERNEL.multiplyBlock,
            ...[leftAt, left.rowStride, left.columnStride, p, to, target.rowStride, height, depth, width, adds],
          );
        }
      });
    }
  }
  heap.release(packed!);
  if (leftData !== left.data) heap.release(leftData!);
  if (rightData !== right.data) heap.release(rightData!);
  return true;
}

/** About how many multiplications take the time of touching an element. */
const FLOPS_PER_ELEMENT = 8;

/** How many rows or columns one call packs: a multiple of both of the tile's. */
const PACKED_AT_ONCE = 240;

/**
 * Adds calls that pack a matrix at address `at` into panels of `height`: for each block of the inner dimension, panels of
 * neighbouring rows of a left matrix (of a right one: columns).
 */
export function addCallsThatPack(
  add: AddCall,
  { at, outerStride, innerStride }: { readonly at: number; readonly outerStride: number; readonly innerStride: number },
  { outer, inner }: { readonly outer: number; readonly inner: number },
  height: number,
  target: number,
): void {
  const padded = roundedUp(outer, height);
  for (let k = 0; k < inner; k += INNER_BLOCK) {
    const depth = Math.min(INNER_BLOCK, inner - k);
    for (let first = 0; first < outer; first += PACKED_AT_ONCE) {
      const from = at + (k * innerStride + first * outerStride) * BYTES;
      const to = target + (k * padded + first * depth) * BYTES;
      const count = Math.min(PACKED_AT_ONCE, outer - first);
      add(KERNEL.packPanels, from, outerStride, innerStride, count, depth, height, to);
    }
  }
}
