import type { NumericArray } from '../dtype.ts';
import type { StridedElements } from '../elements.ts';
import { KERNEL } from '../memory/calls.ts';
import { elementCount, isContiguous } from '../shape.ts';
import { currentNative, type Native } from '../memory/native.ts';

/** The operations on one element that kernels have, by their numbers in `assembly/unary.ts`. */
export const UNARY_KERNELS = {
  neg: 0,
  abs: 1,
  square: 2,
  sqrt: 3,
  rsqrt: 4,
  reciprocal: 5,
  relu: 6,
  exp: 7,
  log: 8,
  sigmoid: 9,
  tanh: 10,
  silu: 11,
} as const;

export interface UnaryComputation {
  readonly compute: (x: number) => number;
  /** The same in float32, where there is a kernel for it. */
  readonly kernel?: keyof typeof UNARY_KERNELS | undefined;
}

/** `target[i] = compute(source[i])`. */
export function mapUnary({ compute, kernel }: UnaryComputation, source: NumericArray, target: NumericArray): void {
  const native = kernel && source instanceof Float32Array ? currentNative() : undefined;
  const from = native?.heap.addressOf(source);
  const to = native?.heap.addressOf(target);
  if (native !== undefined && kernel !== undefined && from !== undefined && to !== undefined) {
    native.calls.run(target.length, (add) => {
      for (let start = 0; start < target.length; start += LONGEST_ROW) {
        const count = Math.min(LONGEST_ROW, target.length - start);
        add(KERNEL.unary, UNARY_KERNELS[kernel], from + start * BYTES, to + start * BYTES, count);
      }
    });
    return;
  }
  for (let i = 0; i < target.length; i++) target[i] = compute(source[i]!);
}

/** The operations that kernels have, by their numbers in `assembly/elementwise.ts`. `gate`: 0 where b ≤ 0, else a. */
export const BINARY_KERNELS = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
  gate: 6,
} as const;

export interface BinaryComputation {
  readonly compute: (a: number, b: number) => number;
  /** The same in float32, where there is a kernel for it. */
  readonly kernel?: keyof typeof BINARY_KERNELS | undefined;
}

/** Rows that are shorter are faster in TypeScript. */
const SHORTEST_ROW = 32;

/** `target = compute(a, b)` over `shape`, row by row; `target` is contiguous. */
export function mapBinary(
  { compute, kernel }: BinaryComputation,
  a: StridedElements,
  b: StridedElements,
  shape: readonly number[],
  target: NumericArray,
): void {
  const [wholeA, wholeB, rows] = merged(a, b, shape);
  if (kernel !== undefined && mapNatively(BINARY_KERNELS[kernel], wholeA, wholeB, rows, target)) return;
  forEachRow(wholeA, wholeB, rows, target.length, referenceRow(compute, wholeA, wholeB, rows, target));
}

/** Adds `row` to each row of `target`, in place. */
export function addToRows(target: NumericArray, row: NumericArray): void {
  const [columns, rows] = [row.length, target.length / row.length];
  if (columns >= SHORTEST_ROW && currentNative() !== undefined) {
    const sums = { data: target, offset: 0, strides: [columns, 1] };
    mapBinary(ADDITION, sums, { data: row, offset: 0, strides: [0, 1] }, [rows, columns], target);
    return;
  }
  for (let start = 0; start < target.length; start += columns) {
    for (let column = 0; column < columns; column++) target[start + column]! += row[column]!;
  }
}

const ADDITION: BinaryComputation = { compute: (a, b) => a + b, kernel: 'add' };

/** Neighbouring dimensions along which both operands go on evenly as one: rows get as long as they can. */
function merged(
  a: StridedElements,
  b: StridedElements,
  shape: readonly number[],
): [StridedElements, StridedElements, number[]] {
  if (isWhole(a, shape) && isWhole(b, shape)) {
    const flat = [1];
    return [{ ...a, strides: flat }, { ...b, strides: flat }, [elementCount(shape)]];
  }
  const [sizes, stridesA, stridesB]: [number[], number[], number[]] = [[], [], []];
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    const [size, strideA, strideB] = [shape[dim]!, a.strides[dim]!, b.strides[dim]!];
    if (size === 1) continue;
    const inner = sizes[0] ?? 1;
    const goesOn = strideA === stridesA[0]! * inner && strideB === stridesB[0]! * inner;
    if (sizes.length > 0 && goesOn) sizes[0] = inner * size;
    else {
      sizes.unshift(size);
      stridesA.unshift(strideA);
      stridesB.unshift(strideB);
    }
  }
  return [{ ...a, strides: stridesA }, { ...b, strides: stridesB }, sizes];
}

function isWhole({ strides }: StridedElements, shape: readonly number[]): boolean {
  return shape.length > 0 && isContiguous(shape, strides);
}

/** Computes the row of `target` that starts at `row`, from the elements at `startA` and `startB` on. */
type MapRow = (row: number, startA: number, startB: number) => void;

function forEachRow(
  a: StridedElements,
  b: StridedElements,
  shape: readonly number[],
  total: number,
  mapRow: MapRow,
): void {
  const rank = shape.length;
  const inner = rank === 0 ? 1 : shape[rank - 1]!;
  const position = new Array<number>(Math.max(rank - 1, 0)).fill(0);
  let { offset: startA } = a;
  let { offset: startB } = b;
  for (let row = 0; row < total; row += inner) {
    mapRow(row, startA, startB);
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

function referenceRow(
  compute: (a: number, b: number) => number,
  a: StridedElements,
  b: StridedElements,
  shape: readonly number[],
  target: NumericArray,
): MapRow {
  const inner = shape.at(-1) ?? 1;
  const [stepA, stepB] = [a.strides.at(-1) ?? 0, b.strides.at(-1) ?? 0];
  const [dataA, dataB] = [a.data, b.data];
  return (row, startA, startB) => {
    for (let i = 0; i < inner; i++) {
      target[row + i] = compute(dataA[startA + i * stepA]!, dataB[startB + i * stepB]!);
    }
  };
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Longer rows are cut, so that there is something to share out among threads. */
const LONGEST_ROW = 65536;

/** Rows by the kernel; false where the operands do not lie in its memory, or not in the steps that it takes. */
function mapNatively(
  operation: number,
  a: StridedElements,
  b: StridedElements,
  shape: readonly number[],
  target: NumericArray,
): boolean {
  const inner = shape.at(-1) ?? 1;
  const native = inner < SHORTEST_ROW ? undefined : currentNative();
  const out = native?.heap.addressOf(target);
  if (native === undefined || out === undefined) return false;
  const [left, right] = [rowOperand(native, a), rowOperand(native, b)];
  if (left === undefined || right === undefined || (left === 'number' && right === 'number')) return false;
  native.calls.run(target.length, (add) => {
    forEachRow(a, b, shape, target.length, (row, startA, startB) => {
      for (let from = 0; from < inner; from += LONGEST_ROW) {
        const count = Math.min(LONGEST_ROW, inner - from);
        const to = out + (row + from) * BYTES;
        if (left === 'number') {
          add(KERNEL.binaryLeft, operation, a.data[startA]!, Number(right) + (startB + from) * BYTES, to, count);
        } else if (right === 'number') {
          add(KERNEL.binaryRight, operation, left + (startA + from) * BYTES, b.data[startB]!, to, count);
        } else {
          add(KERNEL.binary, operation, left + (startA + from) * BYTES, right + (startB + from) * BYTES, to, count);
        }
      }
    });
  });
  return true;
}

/** The address of rows of neighbouring float32, or that each row is one number; undefined for all else. */
function rowOperand({ heap }: Native, { data, strides }: StridedElements): number | 'number' | undefined {
  const step = strides.at(-1) ?? 0;
  if (step === 0) return 'number';
  return step === 1 && data instanceof Float32Array ? heap.addressOf(data) : undefined;
}
