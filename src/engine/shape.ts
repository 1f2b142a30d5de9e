import { IndexError, RuntimeError } from './errors.ts';

export type Shape = readonly number[];

export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Row-major strides, in elements. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    strides[dim] = stride;
    stride *= Math.max(shape[dim]!, 1);
  }
  return strides;
}

/** Whether `strides` walk `shape` in row-major order without gaps; dimensions of size 1 do not matter. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    if (shape[dim] === 1) continue;
    if (strides[dim] !== expected) return elementCount(shape) === 0;
    expected *= shape[dim]!;
  }
  return true;
}

/**
 * A dimension counted from the front, where `dim` may count from the end (-1 is the last).
 * Throws IndexError outside of `[-rank, rank - 1]`.
 */
export function normalizeDim(dim: number, rank: number): number {
  const range = Math.max(rank, 1);
  if (!Number.isInteger(dim) || dim < -range || dim >= range) {
    throw new IndexError(
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
    );
  }
  return dim < 0 ? dim + range : dim;
}

/** The dimensions that an operation reduces: all of them for `undefined` or an empty list, as in PyTorch. */
export function normalizeDims(dims: number | readonly number[] | undefined, rank: number): number[] {
  const list = dims === undefined ? [] : typeof dims === 'number' ? [dims] : dims;
  if (list.length === 0) return Array.from({ length: rank }, (_, dim) => dim);
  const normalized = list.map((dim) => normalizeDim(dim, rank));
  const repeated = normalized.find((dim, index) => normalized.indexOf(dim) !== index);
  if (repeated !== undefined) throw new RuntimeError(`dim ${repeated} appears multiple times in the list of dims`);
  return normalized.filter((dim) => dim < rank);
}

/** The shape that `a` and `b` broadcast to (https://docs.pytorch.org/docs/stable/notes/broadcasting.html). */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let dim = rank - 1; dim >= 0; dim--) {
    const sizeA = a[dim - rank + a.length] ?? 1;
    const sizeB = b[dim - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new RuntimeError(
        `The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton dimension ${dim}`,
      );
    }
    shape[dim] = sizeA === 1 ? sizeB : sizeA;
  }
  return shape;
}

/** `shape` with its one -1 replaced by the size that keeps `count` elements. Throws RuntimeError where none does. */
export function inferShape(shape: Shape, count: number): number[] {
  const unknown = shape.indexOf(-1);
  if (unknown >= 0 && shape.lastIndexOf(-1) !== unknown) throw new RuntimeError('only one dimension can be inferred');
  const negative = shape.find((size) => size < -1 || !Number.isInteger(size));
  if (negative !== undefined) throw new RuntimeError(`invalid shape dimension ${negative}`);
  const known = elementCount(shape.filter((size) => size !== -1));
  const invalid = (): RuntimeError =>
    new RuntimeError(`shape '${formatShape(shape)}' is invalid for input of size ${count}`);
  if (unknown < 0) {
    if (known !== count) throw invalid();
    return [...shape];
  }
  if (known === 0) {
    throw new RuntimeError(
      `cannot reshape tensor of 0 elements into shape ${formatShape(shape)} because the unspecified dimension size -1 can be any value and is ambiguous`,
    );
  }
  if (count % known !== 0) throw invalid();
  return shape.map((size) => (size === -1 ? count / known : size));
}

/** `[2, 3]`, as PyTorch writes a list of sizes. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
