import { allocateResult, type NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';

/** The indices `start`, `start + step`, … below `end` of a dimension, which one result is computed from. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** How the elements along one dimension lie in row-major memory. */
export interface AxisLayout {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

export function axisLayout(shape: readonly number[], dim: number): AxisLayout {
  const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);
  return { outer: product(shape.slice(0, dim)), size: shape[dim]!, inner: product(shape.slice(dim + 1)) };
}

/** Largest elements, and where they were; undefined: in their places. */
export interface Maxima {
  readonly values: NumericArray;
  readonly positions: Float64Array | undefined;
}

/** The largest element of each window along one dimension: NaN where there is one, the first of equal ones. */
export function maximaAlong(maxima: Maxima, layout: AxisLayout, windows: readonly Window[]): Maxima {
  return maximaNatively(maxima, layout, windows) ?? maximaReference(maxima, layout, windows);
}

/** {@link maximaAlong} in TypeScript. */
function maximaReference(
  { values, positions }: Maxima,
  { outer, size, inner }: AxisLayout,
  windows: readonly Window[],
): Maxima {
  const total = outer * windows.length * inner;
  const largest = values instanceof Float32Array ? new Float32Array(total) : new Float64Array(total);
  const where = new Float64Array(total);
  let place = 0;
  for (let block = 0; block < outer; block++) {
    for (const { start, end, step } of windows) {
      for (let line = 0; line < inner; line++) {
        let best = (block * size + start) * inner + line;
        let most = values[best]!;
        for (let i = start + step; i < end && !Number.isNaN(most); i += step) {
          const at = (block * size + i) * inner + line;
          const value = values[at]!;
          if (value > most || Number.isNaN(value)) {
            best = at;
            most = value;
          }
        }
        largest[place] = most;
        where[place++] = positions?.[best] ?? best;
      }
    }
  }
  return { values: largest, positions: where };
}

/** How many elements one call of the kernel goes through. */
const BLOCK_ELEMENTS = 65536;

/** Maxima by the kernel; undefined where the values are not in its memory or windows step differently. */
function maximaNatively(
  { values, positions }: Maxima,
  { outer, size, inner }: AxisLayout,
  windows: readonly Window[],
): Maxima | undefined {
  const native = currentNative();
  const from = values instanceof Float32Array ? native?.heap.addressOf(values) : undefined;
  const step = windows[0]?.step ?? 1;
  if (native === undefined || from === undefined || windows.some((window) => window.step !== step)) return undefined;
  const { heap, calls } = native;
  const total = outer * windows.length * inner;
  const largest = allocateResult('float32', total);
  const where = heap.allocate(Float64Array, total) as Float64Array | undefined;
  const pairs = heap.allocate(Int32Array, 2 * windows.length);
  if (where === undefined || pairs === undefined) return undefined;
  pairs.set(windows.flatMap(({ start, end }) => [start, end]));
  const given = positions === undefined ? 0 : heap.addressOf(positions);
  const [windowsAt, to, whereAt] = [pairs, largest, where].map((array) => heap.addressOf(array));
  if (given === undefined || windowsAt === undefined || to === undefined || whereAt === undefined) return undefined;
  const block = windows.length * inner;
  const together = Math.max(1, Math.floor(BLOCK_ELEMENTS / (size * inner)));
  calls.run(values.length, (add) => {
    for (let first = 0; first < outer; first += together) {
      const last = Math.min(outer, first + together);
      const [largestAt, positionsAt] = [to + first * block * 4, whereAt + first * block * 8];
      add(
        KERNEL.maximaAlong,
        from,
        given,
        first,
        last,
        size,
        inner,
        windowsAt,
        windows.length,
        step,
        largestAt,
        positionsAt,
      );
    }
  });
  return { values: largest, positions: where };
}
