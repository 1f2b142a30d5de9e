/** The generator's words of 32 and 64 bits. */
export interface Words {
  next32(): number;
  next64(): bigint;
}

/** A whole number from 0 to `largest`: as many bits as that has are drawn, until they do not exceed it. */
export function nextMasked(words: Words, largest: number): number {
  if (largest === 0) return 0;
  const mask = 2 ** Math.ceil(Math.log2(largest + 1)) - 1;
  for (;;) {
    const drawn =
      largest < 2 ** 32 ? (words.next32() & mask) >>> 0 : Number(words.next64() & BigInt.asUintN(53, BigInt(mask)));
    if (drawn <= largest) return drawn;
  }
}

/** Lemire's method (2019): the upper half of a product, without the few that would make it uneven. */
export function nextInteger(words: Words, largest: number): number {
  if (largest === 0) return 0;
  const bits = largest < 2 ** 32 ? 32n : 64n;
  const next = (): bigint => (bits === 32n ? BigInt(words.next32()) : words.next64());
  const range = BigInt(largest) + 1n;
  const threshold = ((1n << bits) - range) % range;
  let product: bigint;
  do product = next() * range;
  while (BigInt.asUintN(Number(bits), product) < threshold);
  return Number(product >> bits);
}

/** Numbers of 1, 8 or 16 bits that one word of 32 after the other is cut into, the low bits first. */
export function smallNumbers(words: Words, bits: 1 | 8 | 16): () => number {
  let [word, left] = [0, 0];
  return () => {
    if (left === 0) {
      word = words.next32();
      left = 32 / bits;
    }
    const drawn = word & (2 ** bits - 1);
    word >>>= bits;
    left--;
    return drawn;
  };
}

/** {@link nextMasked} for the dtypes of few bits. */
export function maskedSmall(next: () => number, bits: number, largest: number): number {
  if (largest === 0) return 0;
  const mask = largest === 2 ** bits - 1 ? largest : 2 ** Math.ceil(Math.log2(largest + 1)) - 1;
  for (;;) {
    const drawn = next() & mask;
    if (drawn <= largest) return drawn;
  }
}

/** {@link nextInteger} for the dtypes of few bits. */
export function integerSmall(next: () => number, bits: number, largest: number): number {
  if (largest === 0) return 0;
  const limit = 2 ** bits;
  if (largest === limit - 1 || bits === 1) return next();
  const range = largest + 1;
  let product = next() * range;
  if (product % limit < range) {
    const threshold = (limit - 1 - largest) % range;
    while (product % limit < threshold) product = next() * range;
  }
  return Math.floor(product / limit);
}
