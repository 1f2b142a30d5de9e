import type { NumericArray } from '../dtype.ts';
import { type AddCall, KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { BYTES, forEachPiece, nativeAddress, pieceCount } from './pieces.ts';

/** How far numbers reach, and how many are none. */
export interface Extremes {
  /** Of the finite numbers; Infinity where there is none. */
  readonly min: number;
  /** Of the finite numbers; −Infinity where there is none. */
  readonly max: number;
  readonly nan: number;
  /** How many are ±∞. */
  readonly infinite: number;
}

/** Numbers that kernels leave for them. */
export const EXTREMES_LENGTH = 4;

/** The smallest and largest finite number, and how many are not finite. */
export function extremes(values: NumericArray): Extremes {
  const native = currentNative();
  const calls = extremesCalls(values, (length) => native?.heap.scratch(length));
  if (native === undefined || calls === undefined) return extremesReference(values);
  native.calls.run(values.length, calls.addTo);
  return calls.result();
}

/** {@link extremes} in TypeScript. */
export function extremesReference(values: NumericArray): Extremes {
  let [min, max, nan, infinite] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (value - value !== 0) {
      if (Number.isNaN(value)) nan++;
      else infinite++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max, nan, infinite };
}

/**
 * Calls that find the {@link extremes} of `values`, the memory that they write to, and what to do when they are done;
 * `areFinite`: whether all are known to be finite, which is quicker.
 */
export function extremesCalls(
  values: NumericArray,
  allocate: (length: number) => NumericArray | undefined,
  areFinite = false,
): { states: NumericArray; addTo: (add: AddCall) => void; result: () => Extremes } | undefined {
  const from = nativeAddress(values);
  const states = from === undefined ? undefined : allocate(pieceCount(values.length) * EXTREMES_LENGTH);
  const statesAt = states && currentNative()?.heap.addressOf(states);
  if (from === undefined || states === undefined || statesAt === undefined) return undefined;
  return {
    states,
    addTo: (add) => {
      forEachPiece(values.length, (start, count, piece) => {
        add(KERNEL.extremes, from + start * BYTES, count, statesAt + piece * EXTREMES_LENGTH * 8, Number(areFinite));
      });
    },
    result: () => mergedExtremes(states, pieceCount(values.length), EXTREMES_LENGTH, 0),
  };
}

/** The extremes of all, of which kernels left `width` numbers for each of `count` parts, the extremes from `first` on. */
export function mergedExtremes(states: NumericArray, count: number, width: number, first: number): Extremes {
  let [min, max, nan, infinite] = [Infinity, -Infinity, 0, 0];
  for (let part = 0, at = first; part < count; part++, at += width) {
    min = Math.min(min, states[at]!);
    max = Math.max(max, states[at + 1]!);
    nan += states[at + 2]!;
    infinite += states[at + 3]!;
  }
  return { min, max, nan, infinite };
}
