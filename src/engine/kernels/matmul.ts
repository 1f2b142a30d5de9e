import type { NumericArray } from '../dtype.ts';
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
  const sums = new Float64Array(columns);
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
    target.data.set(sums, to);
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
  const { heap, kernels } = native;
  const [leftData, rightData] = [heap.place(left.data), heap.place(right.data)];
  const c = target.data instanceof Float32Array ? heap.addressOf(target.data) : undefined;
  const a = leftData && heap.addressOf(leftData);
  const b = rightData && heap.addressOf(rightData);
  if (a === undefined || b === undefined || c === undefined) return false;
  kernels.matmul(
    a + left.start * BYTES,
    left.rowStride,
    left.columnStride,
    b + right.start * BYTES,
    right.rowStride,
    right.columnStride,
    c + target.start * BYTES,
    target.rowStride,
    rows,
    inner,
    columns,
    Number(accumulate),
    native.workspace,
  );
  if (leftData !== left.data) heap.release(leftData!);
  if (rightData !== right.data) heap.release(rightData!);
  return true;
}
