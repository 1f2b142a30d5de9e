import { fromElements } from '../../elements.ts';
import { ValueError } from '../../errors.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { MersenneTwister } from '../mersenneTwister.ts';
import { PCG64 } from './pcg64.ts';
import { nextNormal } from './ziggurat.ts';

/** What both of NumPy's generators give, as float64 and int64 tensors. */
abstract class Random {
  protected abstract nextDouble(): number;
  protected abstract nextNormal(): number;
  protected abstract next32(): number;
  protected abstract next64(): bigint;

  /** A whole number from 0 to `largest`: as many bits as that has are drawn, until they do not exceed it. */
  protected nextMasked(largest: number): number {
    if (largest === 0) return 0;
    const mask = 2 ** Math.ceil(Math.log2(largest + 1)) - 1;
    for (;;) {
      const drawn =
        largest < 2 ** 32 ? (this.next32() & mask) >>> 0 : Number(this.next64() & BigInt.asUintN(53, BigInt(mask)));
      if (drawn <= largest) return drawn;
    }
  }

  /** Uniform in [0, 1). */
  random(shape: Shape): Tensor {
    return this.#filled(shape, 'float64', () => this.nextDouble());
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number, shape: Shape): Tensor {
    return this.#filled(shape, 'float64', () => low + (high - low) * this.nextDouble());
  }

  standardNormal(shape: Shape): Tensor {
    return this.#filled(shape, 'float64', () => this.nextNormal());
  }

  /** Normal with the given mean and standard deviation. */
  normal(mean: number, std: number, shape: Shape): Tensor {
    return this.#filled(shape, 'float64', () => mean + std * this.nextNormal());
  }

  protected wholeNumbers(low: number, high: number, shape: Shape, next: (largest: number) => number): Tensor {
    if (low >= high) throw new ValueError('low >= high');
    return this.#filled(shape, 'int64', () => low + next(high - 1 - low));
  }

  /** The whole numbers below `n` in random order. */
  permutation(n: number): Tensor {
    const order = Float64Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const other = this.nextMasked(i);
      [order[i], order[other]] = [order[other]!, order[i]!];
    }
    return fromElements(order, [n], 'int64');
  }

  #filled(shape: Shape, dtype: 'float64' | 'int64', next: () => number): Tensor {
    const values = new Float64Array(elementCount(shape));
    for (let i = 0; i < values.length; i++) values[i] = next();
    return fromElements(values, [...shape], dtype);
  }
}

/**
 * NumPy's legacy generator: what `np.random.seed(seed)` starts
 * (https://numpy.org/doc/stable/reference/random/legacy.html). Throws ValueError unless the seed is in [0, 2^32).
 */
export class RandomState extends Random {
  readonly #twister: MersenneTwister;
  /** The polar method makes two numbers at a time; the second waits here. */
  #spareNormal: number | undefined;

  constructor(seed: number) {
    super();
    if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
      throw new ValueError('Seed must be between 0 and 2**32 - 1');
    }
    this.#twister = new MersenneTwister(seed);
  }

  protected override nextDouble(): number {
    const high = this.#twister.next32() >>> 5;
    const low = this.#twister.next32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  protected override nextNormal(): number {
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

  protected override next32(): number {
    return this.#twister.next32();
  }

  protected override next64(): bigint {
    const high = BigInt(this.#twister.next32());
    return (high << 32n) | BigInt(this.#twister.next32());
  }

  /** Whole numbers in [low, high). Throws ValueError unless low < high. */
  randint(low: number, high: number, shape: Shape): Tensor {
    return this.wholeNumbers(low, high, shape, (largest) => this.nextMasked(largest));
  }
}

/** NumPy's present generator over PCG64 (https://numpy.org/doc/stable/reference/random/generator.html). */
class Generator extends Random {
  readonly #bits: PCG64;

  constructor(seed: number) {
    super();
    this.#bits = new PCG64(seed);
  }

  protected override nextDouble(): number {
    return this.#bits.nextDouble();
  }

  protected override nextNormal(): number {
    return nextNormal(this.#bits);
  }

  protected override next32(): number {
    return this.#bits.next32();
  }

  protected override next64(): bigint {
    return this.#bits.next64();
  }

  /** Whole numbers in [low, high). Throws ValueError unless low < high. */
  integers(low: number, high: number, shape: Shape): Tensor {
    return this.wholeNumbers(low, high, shape, (largest) => this.#nextInteger(largest));
  }

  /** Lemire's method (2019): the upper half of a product, without the few that would make it uneven. */
  #nextInteger(largest: number): number {
    if (largest === 0) return 0;
    const bits = largest < 2 ** 32 ? 32n : 64n;
    const next = (): bigint => (bits === 32n ? BigInt(this.#bits.next32()) : this.#bits.next64());
    const range = BigInt(largest) + 1n;
    const threshold = ((1n << bits) - range) % range;
    let product: bigint;
    do product = next() * range;
    while (BigInt.asUintN(Number(bits), product) < threshold);
    return Number(product >> bits);
  }
}

/** What `np.random.default_rng(seed)` gives. Throws ValueError for a negative seed or one beyond 2^53. */
export function defaultRng(seed: number): Generator {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new ValueError('expected non-negative integer');
  return new Generator(seed);
}
