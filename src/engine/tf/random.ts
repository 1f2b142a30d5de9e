import { fromElements } from '../elements.ts';
import type { DType } from '../dtype.ts';
import { BLOCK_WORDS, Philox } from '../random/philox.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Where a {@link Philox} starts: four words of its counter and two of its key. */
export type PhiloxState = readonly number[];

/** Box and Muller's logarithm is taken of no less than this. */
const SMALLEST = 1e-7;
/** So many words are set aside for each truncated normal number, which may take several attempts. */
const RESERVED_WORDS = 256;
/** Truncated normal numbers end at so many standard deviations. */
const TRUNCATED_AT = 2;

const { fround } = Math;

/** A tensor whose elements `fill` computes in float64. */
function filled(shape: Shape, dtype: DType, fill: (data: Float64Array) => void): Tensor {
  const data = new Float64Array(elementCount(shape));
  fill(data);
  return fromElements(data, [...shape], dtype);
}

/** In [0, 1), from 23 random bits. */
function uniform32(philox: Philox): number {
  return (philox.next32() & 0x7fffff) / 2 ** 23;
}

/** In [0, 1), from 52 random bits. */
function uniform64(philox: Philox): number {
  const high = philox.next32() & 0xfffff;
  return (high * 2 ** 32 + philox.next32()) / 2 ** 52;
}

/** Two standard normal numbers by Box and Muller's method, rounded after each step as float32 is. */
function normalPair32(philox: Philox): [number, number] {
  const radius = Math.max(uniform32(philox), fround(SMALLEST));
  const angle = fround(2 * Math.PI * uniform32(philox));
  const length = fround(Math.sqrt(fround(-2 * fround(Math.log(radius)))));
  return [fround(fround(Math.sin(angle)) * length), fround(fround(Math.cos(angle)) * length)];
}

function normalPair64(philox: Philox): [number, number] {
  const radius = Math.max(uniform64(philox), SMALLEST);
  const angle = 2 * Math.PI * uniform64(philox);
  const length = Math.sqrt(-2 * Math.log(radius));
  return [Math.sin(angle) * length, Math.cos(angle) * length];
}

/** Uniform numbers in [0, 1) (https://www.tensorflow.org/api_docs/python/tf/random/uniform). */
export function uniform(state: PhiloxState, shape: Shape, options: { readonly dtype: DType }): Tensor {
  const philox = new Philox(state);
  const draw = options.dtype === 'float64' ? uniform64 : uniform32;
  return filled(shape, options.dtype, (data) => {
    for (let i = 0; i < data.length; i++) data[i] = draw(philox);
  });
}

/** Standard normal numbers (https://www.tensorflow.org/api_docs/python/tf/random/normal). */
export function normal(state: PhiloxState, shape: Shape, options: { readonly dtype: DType }): Tensor {
  const philox = new Philox(state);
  const draw = options.dtype === 'float64' ? normalPair64 : normalPair32;
  return filled(shape, options.dtype, (data) => {
    for (let i = 0; i < data.length; i += 2) {
      const [first, second] = draw(philox);
      data[i] = first;
      if (i + 1 < data.length) data[i + 1] = second;
    }
  });
}

/**
 * Standard normal numbers, drawn again where they are two standard deviations or more from 0
 * (https://www.tensorflow.org/api_docs/python/tf/random/truncated_normal).
 */
export function truncatedNormal(state: PhiloxState, shape: Shape, options: { readonly dtype: DType }): Tensor {
  const isDouble = options.dtype === 'float64';
  const draw = isDouble ? normalPair64 : normalPair32;
  const group = isDouble ? BLOCK_WORDS / 2 : BLOCK_WORDS;
  return filled(shape, options.dtype, (data) => {
    for (let start = 0; start < data.length; start += group) {
      const philox = new Philox(state);
      philox.skip((start * RESERVED_WORDS) / BLOCK_WORDS);
      let found = 0;
      while (found < group) {
        for (const value of draw(philox)) {
          if (Math.abs(value) >= TRUNCATED_AT || found === group) continue;
          if (start + found < data.length) data[start + found] = value;
          found++;
        }
      }
    }
  });
}

/** Whole numbers in [low, high) (https://www.tensorflow.org/api_docs/python/tf/random/uniform): int32 or int64. */
export function integers(
  state: PhiloxState,
  low: number,
  high: number,
  shape: Shape,
  options: { readonly dtype: DType },
): Tensor {
  const philox = new Philox(state);
  const range = high - low;
  const draw = options.dtype === 'int64' ? () => word64(philox, range) : () => philox.next32() % range;
  return filled(shape, options.dtype, (data) => {
    for (let i = 0; i < data.length; i++) data[i] = low + draw();
  });
}

function word64(philox: Philox, range: number): number {
  const low = BigInt(philox.next32());
  return Number(((BigInt(philox.next32()) << 32n) | low) % BigInt(range));
}

/** The whole numbers below `n` in random order (https://www.tensorflow.org/api_docs/python/tf/random/shuffle), as int64. */
export function permutation(state: PhiloxState, n: number): Tensor {
  const philox = new Philox(state);
  return filled([n], 'int64', (data) => {
    for (let i = 0; i < n; i++) data[i] = i;
    for (let i = 0; i < n - 1; i++) {
      const other = i + (philox.next32() % (n - i));
      [data[i], data[other]] = [data[other]!, data[i]!];
    }
  });
}

/** The next `count` words of 32 bits. */
export function words(state: PhiloxState, count: number): number[] {
  const philox = new Philox(state);
  return Array.from({ length: count }, () => philox.next32());
}
