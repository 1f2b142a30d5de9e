import { seedWords } from './seedSequence.ts';

const MULTIPLIER = (2549297995355413924n << 64n) | 4865540595714422341n;
const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;

/** The permuted congruential generator PCG XSL RR 128/64 (O'Neill 2014, https://www.pcg-random.org), as NumPy seeds it. */
export class PCG64 {
  #state: bigint;
  readonly #increment: bigint;
  /** The upper half of the last word, which the next 32 bits are taken from. */
  #spare32: number | undefined;

  constructor(entropy: readonly number[]) {
    const [stateHigh, stateLow, sequenceHigh, sequenceLow] = seedWords(entropy, 4) as [bigint, bigint, bigint, bigint];
    this.#increment = ((((sequenceHigh << 64n) | sequenceLow) << 1n) | 1n) & MASK_128;
    this.#state = this.#increment;
    this.#state = (this.#state + ((stateHigh << 64n) | stateLow)) & MASK_128;
    this.#step();
  }

  next64(): bigint {
    this.#step();
    const word = ((this.#state >> 64n) ^ this.#state) & MASK_64;
    const rotation = this.#state >> 122n;
    return ((word >> rotation) | (word << (64n - rotation))) & MASK_64;
  }

  next32(): number {
    if (this.#spare32 !== undefined) {
      const spare = this.#spare32;
      this.#spare32 = undefined;
      return spare;
    }
    const word = this.next64();
    this.#spare32 = Number(word >> 32n);
    return Number(word & 0xffffffffn);
  }

  /** Uniform in [0, 1), from 53 bits. */
  nextDouble(): number {
    return Number(this.next64() >> 11n) / 2 ** 53;
  }

  #step(): void {
    this.#state = (this.#state * MULTIPLIER + this.#increment) & MASK_128;
  }
}
