import type { NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';

/** Arrays that are shorter are faster in TypeScript. */
const NATIVE_FROM = 512;

/** Longer arrays are cut, so that there is something to share out among threads. */
const PIECE = 32768;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * Has `kernel` go through arrays of float32 of equal length, given as their addresses (0: none), the length of a piece and
 * `numbers`; false where one of the arrays does not lie in the kernels' memory.
 */
function runOverPieces(
  kernel: number,
  arrays: readonly (NumericArray | undefined)[],
  numbers: readonly number[],
): boolean {
  const native = currentNative();
  const { length } = arrays[0]!;
  if (native === undefined || length < NATIVE_FROM) return false;
  if (!arrays.every((array) => array === undefined || array instanceof Float32Array)) return false;
  const addresses = arrays.map((array) => (array === undefined ? 0 : native.heap.addressOf(array)));
  if (addresses.includes(undefined)) return false;
  native.calls.run(arrays.length * length, (add) => {
    for (let start = 0; start < length; start += PIECE) {
      const at = addresses.map((address) => (address === 0 ? 0 : address! + start * BYTES));
      add(kernel, ...at, Math.min(PIECE, length - start), ...numbers);
    }
  });
  return true;
}

/** What one step of Adam computes with. */
export interface AdamStep {
  readonly values: NumericArray;
  readonly gradient: NumericArray;
  readonly mean: NumericArray;
  readonly square: NumericArray;
  /** The largest `square` so far, for AMSGrad. */
  readonly largest: NumericArray | undefined;
  readonly betas: readonly [number, number];
  /** The learning rate over 1 − β₁ᵗ. */
  readonly stepSize: number;
  /** √(1 − β₂ᵗ). */
  readonly root: number;
  readonly eps: number;
  /** How much of the weights is added to the gradient. */
  readonly decay: number;
  /** What the weights are multiplied by beforehand. */
  readonly shrink: number;
}

/** m ← m + (1 − β₁)(g − m), v ← β₂·v + (1 − β₂)·g², θ ← θ·shrink − stepSize·m / (√v / root + eps), in place. */
export function adamStep(step: AdamStep): void {
  const { values, gradient, mean, square, largest, stepSize, root, eps, decay, shrink } = step;
  const [beta1, beta2] = step.betas;
  const numbers = [1 - beta1, beta2, 1 - beta2, stepSize, root, eps, decay, shrink];
  if (runOverPieces(KERNEL.adam, [values, gradient, mean, square, largest], numbers)) return;
  for (let i = 0; i < values.length; i++) {
    const theta = values[i]! * shrink;
    const slope = gradient[i]! + decay * theta;
    const m = mean[i]! + (1 - beta1) * (slope - mean[i]!);
    const v = beta2 * square[i]! + (1 - beta2) * slope * slope;
    const bound = largest === undefined ? v : Math.max(largest[i]!, v);
    mean[i] = m;
    square[i] = v;
    if (largest !== undefined) largest[i] = bound;
    values[i] = theta - (stepSize * m) / (Math.sqrt(bound) / root + eps);
  }
}

/** What one step of gradient descent computes with. */
export interface DescentStep {
  readonly values: NumericArray;
  readonly gradient: NumericArray;
  /** Undefined without momentum. */
  readonly buffer: NumericArray | undefined;
  /** Whether nothing is in the buffer yet. */
  readonly isFirst: boolean;
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  /** How much of the weights is added to the gradient. */
  readonly decay: number;
  readonly nesterov: boolean;
}

/** b ← momentum·b + (1 − dampening)·g, θ ← θ − lr·b, in place. */
export function descentStep(step: DescentStep): void {
  const { values, gradient, buffer, isFirst, lr, momentum, dampening, decay, nesterov } = step;
  const numbers = [lr, momentum, 1 - dampening, decay, Number(nesterov), Number(isFirst)];
  if (runOverPieces(KERNEL.descend, [values, gradient, buffer], numbers)) return;
  for (let i = 0; i < values.length; i++) {
    const slope = gradient[i]! + decay * values[i]!;
    let direction = slope;
    if (buffer !== undefined) {
      const moved = isFirst ? slope : momentum * buffer[i]! + (1 - dampening) * slope;
      buffer[i] = moved;
      direction = nesterov ? slope + momentum * moved : moved;
    }
    values[i]! -= lr * direction;
  }
}
