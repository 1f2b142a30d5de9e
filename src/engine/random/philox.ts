const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
/** Added to the key after each round: the golden ratio, and √3 − 1, in 32 bits. */
const INCREMENTS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;
/** A block has so many words of 32 bits. */
export const BLOCK_WORDS = 4;

/** The high 32 bits of the product of two whole numbers of 32 bits. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const lower = aHigh * bLow + ((aLow * bLow) >>> 16);
  const upper = aLow * bHigh + (lower & 0xffff);
  return aHigh * bHigh + (lower >>> 16) + (upper >>> 16);
}

/**
 * Philox 4x32-10, the generator behind TensorFlow's and Keras' random numbers: the words of a counter of 128 bits,
 * mixed with a key of 64 bits (Salmon et al., “Parallel random numbers: as easy as 1, 2, 3”, 2011).
 */
export class Philox {
  readonly #counter: Uint32Array;
  readonly #key: Uint32Array;
  readonly #block = new Uint32Array(BLOCK_WORDS);
  #used = BLOCK_WORDS;

  /** `state`: four words of the counter, the lowest first, and two of the key. */
  constructor(state: readonly number[]) {
    this.#counter = Uint32Array.from(state.slice(0, BLOCK_WORDS));
    this.#key = Uint32Array.from(state.slice(BLOCK_WORDS));
  }

  /** Leaves out what is left of the present block and `count` blocks more; `count` is below 2^53. */
  skip(count: number): void {
    let carry = count;
    for (let i = 0; i < BLOCK_WORDS && carry > 0; i++) {
      const sum = this.#counter[i]! + carry;
      this.#counter[i] = sum % 2 ** 32;
      carry = Math.floor(sum / 2 ** 32);
    }
    this.#used = BLOCK_WORDS;
  }

  /** The next 32 random bits, as an integer from 0 to 2^32 - 1. */
  next32(): number {
    if (this.#used === BLOCK_WORDS) {
      this.#mix();
      this.skip(1);
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  #mix(): void {
    const [a, b, c, d] = this.#counter as unknown as readonly [number, number, number, number];
    let [x0, x1, x2, x3] = [a, b, c, d];
    let key0 = this.#key[0]!;
    let key1 = this.#key[1]!;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = highWord(MULTIPLIERS[0], x0);
      const high1 = highWord(MULTIPLIERS[1], x2);
      const low0 = Math.imul(MULTIPLIERS[0], x0) >>> 0;
      const low1 = Math.imul(MULTIPLIERS[1], x2) >>> 0;
      x0 = (high1 ^ x1 ^ key0) >>> 0;
      x1 = low1;
      x2 = (high0 ^ x3 ^ key1) >>> 0;
      x3 = low0;
      key0 = (key0 + INCREMENTS[0]) >>> 0;
      key1 = (key1 + INCREMENTS[1]) >>> 0;
    }
    this.#block[0] = x0;
    this.#block[1] = x1;
    this.#block[2] = x2;
    this.#block[3] = x3;
  }
}
