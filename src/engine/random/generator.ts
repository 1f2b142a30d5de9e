import type { NumericArray } from '../dtype.ts';
import { MersenneTwister } from './mersenneTwister.ts';

/** From this length on PyTorch draws normal numbers in blocks; shorter tensors get them one by one. */
const BLOCKED_FROM = 16;
const HALF_BLOCK = BLOCKED_FROM / 2;

/** The seed of a new kernel: results are the same in every run until the user seeds otherwise. */
const INITIAL_SEED = 0;

/**
 * PyTorch's CPU generator: the same seed gives PyTorch's numbers
 * (https://docs.pytorch.org/docs/stable/generated/torch.Generator.html).
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

  /** Uniform in [0, 1): 24 random bits for float32, 53 for float64. */
  fillUniform(target: NumericArray): void {
    const draw = target instanceof Float64Array ? () => this.#uniform53() : () => this.#uniform24();
    for (let i = 0; i < target.length; i++) target[i] = draw();
  }

  fillNormal(target: NumericArray): void {
    if (target.length < BLOCKED_FROM) {
      for (let i = 0; i < target.length; i++) target[i] = this.#normal();
      return;
    }
    this.fillUniform(target);
    const lastBlock = target.length - BLOCKED_FROM;
    for (let start = 0; start <= lastBlock; start += BLOCKED_FROM) boxMuller(target, start);
    if (target.length % BLOCKED_FROM !== 0) {
      this.fillUniform(target.subarray(lastBlock));
      boxMuller(target, lastBlock);
    }
  }

  #uniform24(): number {
    return (this.#twister.next32() & 0xffffff) / 2 ** 24;
  }

  #uniform53(): number {
    const high = this.#twister.next32() & 0x1fffff;
    return (high * 2 ** 32 + this.#twister.next32()) / 2 ** 53;
  }

  #normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const angle = 2 * Math.PI * this.#uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniform53()));
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

/** Turns the 16 uniform numbers at `start` into normal ones: each of the first eight with its partner eight further on. */
function boxMuller(target: NumericArray, start: number): void {
  for (let i = start; i < start + HALF_BLOCK; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - target[i]!));
    const angle = 2 * Math.PI * target[i + HALF_BLOCK]!;
    target[i] = radius * Math.cos(angle);
    target[i + HALF_BLOCK] = radius * Math.sin(angle);
  }
}

export const defaultGenerator = new Generator();
