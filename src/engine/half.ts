/**
 * The two floating formats of 16 bits: they are stored so and computed with in float32.
 *
 * - float16: 1 sign, 5 exponent and 10 fraction bits (IEEE 754 binary16).
 * - bfloat16: the upper half of a float32.
 */
export type HalfFormat = 'float16' | 'bfloat16';

const float32 = new Float32Array(1);
const bits32 = new Uint32Array(float32.buffer);

/** The bits of the bfloat16 nearest to `value`; ties go to the even one. */
function encodeBfloat16(value: number): number {
  float32[0] = value;
  const bits = bits32[0]!;
  if (Number.isNaN(value)) return 0x7fc0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function decodeBfloat16(bits: number): number {
  bits32[0] = bits << 16;
  return float32[0]!;
}

const SMALLEST_NORMAL = 2 ** -14;
const SUBNORMAL_STEP = 2 ** -24;
/** From here on a value rounds to infinity: half a step above the largest float16, 65504. */
const OVERFLOW = 65520;

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The bits of the float16 nearest to `value` rounded to float32; ties go to the even one. */
function encodeFloat16(value: number): number {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return 0x7e00;
  const sign = rounded < 0 || Object.is(rounded, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(rounded);
  if (magnitude >= OVERFLOW) return sign | 0x7c00;
  if (magnitude < SMALLEST_NORMAL) return sign | roundToEven(magnitude / SUBNORMAL_STEP);
  const exponent = Math.floor(Math.log2(magnitude));
  // log2 may round up to the next power of two.
  const scale = 2 ** exponent > magnitude ? exponent - 1 : exponent;
  // A fraction that rounds up to 2048 carries into the exponent, which is the right result.
  return sign | (((scale + 15) << 10) + roundToEven(magnitude * 2 ** (10 - scale)) - 1024);
}

function decodeFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * SUBNORMAL_STEP;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const ENCODE = { float16: encodeFloat16, bfloat16: encodeBfloat16 };
const DECODE = { float16: decodeFloat16, bfloat16: decodeBfloat16 };

/** The number whose bits these are. */
export function decodeHalf(format: HalfFormat, bits: number): number {
  return DECODE[format](bits);
}

/** The bits of the number of this format that is nearest to `value`. */
export function encodeHalf(format: HalfFormat, value: number): number {
  return ENCODE[format](value);
}
