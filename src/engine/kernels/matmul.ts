import type { NumericArray } from '../dtype.ts';

/** `target = left · right` for contiguous matrices of rows×inner and inner×columns. Sums run in float64. */
export function multiplyMatrices(
  left: NumericArray,
  right: NumericArray,
  target: NumericArray,
  size: { readonly rows: number; readonly inner: number; readonly columns: number },
): void {
  const { rows, inner, columns } = size;
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = left[row * inner + k]!;
      const start = k * columns;
      for (let column = 0; column < columns; column++) sums[column]! += factor * right[start + column]!;
    }
    target.set(sums, row * columns);
  }
}
