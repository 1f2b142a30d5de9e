import type { DType } from '../dtype.ts';
import { type AddCall, KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { MersenneTwister } from './mersenneTwister.ts';

/** From this length on PyTorch draws normal numbers in blocks; shorter tensors get them one by one. */
const BLOCKED_FROM = 16;
const HALF_BLOCK = BLOCKED_FROM / 2;

/** Room for the state of the generator, 625 words. */
const STATE_DOUBLES = 313;

/** How many random words are drawn at a time, and turned into numbers by one call: both multiples of 16. */
const CHUNK = 131072;
const PIECE = 16384;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What random numbers are written to; float32 only where the dtype is that, for they are not rounded on the way. */
type FloatArray = Float32Array | Float64Array;

/** The seed of a new kernel: results are the same in every run until the user seeds otherwise. */
const INITIAL_SEED = 0;

/**
 * PyTorch's CPU generator: the same seed gives PyTorch's numbers
 * (https://docs.pytorch.org/docs/stable/generated/torch.Generator.html).
 *
 * What is drawn depends on the dtype of the tensor; numbers are written to float64 arrays, or to
 * float32 arrays for that dtype, rounded as PyTorch rounds.
 */
export class Generator {
  #twister = new MersenneTwister(INITIAL_SEED);
  /** Box and Muller's method makes two numbers at a time; the second waits here for the next scalar draw. */
  #spareNormal: number | undefined;

  /** Starts anew from `seed`, of which PyTorch uses the low 32 bits. Throws RangeError unless it is an integer. */
  seed(seed: number): void {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`manual_seed expects an integer, but got ${seed}`);
    this.#twister = new MersenneTwister(seed >>> 0);
    this.#spareNormal = undefined;
  }

  /** Swaps the states of two generators: what draws from the one continues the other's numbers. */
  exchange(other: Generator): void {
    [this.#twister, other.#twister] = [other.#twister, this.#twister];
    [this.#spareNormal, other.#spareNormal] = [other.#spareNormal, this.#spareNormal];
  }

  /** Uniform in [from, to): from 24 random bits for float32, 53 for float64, 11 for float16, 8 for bfloat16. */
  fillUniform(target: FloatArray, dtype: DType, from = 0, to = 1): void {
    const range = Math.fround(to - from);
    const toUniform = (add: AddCall, address: number, count: number): void => {
      add(KERNEL.wordsToUniform, address, count, from, range);
    };
    if (dtype === 'float32' && this.#drawNatively(target, toUniform)) return;
    const draw = this.#uniformOf(dtype);
    const round = dtype === 'float64' ? (value: number) => value : Math.fround;
    for (let i = 0; i < target.length; i++) target[i] = round(round(draw() * (to - from)) + from);
  }

  /** Normal with the given mean and standard deviation; one by one where there are few, or not `inBlocks`. */
  fillNormal(target: FloatArray, dtype: DType, mean = 0, std = 1, inBlocks = true): void {
    if (!inBlocks || target.length < BLOCKED_FROM) {
      for (let i = 0; i < target.length; i++) target[i] = this.normal() * std + mean;
      return;
    }
    const draw = this.#uniformOf(dtype);
    const round = dtype === 'float64' ? (value: number) => value : Math.fround;
    const lastBlock = target.length - BLOCKED_FROM;
    const toNormal = (add: AddCall, address: number, count: number): void => {
      add(KERNEL.wordsToNormal, address, Math.floor(count / BLOCKED_FROM), mean, std);
    };
    if (dtype !== 'float32' || !this.#drawNatively(target, toNormal)) {
      for (let i = 0; i < target.length; i++) target[i] = draw();
      for (let start = 0; start <= lastBlock; start += BLOCKED_FROM) boxMuller(target, start, mean, std, round);
    }
    if (target.length % BLOCKED_FROM === 0) return;
    for (let i = lastBlock; i < target.length; i++) target[i] = draw();
    boxMuller(target, lastBlock, mean, std, round);
  }

  /** A whole number in [low, high), which must not be further apart than 2^53. */
  integer(low: number, high: number): number {
    const range = high - low;
    if (range < 2 ** 32) return low + (this.#twister.next32() % range);
    return low + Number(this.random64() % BigInt(range));
  }

  /** The whole numbers below `n` in random order. */
  permutation(n: number): Float64Array {
    const order = Float64Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < n - 1; i++) {
      const other = i + (this.#twister.next32() % (n - i));
      [order[i], order[other]] = [order[other]!, order[i]!];
    }
    return order;
  }

  /** 64 random bits. */
  random64(): bigint {
    const high = BigInt(this.#twister.next32());
    return (high << 32n) | BigInt(this.#twister.next32());
  }

  /** Uniform in [0, 1), from 53 random bits. */
  uniform(): number {
    const high = this.#twister.next32() & 0x1fffff;
    return (high * 2 ** 32 + this.#twister.next32()) / 2 ** 53;
  }

  /** Standard normal, one at a time. */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const angle = 2 * Math.PI * this.uniform();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform()));
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * Draws words and has `transform` turn them into numbers, by kernels; false where they do not see the target. Words
   * come one after the other, so the next chunk is drawn while the last one is transformed.
   */
  #drawNatively(target: FloatArray, transform: (add: AddCall, address: number, count: number) => void): boolean {
    const native = currentNative();
    const address = target instanceof Float32Array ? native?.heap.addressOf(target) : undefined;
    if (native === undefined || address === undefined) return false;
    const words = native.heap.scratch(STATE_DOUBLES);
    const state = native.heap.addressOf(words);
    if (state === undefined) return false;
    const sizeAt = (start: number, most: number): number => Math.max(0, Math.min(most, target.length - start));
    this.#twister.drawElsewhere(new Uint32Array(words.buffer, words.byteOffset), () => {
      for (let start = -CHUNK; start < target.length; start += CHUNK) {
        native.calls.run(sizeAt(start, CHUNK), (add) => {
          const next = start + CHUNK;
          const drawn = sizeAt(next, CHUNK);
          if (drawn > 0) add(KERNEL.drawWords, state, address + next * BYTES, drawn);
          if (start < 0) return;
          const end = start + sizeAt(start, CHUNK);
          for (let piece = start; piece < end; piece += PIECE) {
            transform(add, address + piece * BYTES, Math.min(PIECE, end - piece));
          }
        });
      }
    });
    return true;
  }

  #uniformOf(dtype: DType): () => number {
    if (dtype === 'float64') return () => this.uniform();
    const bits = dtype === 'float16' ? 11 : dtype === 'bfloat16' ? 8 : 24;
    return () => (this.#twister.next32() & (2 ** bits - 1)) / 2 ** bits;
  }
}

/**
 * Turns the 16 uniform numbers at `start` into normal ones: each of the first eight with its partner eight further on.
 * `round` rounds every step to the dtype in which PyTorch computes it.
 */
function boxMuller(target: FloatArray, start: number, mean: number, std: number, round: (x: number) => number): void {
  const fullTurn = round(2 * Math.PI);
  for (let i = start; i < start + HALF_BLOCK; i++) {
    const radius = round(Math.sqrt(round(-2 * round(Math.log(1 - target[i]!)))));
    const angle = round(fullTurn * target[i + HALF_BLOCK]!);
    const scaled = (turned: number): number => round(round(round(radius * round(turned)) * std) + mean);
    target[i] = scaled(Math.cos(angle));
    target[i + HALF_BLOCK] = scaled(Math.sin(angle));
  }
}

export const defaultGenerator = new Generator();
