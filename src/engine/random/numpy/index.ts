import { bytesOf, type DType } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { ValueError } from '../../errors.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { MersenneTwister } from '../mersenneTwister.ts';
import { CONTINUOUS } from './continuous.ts';
import { DISCRETE } from './discrete.ts';
import { PCG64 } from './pcg64.ts';
import { wordsOf } from './seedSequence.ts';
import { integerSmall, maskedSmall, nextInteger, nextMasked, smallNumbers } from './wholeNumbers.ts';
import { nextExponential, nextNormal } from './ziggurat.ts';

export { seedState } from './seedSequence.ts';

/** The distributions whose parameters may be tensors, by name. */
export type Distribution = keyof typeof CONTINUOUS | keyof typeof DISCRETE;

/** What both of NumPy's generators give, as float64 and int64 tensors. */
abstract class Random {
  abstract readonly isLegacy: boolean;
  abstract nextDouble(): number;
  abstract nextNormal(): number;
  abstract nextExponential(): number;
  abstract next32(): number;
  abstract next64(): bigint;
  protected abstract nextBelow(largest: number): number;
  protected abstract nextSmallBelow(next: () => number, bits: number, largest: number): number;

  /** Uniform in [0, 1). */
  random(shape: Shape): Tensor {
    return filled(shape, 'float64', () => this.nextDouble());
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number, shape: Shape): Tensor {
    return this.draw('uniform', [low, high], shape);
  }

  standardNormal(shape: Shape): Tensor {
    return filled(shape, 'float64', () => this.nextNormal());
  }

  /** Normal with the given mean and standard deviation. */
  normal(mean: number, std: number, shape: Shape): Tensor {
    return this.draw('normal', [mean, std], shape);
  }

  /** Numbers of a distribution; parameters that are tensors have the shape of the result. */
  draw(name: Distribution, parameters: readonly (number | Tensor)[], shape: Shape): Tensor {
    const next = { ...CONTINUOUS, ...DISCRETE }[name] as (source: this, ...parameters: number[]) => number;
    const dtype = name in DISCRETE ? 'int64' : 'float64';
    if (parameters.every((parameter) => typeof parameter === 'number')) {
      return filled(shape, dtype, () => next(this, ...parameters));
    }
    const columns = parameters.map((parameter) => (typeof parameter === 'number' ? parameter : elements(parameter)));
    return filled(shape, dtype, (i) =>
      next(this, ...columns.map((column) => (typeof column === 'number' ? column : column[i]!))),
    );
  }

  /** Whole numbers in [low, high); for bool and integers of 8 and 16 bits as many as a word of 32 holds from each word. */
  wholeNumbers(low: number, high: number, shape: Shape, dtype: DType = 'int64'): Tensor {
    if (low >= high) throw new ValueError('low >= high');
    const largest = high - 1 - low;
    const bits = dtype === 'bool' ? 1 : 8 * bytesOf(dtype);
    if (bits === 1 || bits === 8 || bits === 16) {
      const next = smallNumbers(this, bits);
      return filled(shape, dtype, () => low + this.nextSmallBelow(next, bits, largest));
    }
    return filled(shape, dtype, () => low + this.nextBelow(largest));
  }

  /** The whole numbers below `n` in random order. */
  permutation(n: number): Tensor {
    const order = Float64Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) swap(order, i, nextMasked(this, i));
    return fromElements(order, [n], 'int64');
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  [values[i], values[j]] = [values[j]!, values[i]!];
}

function filled(shape: Shape, dtype: DType, next: (i: number) => number): Tensor {
  const values = new Float64Array(elementCount(shape));
  for (let i = 0; i < values.length; i++) values[i] = next(i);
  return fromElements(values, [...shape], dtype);
}

/**
 * NumPy's legacy generator: what `np.random.seed(seed)` starts, with one number or several words of 32 bits
 * (https://numpy.org/doc/stable/reference/random/legacy.html). Throws ValueError unless the seed is in [0, 2^32).
 */
export class RandomState extends Random {
  override readonly isLegacy = true;
  readonly #twister: MersenneTwister;
  /** The polar method makes two numbers at a time; the second waits here. */
  #spareNormal: number | undefined;

  constructor(seed: number | readonly number[]) {
    super();
    if (typeof seed === 'number' && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
      throw new ValueError('Seed must be between 0 and 2**32 - 1');
    }
    this.#twister = typeof seed === 'number' ? new MersenneTwister(seed) : MersenneTwister.fromWords(seed);
  }

  override nextDouble(): number {
    const high = this.#twister.next32() >>> 5;
    const low = this.#twister.next32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  override nextNormal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.nextDouble() - 1;
      const y = 2 * this.nextDouble() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spareNormal = factor * x;
      return factor * y;
    }
  }

  override nextExponential(): number {
    return -Math.log(1 - this.nextDouble());
  }

  override next32(): number {
    return this.#twister.next32();
  }

  override next64(): bigint {
    const high = BigInt(this.#twister.next32());
    return (high << 32n) | BigInt(this.#twister.next32());
  }

  protected override nextBelow(largest: number): number {
    return nextMasked(this, largest);
  }

  protected override nextSmallBelow(next: () => number, bits: number, largest: number): number {
    return maskedSmall(next, bits, largest);
  }

  /** Whole numbers in [low, high). Throws ValueError unless low < high. */
  randint(low: number, high: number, shape: Shape): Tensor {
    return this.wholeNumbers(low, high, shape);
  }

  /** The twister's 624 words and its place among them, and the normal number that waits, if one does. */
  get state(): readonly [words: readonly number[], spareNormal: number | undefined] {
    return [this.#twister.state, this.#spareNormal];
  }

  set state([words, spareNormal]: readonly [readonly number[], number | undefined]) {
    this.#twister.state = words;
    this.#spareNormal = spareNormal;
  }
}

/** NumPy's present generator over PCG64 (https://numpy.org/doc/stable/reference/random/generator.html). */
export class Generator extends Random {
  override readonly isLegacy = false;
  readonly #bits: PCG64;

  constructor(entropy: readonly number[]) {
    super();
    this.#bits = new PCG64(entropy);
  }

  override nextDouble(): number {
    return this.#bits.nextDouble();
  }

  override nextNormal(): number {
    return nextNormal(this.#bits);
  }

  override nextExponential(): number {
    return nextExponential(this.#bits);
  }

  override next32(): number {
    return this.#bits.next32();
  }

  override next64(): bigint {
    return this.#bits.next64();
  }

  protected override nextBelow(largest: number): number {
    return nextInteger(this, largest);
  }

  protected override nextSmallBelow(next: () => number, bits: number, largest: number): number {
    return integerSmall(next, bits, largest);
  }

  /** Uniform float32 in [0, 1), from 24 bits. */
  randomFloat32(shape: Shape): Tensor {
    return filled(shape, 'float32', () => (this.next32() >>> 8) / 2 ** 24);
  }

  /** Whole numbers in [low, high). Throws ValueError unless low < high. */
  integers(low: number, high: number, shape: Shape): Tensor {
    return this.wholeNumbers(low, high, shape);
  }

  /** `count` different whole numbers below `n` in random order: of many a part of a shuffle, of few by Floyd's method. */
  choose(n: number, count: number, shuffles: boolean): Tensor {
    if (n > 10_000 && count > Math.floor(n / (shuffles ? 50 : 20))) {
      const order = Float64Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i >= Math.max(n - count, 1); i--) swap(order, i, nextInteger(this, i));
      return fromElements(order.slice(n - count), [count], 'int64');
    }
    const chosen = new Set<number>();
    for (let i = n - count; i < n; i++) {
      const drawn = nextInteger(this, i);
      chosen.add(chosen.has(drawn) ? i : drawn);
    }
    const places = Float64Array.from(chosen);
    if (shuffles) for (let i = count - 1; i > 0; i--) swap(places, i, nextInteger(this, i));
    return fromElements(places, [count], 'int64');
  }
}

/** What `np.random.default_rng(seed)` gives. Throws ValueError for a negative seed or one beyond 2^53. */
export function defaultRng(seed: number): Generator {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new ValueError('expected non-negative integer');
  return new Generator(wordsOf(seed));
}
