import type { NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { elementCount } from '../shape.ts';

/** The elements of one dimension, every `step`-th from `start` to before `end`, that a result is computed from. */
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
  return { outer: elementCount(shape.slice(0, dim)), size: shape[dim]!, inner: elementCount(shape.slice(dim + 1)) };
}

/** One for depth, height and width. */
type Three<T> = readonly [T, T, T];

/** Boxes in each of several volumes that lie one after the other: every combination of a window along each dimension. */
export interface Boxes {
  readonly volumes: number;
  readonly sizes: Three<number>;
  readonly windows: Three<readonly Window[]>;
}

/** The largest element of each box, and where it is. */
export interface Maxima {
  readonly values: NumericArray;
  readonly positions: Int32Array;
}

/** The largest element of each box: NaN where there is one, the first of equal ones. No window may be empty. */
export function maximaOfBoxes(values: NumericArray, boxes: Boxes): Maxima {
  return maximaNatively(values, boxes) ?? maximaReference(values, boxes);
}

function boxesPerVolume({ windows }: Boxes): number {
  return windows.reduce((count, { length }) => count * length, 1);
}

/** {@link maximaOfBoxes} in TypeScript. */
function maximaReference(values: NumericArray, boxes: Boxes): Maxima {
  const { volumes, sizes, windows } = boxes;
  const [depth, height, width] = sizes;
  const total = volumes * boxesPerVolume(boxes);
  const largest = values instanceof Float32Array ? new Float32Array(total) : new Float64Array(total);
  const positions = new Int32Array(total);
  let place = 0;
  const visit = (start: number, [box0, box1, box2]: Three<Window>): void => {
    let best = start + (box0.start * height + box1.start) * width + box2.start;
    for (let i = box0.start; i < box0.end; i += box0.step) {
      for (let j = box1.start; j < box1.end; j += box1.step) {
        for (let k = box2.start; k < box2.end; k += box2.step) {
          const at = start + (i * height + j) * width + k;
          const [value, most] = [values[at]!, values[best]!];
          if (value > most || (Number.isNaN(value) && !Number.isNaN(most))) best = at;
        }
      }
    }
    positions[place] = best;
    largest[place++] = values[best]!;
  };
  for (let volume = 0; volume < volumes; volume++) {
    const start = volume * depth * height * width;
    for (const d of windows[0]) for (const h of windows[1]) for (const w of windows[2]) visit(start, [d, h, w]);
  }
  return { values: largest, positions };
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** How many elements one call of a kernel goes through. */
const ELEMENTS_PER_CALL = 65536;

/** What the kernel is told: see `assembly/pooling.ts`. Undefined where the windows of a dimension step differently. */
function describe({ sizes, windows }: Boxes): Int32Array | undefined {
  const steps = windows.map((list) => list[0]?.step ?? 1);
  if (windows.some((list, dim) => list.some(({ step }) => step !== steps[dim]))) return undefined;
  const isPair = ({ start, end, step }: Window): boolean => end - start === 2 && step === 1;
  const arePairs =
    windows[0].every(({ start, end }) => end - start === 1) &&
    windows[1].every(isPair) &&
    windows[2].every((window, i) => isPair(window) && window.start === 2 * i);
  return Int32Array.from([
    ...sizes,
    ...windows.map(({ length }) => length),
    ...steps,
    Number(arePairs),
    ...windows.flatMap((list) => list.flatMap(({ start, end }) => [start, end])),
  ]);
}

/** Calls `visit` for stretches of volumes that make about {@link ELEMENTS_PER_CALL}. */
function forEachStretch(volumes: number, volumeSize: number, visit: (first: number, last: number) => void): void {
  const together = Math.max(1, Math.floor(ELEMENTS_PER_CALL / volumeSize));
  for (let first = 0; first < volumes; first += together) visit(first, Math.min(volumes, first + together));
}

function maximaNatively(values: NumericArray, boxes: Boxes): Maxima | undefined {
  const native = currentNative();
  const from = values instanceof Float32Array ? native?.heap.addressOf(values) : undefined;
  const description = describe(boxes);
  if (native === undefined || from === undefined || description === undefined) return undefined;
  const { heap, calls } = native;
  const perVolume = boxesPerVolume(boxes);
  const volumeSize = boxes.sizes[0] * boxes.sizes[1] * boxes.sizes[2];
  const largest = heap.allocate(Float32Array, boxes.volumes * perVolume);
  const positions = heap.allocate(Int32Array, boxes.volumes * perVolume) as Int32Array | undefined;
  const described = heap.allocate(Int32Array, description.length);
  if (largest === undefined || positions === undefined || described === undefined) return undefined;
  described.set(description);
  const addresses = heap.addressesOf(largest, positions, described);
  if (addresses === undefined) return undefined;
  const [to, whereAt, boxesAt] = addresses;
  calls.run(values.length, (add) => {
    forEachStretch(boxes.volumes, volumeSize, (first, last) => {
      const offset = first * perVolume * BYTES;
      add(KERNEL.maximaOfBoxes, from, first, last, boxesAt, to + offset, whereAt + offset);
    });
  });
  heap.release(described);
  return { values: largest, positions };
}

/**
 * Zeros of `length` elements, to which each of `values` is added at its position. They come from `volumes` of equal size
 * that lie one after the other, and so do the positions.
 */
export function scatterToVolumes(
  values: NumericArray,
  positions: Int32Array,
  length: number,
  volumes: number,
): NumericArray {
  const native = currentNative();
  if (native !== undefined && values instanceof Float32Array) {
    const target = native.heap.allocate(Float32Array, length);
    const addresses = native.heap.addressesOf(values, positions, target);
    if (target !== undefined && addresses !== undefined) {
      const [from, whereAt, to] = addresses;
      const [volumeSize, perVolume] = [length / volumes, values.length / volumes];
      native.calls.run(length, (add) => {
        forEachStretch(volumes, volumeSize, (first, last) => {
          const offset = first * perVolume * BYTES;
          const count = (last - first) * perVolume;
          add(KERNEL.scatter, from + offset, whereAt + offset, count, to, first * volumeSize, last * volumeSize);
        });
      });
      return target;
    }
  }
  const sums = new Float64Array(length);
  for (let i = 0; i < values.length; i++) sums[positions[i]!]! += values[i]!;
  return sums;
}
