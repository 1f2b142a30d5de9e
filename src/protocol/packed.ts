import * as v from 'valibot';

/** Characters of base64 that one number takes. */
const CHARACTERS = 4;
const BYTES = 3;

/** Stands before numbers that are packed as parts of float64. */
const WIDE = '^';

/** A format whose numbers are cut to their first three bytes: the bits of one, its first 32 bits last. */
interface Format {
  readonly float: Float32Array | Float64Array;
  readonly bits: Uint32Array;
}

const float = new Float32Array(1);
const double = new Float64Array(1);
const NARROW_FORMAT: Format = { float, bits: new Uint32Array(float.buffer) };
const WIDE_FORMAT: Format = { float: double, bits: new Uint32Array(double.buffer) };

/** Half of what the last kept bit of the mantissa stands for. */
const HALF = 0x80;

/** Whether float32 makes an infinity or 0 of `number`, which is neither. */
function isBeyondFloat32(number: number): boolean {
  const nearest = Math.fround(number);
  return Number.isFinite(number) && (!Number.isFinite(nearest) || (nearest === 0 && number !== 0));
}

/**
 * Numbers as text: of each float32 the upper three bytes, rounded to nearest, in base64. That keeps NaN, ±∞ and 4.8 decimal
 * digits, enough for whatever a chart or a table shows. Where one of them is beyond the range of float32 it is the upper
 * three bytes of each float64, which keep 3.9 digits.
 */
export function pack(numbers: ArrayLike<number>): string {
  const all = Array.from(numbers);
  const isWide = all.some(isBeyondFloat32);
  const { float: value, bits } = isWide ? WIDE_FORMAT : NARROW_FORMAT;
  const last = bits.length - 1;
  const bytes = all.map((number) => {
    value[0] = number;
    const upper = bits[last]!;
    const isFinite = Number.isFinite(value[0]);
    bits[last] = upper + HALF;
    // Rounding up the largest numbers would make them infinite, and NaN something else.
    const rounded = isFinite && Number.isFinite(value[0]) ? upper + HALF : upper;
    return String.fromCharCode((rounded >>> 24) & 0xff, (rounded >>> 16) & 0xff, (rounded >>> 8) & 0xff);
  });
  return (isWide ? WIDE : '') + btoa(bytes.join(''));
}

/** The numbers that {@link pack} made `text` of. */
export function unpack(text: string): Float64Array {
  const isWide = text.startsWith(WIDE);
  const { float: value, bits } = isWide ? WIDE_FORMAT : NARROW_FORMAT;
  const bytes = atob(isWide ? text.slice(WIDE.length) : text);
  return Float64Array.from({ length: Math.floor(bytes.length / BYTES) }, (_, i) => {
    const byte = (at: number): number => bytes.charCodeAt(BYTES * i + at);
    bits.fill(0);
    bits[bits.length - 1] = (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8);
    return value[0]!;
  });
}

/** A text of packed numbers, `maxCount` at most. */
export function packedNumbers(maxCount: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.maxLength(CHARACTERS * maxCount + WIDE.length),
    v.regex(/^\^?(?:[A-Za-z0-9+/]{4})*$/, 'no packed numbers'),
  );
}
