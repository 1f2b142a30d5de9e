import type { NumericArray } from '../engine/index.ts';
import { decodeHalf } from '../engine/half.ts';

/** How elements lie in a file. */
export interface ElementType {
  /** In PyTorch's words. */
  readonly name: string;
  readonly bytes: number;
  readonly isFloating: boolean;
  /** The elements as numbers; of complex ones their magnitudes. `bytes`: whole elements, at the start of their memory. */
  readonly decode: (bytes: Uint8Array, isBigEndian: boolean) => NumericArray;
}

type ArrayClass<T> = new (buffer: ArrayBufferLike, offset: number, length: number) => T;

/** The bytes of numbers of `size` bytes turned around. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(bytes);
  if (size === 2) copy.swap16();
  else if (size === 4) copy.swap32();
  else if (size === 8) copy.swap64();
  // A small Buffer lies anywhere in a common memory.
  return Uint8Array.from(copy);
}

function seenAs<T>(arrayClass: ArrayClass<T>, size: number, bytes: Uint8Array, isBigEndian: boolean): T {
  const ordered = isBigEndian && size > 1 ? swapped(bytes, size) : bytes;
  return new arrayClass(ordered.buffer, ordered.byteOffset, Math.floor(ordered.length / size));
}

function plain(name: string, size: number, arrayClass: ArrayClass<NumericArray>, isFloating = false): ElementType {
  return { name, bytes: size, isFloating, decode: (bytes, big) => seenAs(arrayClass, size, bytes, big) };
}

/** Integers of 64 bits become the nearest float64. */
function wide(name: string, arrayClass: ArrayClass<BigInt64Array | BigUint64Array>): ElementType {
  return {
    name,
    bytes: 8,
    isFloating: false,
    decode: (bytes, big) => Float64Array.from(seenAs(arrayClass, 8, bytes, big), Number),
  };
}

function complex(name: string, size: number, arrayClass: ArrayClass<Float32Array | Float64Array>): ElementType {
  return {
    name,
    bytes: 2 * size,
    isFloating: true,
    decode: (bytes, big) => {
      const parts = seenAs(arrayClass, size, bytes, big);
      return Float64Array.from({ length: parts.length / 2 }, (_, i) => Math.hypot(parts[2 * i]!, parts[2 * i + 1]!));
    },
  };
}

/** Numbers of few bits, each looked up by them. */
function tabled(name: string, size: 1 | 2, decodeOne: (bits: number) => number): ElementType {
  let table: Float32Array | undefined;
  return {
    name,
    bytes: size,
    isFloating: true,
    decode: (bytes, big) => {
      const known = (table ??= Float32Array.from({ length: 2 ** (8 * size) }, (_, bits) => decodeOne(bits)));
      const bits = size === 1 ? bytes : seenAs(Uint16Array, 2, bytes, big);
      const values = new Float32Array(bits.length);
      for (let i = 0; i < values.length; i++) values[i] = known[bits[i]!]!;
      return values;
    },
  };
}

/**
 * A float of 8 bits, of which `fraction` are its fraction (P. Micikevicius et al., FP8 Formats for Deep Learning, 2022);
 * `finiteOnly`: only all ones are NaN, and nothing is infinite.
 */
function decodeFloat8(bits: number, fraction: number, bias: number, finiteOnly: boolean): number {
  const sign = bits & 0x80 ? -1 : 1;
  const exponentBits = 7 - fraction;
  const exponent = (bits & 0x7f) >> fraction;
  const rest = bits & ((1 << fraction) - 1);
  const top = (1 << exponentBits) - 1;
  if (finiteOnly && (bits & 0x7f) === 0x7f) return NaN;
  if (!finiteOnly && exponent === top) return rest === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return (sign * rest * 2 ** (1 - bias)) / (1 << fraction);
  return sign * (1 + rest / (1 << fraction)) * 2 ** (exponent - bias);
}

const TYPES: readonly ElementType[] = [
  {
    name: 'bool',
    bytes: 1,
    isFloating: false,
    decode: (bytes) => Uint8Array.from(bytes, (byte) => Number(byte !== 0)),
  },
  plain('uint8', 1, Uint8Array),
  plain('int8', 1, Int8Array),
  plain('int16', 2, Int16Array),
  plain('uint16', 2, Uint16Array),
  plain('int32', 4, Int32Array),
  plain('uint32', 4, Uint32Array),
  wide('int64', BigInt64Array),
  wide('uint64', BigUint64Array),
  tabled('float16', 2, (bits) => decodeHalf('float16', bits)),
  tabled('bfloat16', 2, (bits) => decodeHalf('bfloat16', bits)),
  tabled('float8_e4m3fn', 1, (bits) => decodeFloat8(bits, 3, 7, true)),
  tabled('float8_e5m2', 1, (bits) => decodeFloat8(bits, 2, 15, false)),
  plain('float32', 4, Float32Array, true),
  plain('float64', 8, Float64Array, true),
  complex('complex64', 4, Float32Array),
  complex('complex128', 8, Float64Array),
];

const BY_NAME = new Map(TYPES.map((type) => [type.name, type]));

/** The type that PyTorch calls `name`; undefined where elements of it cannot be read. */
export function elementType(name: string): ElementType | undefined {
  return BY_NAME.get(name);
}
