import type { NumericArray } from '../dtype.ts';
import type { StridedElements } from '../elements.ts';

/** `target[i] = compute(source[i])`. */
export function mapUnary(compute: (x: number) => number, source: NumericArray, target: NumericArray): void {
  for (let i = 0; i < target.length; i++) target[i] = compute(source[i]!);
}

/** `target = compute(a, b)` over `shape`, row by row; `target` is contiguous. */
export function mapBinary(
  compute: (a: number, b: number) => number,
  a: StridedElements,
  b: StridedElements,
  shape: readonly number[],
  target: NumericArray,
): void {
  const rank = shape.length;
  const inner = rank === 0 ? 1 : shape[rank - 1]!;
  const stepA = a.strides[rank - 1] ?? 0;
  const stepB = b.strides[rank - 1] ?? 0;
  const position = new Array<number>(Math.max(rank - 1, 0)).fill(0);
  let { offset: startA } = a;
  let { offset: startB } = b;
  for (let row = 0; row < target.length; row += inner) {
    for (let i = 0; i < inner; i++) {
      target[row + i] = compute(a.data[startA + i * stepA]!, b.data[startB + i * stepB]!);
    }
    for (let dim = rank - 2; dim >= 0; dim--) {
      startA += a.strides[dim]!;
      startB += b.strides[dim]!;
      if (++position[dim]! < shape[dim]!) break;
      startA -= a.strides[dim]! * shape[dim]!;
      startB -= b.strides[dim]! * shape[dim]!;
      position[dim] = 0;
    }
  }
}
