import type { NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { forEachRun, setCount, setLayout, type StatisticSets } from '../statisticSets.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** How many elements one call of the kernel goes through. */
const ELEMENTS_PER_CALL = 32768;

/**
 * eˣ / Σ eˣ over each set, or its logarithm x − ln Σ eˣ, without overflow: x is taken relative to the set's largest. Sums
 * run in float64.
 */
export function softmaxOfSets(
  values: NumericArray,
  sets: StatisticSets,
  isLogarithm: boolean,
  target: NumericArray,
): void {
  if (softmaxNatively(values, sets, isLogarithm, target)) return;
  const largest = new Float64Array(setCount(sets)).fill(-Infinity);
  const totals = new Float64Array(largest.length);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      largest[set + i * setStep] = Math.max(largest[set + i * setStep]!, values[start + i]!);
    }
  });
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      totals[set + i * setStep]! += Math.exp(values[start + i]! - largest[set + i * setStep]!);
    }
  });
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const index = set + i * setStep;
      const shifted = values[start + i]! - largest[index]!;
      target[start + i] = isLogarithm ? shifted - Math.log(totals[index]!) : Math.exp(shifted) / totals[index]!;
    }
  });
}

/** By the kernel, row by row; false where the sets are no rows of float32 in its memory. */
function softmaxNatively(
  values: NumericArray,
  sets: StatisticSets,
  isLogarithm: boolean,
  target: NumericArray,
): boolean {
  const native = currentNative();
  const layout = setLayout(sets);
  if (native === undefined || layout?.outer !== 1 || !(values instanceof Float32Array)) return false;
  const [from, to] = [native.heap.addressOf(values), native.heap.addressOf(target)];
  if (from === undefined || to === undefined) return false;
  const { count, inner } = layout;
  const together = Math.max(1, Math.floor(ELEMENTS_PER_CALL / inner));
  native.calls.run(8 * values.length, (add) => {
    for (let row = 0; row < count; row += together) {
      const offset = row * inner * BYTES;
      add(KERNEL.softmax, from + offset, to + offset, Math.min(together, count - row), inner, Number(isLogarithm));
    }
  });
  return true;
}
