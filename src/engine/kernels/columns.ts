import type { NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { setLayout, type StatisticSets } from '../statisticSets.ts';
import type { Moments } from './moments.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** How many elements one call of a kernel goes through. */
const ELEMENTS_PER_CALL = 65536;

/** Smaller matrices are faster in TypeScript. */
const NATIVE_FROM = 1024;

/** A matrix in row-major order, each of whose columns is a set. */
export interface Columns {
  readonly rows: number;
  readonly columns: number;
}

/** The sets as columns of a matrix that kernels go through; undefined where they lie otherwise, or are few. */
export function asColumns(sets: StatisticSets): Columns | undefined {
  const layout = setLayout(sets);
  if (layout?.inner !== 1 || layout.count < 2 || layout.outer * layout.count < NATIVE_FROM) return undefined;
  return { rows: layout.outer, columns: layout.count };
}

/** Calls `visit` for blocks of rows that make about {@link ELEMENTS_PER_CALL}. */
export function forEachRowBlock(
  { rows, columns }: Columns,
  visit: (first: number, count: number, block: number) => void,
): void {
  const together = Math.max(1, Math.floor(ELEMENTS_PER_CALL / columns));
  for (let first = 0, block = 0; first < rows; first += together)
    visit(first, Math.min(together, rows - first), block++);
}

export function rowBlockCount(matrix: Columns): number {
  return Math.ceil(matrix.rows / Math.max(1, Math.floor(ELEMENTS_PER_CALL / matrix.columns)));
}

/** The moments of each column by the kernel, in float64 throughout; undefined where it cannot. */
export function columnMomentsNatively(values: NumericArray, sets: StatisticSets): Moments | undefined {
  const native = currentNative();
  const matrix = asColumns(sets);
  const from = values instanceof Float32Array ? native?.heap.addressOf(values) : undefined;
  if (native === undefined || matrix === undefined || from === undefined) return undefined;
  const { rows, columns } = matrix;
  const width = 2 * columns;
  const states = native.heap.scratch(rowBlockCount(matrix) * width);
  const statesAt = native.heap.addressOf(states);
  if (statesAt === undefined) return undefined;
  native.calls.run(values.length, (add) => {
    forEachRowBlock(matrix, (first, count, block) => {
      add(KERNEL.columnMoments, from + first * columns * BYTES, count, columns, statesAt + block * width * 8);
    });
  });
  const [mean, squares] = [new Float64Array(columns), new Float64Array(columns)];
  forEachRowBlock(matrix, (first, count, block) => {
    for (let column = 0; column < columns; column++) {
      // The parallel algorithm of Chan, Golub and LeVeque (1979).
      const delta = states[block * width + column]! - mean[column]!;
      mean[column]! += (delta * count) / (first + count);
      squares[column]! += states[block * width + columns + column]! + (delta * delta * first * count) / (first + count);
    }
  });
  // Means of what is not finite are found element by element.
  if (!squares.every(Number.isFinite)) return undefined;
  return { mean, squares, variance: squares.map((value) => value / rows), count: rows };
}
