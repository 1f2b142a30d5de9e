const SIZE = 624;
const MIDDLE = 397;

/** MT19937, the generator behind PyTorch's and NumPy's legacy random numbers (Matsumoto and Nishimura, 1998). */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#state[i - 1]!;
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The state after seeding with several words of 32 bits: `init_by_array` of the reference implementation. */
  static fromWords(words: readonly number[]): MersenneTwister {
    const made = new MersenneTwister(19650218);
    const state = made.#state;
    let [i, j] = [1, 0];
    const advance = (): void => {
      i++;
      if (i < SIZE) return;
      state[0] = state[SIZE - 1]!;
      i = 1;
    };
    const spread = (multiplier: number): number =>
      state[i]! ^ Math.imul(state[i - 1]! ^ (state[i - 1]! >>> 30), multiplier);
    for (let k = Math.max(SIZE, words.length); k > 0; k--) {
      state[i] = spread(1664525) + words[j]! + j;
      j = (j + 1) % words.length;
      advance();
    }
    for (let k = SIZE - 1; k > 0; k--) {
      state[i] = spread(1566083941) - i;
      advance();
    }
    state[0] = 0x80000000;
    return made;
  }

  /** The 624 words of the state, and how many of them are used up. */
  get state(): number[] {
    return [...this.#state, this.#next];
  }

  set state(words: readonly number[]) {
    this.#state.set(words.slice(0, SIZE));
    this.#next = words[SIZE]!;
  }

  /** The next 32 random bits, as an integer from 0 to 2^32 - 1. */
  next32(): number {
    if (this.#next === SIZE) this.#twist();
    let bits = this.#state[this.#next++]!;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  }

  /** Has `draw` go on from this state: 624 words, and how many of them are used up, in an array of 625. */
  drawElsewhere(words: Uint32Array, draw: () => void): void {
    words.set(this.#state);
    words[SIZE] = this.#next;
    draw();
    this.#state.set(words.subarray(0, SIZE));
    this.#next = words[SIZE]!;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
      state[i] = state[(i + MIDDLE) % SIZE]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
