const POOL_SIZE = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/** Turns entropy into well mixed words; the constant moves on with every use. */
class Hash {
  #constant = INIT_A;

  mix(value: number): number {
    const mixed = value ^ this.#constant;
    this.#constant = Math.imul(this.#constant, MULT_A);
    const product = Math.imul(mixed, this.#constant);
    return product ^ (product >>> 16);
  }
}

function combine(x: number, y: number): number {
  const result = (Math.imul(MIX_LEFT, x) - Math.imul(MIX_RIGHT, y)) | 0;
  return result ^ (result >>> 16);
}

/** A seed as words of 32 bits, the low one first. */
export function wordsOf(seed: number): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0; rest = Math.floor(rest / 2 ** 32)) words.push((rest % 2 ** 32) | 0);
  return words.length === 0 ? [0] : words;
}

/**
 * `count` words of 32 bits from the words of a seed: NumPy's SeedSequence (O'Neill, "Developing a seed_seq Alternative";
 * https://numpy.org/doc/stable/reference/random/bit_generators/generated/numpy.random.SeedSequence.html).
 */
export function seedState(entropy: readonly number[], count: number): number[] {
  const hash = new Hash();
  const pool = Array.from({ length: POOL_SIZE }, (_, i) => hash.mix(entropy[i] ?? 0));
  for (let source = 0; source < POOL_SIZE; source++) {
    for (let target = 0; target < POOL_SIZE; target++) {
      if (source !== target) pool[target] = combine(pool[target]!, hash.mix(pool[source]!));
    }
  }
  for (const word of entropy.slice(POOL_SIZE)) {
    for (let target = 0; target < POOL_SIZE; target++) pool[target] = combine(pool[target]!, hash.mix(word));
  }
  let constant = INIT_B;
  return Array.from({ length: count }, (_, i) => {
    const mixed = pool[i % POOL_SIZE]! ^ constant;
    constant = Math.imul(constant, MULT_B);
    const product = Math.imul(mixed, constant);
    return (product ^ (product >>> 16)) >>> 0;
  });
}

/** As {@link seedState}, `count` words of 64 bits. */
export function seedWords(entropy: readonly number[], count: number): bigint[] {
  const words = seedState(entropy, 2 * count).map(BigInt);
  return Array.from({ length: count }, (_, i) => words[2 * i]! | (words[2 * i + 1]! << 32n));
}
