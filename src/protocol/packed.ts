import * as v from 'valibot';

/** Characters of base64 that one number takes. */
const CHARACTERS = 4;
const BYTES = 3;

/** Half of what the last kept bit of the mantissa stands for. */
const HALF = 0x80;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Numbers as text: of each float32 the upper three bytes, rounded to nearest, in base64. That keeps the range of float32,
 * NaN and ±∞ included, and 4.8 decimal digits, enough for whatever a chart or a table shows.
 */
export function pack(numbers: ArrayLike<number>): string {
  const bytes = Array.from(numbers, (number) => {
    float[0] = number;
    // Rounding up the largest numbers would make them infinite, and NaN something else.
    const rounds = Number.isFinite(float[0]) && (bits[0]! & 0x7fffff00) < 0x7f7fff00;
    const rounded = rounds ? bits[0]! + HALF : bits[0]!;
    return String.fromCharCode((rounded >>> 24) & 0xff, (rounded >>> 16) & 0xff, (rounded >>> 8) & 0xff);
  });
  return btoa(bytes.join(''));
}

/** The numbers that {@link pack} made `text` of. */
export function unpack(text: string): Float32Array {
  const bytes = atob(text);
  return Float32Array.from({ length: Math.floor(bytes.length / BYTES) }, (_, i) => {
    const byte = (at: number): number => bytes.charCodeAt(BYTES * i + at);
    bits[0] = (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8);
    return float[0]!;
  });
}

/** A text of packed numbers, `maxCount` at most. */
export function packedNumbers(maxCount: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.maxLength(CHARACTERS * maxCount),
    v.regex(/^(?:[A-Za-z0-9+/]{4})*$/, 'no packed numbers'),
  );
}
