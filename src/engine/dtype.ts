import { RuntimeError } from './errors.ts';
import { currentNative } from './memory/native.ts';
import { newArray } from './memory/small.ts';
import { elementCount, formatShape, type Shape } from './shape.ts';
import { decodeHalf, encodeHalf } from './half.ts';

export type DType =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64';

/** Numbers to compute with. */
export type NumericArray =
  Float32Array | Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array | Uint16Array | Uint32Array;

/** What a tensor's memory is made of: numbers, or the bits of floats of 16 bits. */
export type StorageArray = NumericArray;

type Category = 'bool' | 'integer' | 'floating';

type NumericArrayClass =
  | Float32ArrayConstructor
  | Float64ArrayConstructor
  | Int32ArrayConstructor
  | Int16ArrayConstructor
  | Int8ArrayConstructor
  | Uint8ArrayConstructor
  | Uint16ArrayConstructor
  | Uint32ArrayConstructor;

interface DTypeTraits {
  readonly category: Category;
  /** Where two dtypes of a category meet, the one of the higher rank is the result's. */
  readonly rank: number;
  readonly bytes: number;
  /** What PyTorch's messages call it: `Long`, and `long` in C++. */
  readonly title: string;
  readonly scalarName: string;
  /** The arrays to compute in. */
  readonly arrayClass: NumericArrayClass;
}

/** Integers of 64 bits are kept in float64, which is exact to ±2^53; the floats of 16 bits are computed in float32. */
const TRAITS: Record<DType, DTypeTraits> = {
  bool: {
    category: 'bool',
    rank: 0,
    bytes: 1,
    title: 'Bool',
    scalarName: 'bool',
    arrayClass: Uint8Array,
  },
  uint8: {
    category: 'integer',
    rank: 1,
    bytes: 1,
    title: 'Byte',
    scalarName: 'unsigned char',
    arrayClass: Uint8Array,
  },
  int8: {
    category: 'integer',
    rank: 1,
    bytes: 1,
    title: 'Char',
    scalarName: 'signed char',
    arrayClass: Int8Array,
  },
  int16: {
    category: 'integer',
    rank: 2,
    bytes: 2,
    title: 'Short',
    scalarName: 'short',
    arrayClass: Int16Array,
  },
  int32: {
    category: 'integer',
    rank: 3,
    bytes: 4,
    title: 'Int',
    scalarName: 'int',
    arrayClass: Int32Array,
  },
  int64: {
    category: 'integer',
    rank: 4,
    bytes: 8,
    title: 'Long',
    scalarName: 'long',
    arrayClass: Float64Array,
  },
  uint16: {
    category: 'integer',
    rank: 2,
    bytes: 2,
    title: 'UInt16',
    scalarName: 'unsigned short',
    arrayClass: Uint16Array,
  },
  uint32: {
    category: 'integer',
    rank: 3,
    bytes: 4,
    title: 'UInt32',
    scalarName: 'unsigned int',
    arrayClass: Uint32Array,
  },
  uint64: {
    category: 'integer',
    rank: 4,
    bytes: 8,
    title: 'UInt64',
    scalarName: 'unsigned long',
    arrayClass: Float64Array,
  },
  float16: {
    category: 'floating',
    rank: 1,
    bytes: 2,
    title: 'Half',
    scalarName: 'c10::Half',
    arrayClass: Float32Array,
  },
  bfloat16: {
    category: 'floating',
    rank: 1,
    bytes: 2,
    title: 'BFloat16',
    scalarName: 'c10::BFloat16',
    arrayClass: Float32Array,
  },
  float32: {
    category: 'floating',
    rank: 2,
    bytes: 4,
    title: 'Float',
    scalarName: 'float',
    arrayClass: Float32Array,
  },
  float64: {
    category: 'floating',
    rank: 3,
    bytes: 8,
    title: 'Double',
    scalarName: 'double',
    arrayClass: Float64Array,
  },
};

const CATEGORIES: readonly Category[] = ['bool', 'integer', 'floating'];

/** The dtype of new tensors and of the result when an integer tensor is divided or averaged. */
export const DEFAULT_DTYPE: DType = 'float32';

export const DTYPES = Object.keys(TRAITS) as readonly DType[];

export function isFloating(dtype: DType): boolean {
  return TRAITS[dtype].category === 'floating';
}

/** 0 for bool, 1 for integers, 2 for floats: values of one category can be kept in it and in all higher ones. */
export function dtypeCategory(dtype: DType): number {
  return CATEGORIES.indexOf(TRAITS[dtype].category);
}

export function isHalf(dtype: DType): dtype is 'float16' | 'bfloat16' {
  return dtype === 'float16' || dtype === 'bfloat16';
}

/** The dtype itself where it is floating, else the default one. */
export function toFloating(dtype: DType): DType {
  return isFloating(dtype) ? dtype : DEFAULT_DTYPE;
}

/** Bytes that one element takes in memory and in files. */
export function bytesOf(dtype: DType): number {
  return TRAITS[dtype].bytes;
}

/** `Long`, `Float`: the name in PyTorch's messages. */
export function dtypeTitle(dtype: DType): string {
  return TRAITS[dtype].title;
}

/** `long`, `float`: the name in those messages of PyTorch that come from C++. */
export function scalarName(dtype: DType): string {
  return TRAITS[dtype].scalarName;
}

/** The smallest number that makes a difference when it is added to 1: what `torch.finfo(dtype).eps` is. */
export function machineEpsilon(dtype: DType): number {
  const bits: Partial<Record<DType, number>> = { float16: 10, bfloat16: 7, float64: 52 };
  return 2 ** -(bits[dtype] ?? 23);
}

/** How many elements there are: their number, or the shape that an error names. */
type Extent = number | Shape;

const lengthOf = (extent: Extent): number => (typeof extent === 'number' ? extent : elementCount(extent));

/** The error of a machine, or a kernel's memory, that has no room for a tensor. */
function notEnoughMemory(dtype: DType, extent: Extent): RuntimeError {
  const length = lengthOf(extent);
  const what =
    typeof extent === 'number' ? `${length} elements of ${dtype}` : `a ${dtype} tensor of shape ${formatShape(extent)}`;
  return new RuntimeError(
    `DefaultCPUAllocator: not enough memory: you tried to allocate ${length * bytesOf(dtype)} bytes for ${what}. Use a smaller shape or work in batches.`,
  );
}

/** A zero-filled array to compute so many elements of `dtype` in. Throws RuntimeError beyond the memory. */
export function allocate(dtype: DType, extent: Extent): NumericArray {
  try {
    return newArray<NumericArray>(TRAITS[dtype].arrayClass, lengthOf(extent));
  } catch {
    throw notEnoughMemory(dtype, extent);
  }
}

/** From this length on kernels are faster than loops in JavaScript. */
const NATIVE_FROM = 512;

/** Smaller arrays find room elsewhere when the kernels' memory is full. */
const LARGE_LENGTH = 2 ** 18;

/** As {@link allocate}, but with undefined contents, and where the kernels see it: for results that are written whole. */
export function allocateResult(dtype: DType, extent: Extent): NumericArray {
  const length = lengthOf(extent);
  const heap = dtype === 'float32' && length >= NATIVE_FROM ? currentNative()?.heap : undefined;
  const array = heap?.allocate(Float32Array, length);
  if (array !== undefined) return array;
  if (heap?.collectsGarbage === true && length >= LARGE_LENGTH) throw notEnoughMemory(dtype, extent);
  return allocate(dtype, extent);
}

/** The dtypes whose arrays can hold numbers that they do not have: bool lies in bytes, integers of 64 bits in float64. */
const ROOMIER_ARRAYS: readonly DType[] = ['bool', 'int64', 'uint64'];

/** Numbers as the memory of a tensor of `dtype`: the same array where it has that type, else a rounded copy. */
export function encode(dtype: DType, values: ArrayLike<number>): StorageArray {
  if (isHalf(dtype)) return Uint16Array.from(values, (value) => encodeHalf(dtype, value));
  const hasType = values.constructor === TRAITS[dtype].arrayClass;
  if (hasType && !ROOMIER_ARRAYS.includes(dtype)) return values;
  const encoded = hasType ? (values as NumericArray) : allocateResult(dtype, values.length);
  if (isFloating(dtype)) encoded.set(values);
  else for (let i = 0; i < encoded.length; i++) encoded[i] = convert(dtype, values[i]!);
  return encoded;
}

/** The number in a tensor's memory at `index`. */
export function decodeAt(dtype: DType, data: StorageArray, index: number): number {
  return isHalf(dtype) ? decodeHalf(dtype, data[index]!) : data[index]!;
}

/** What NaN and numbers beyond the range become as int64, on the processors that PyTorch runs on. */
const LOWEST_INT64 = -(2 ** 63);

/** `value` as it is kept in a tensor of `dtype`: for bool 0 or 1, for integers without a fraction. */
export function convert(dtype: DType, value: number): number {
  if (dtype === 'bool') return Number(value !== 0);
  if (isFloating(dtype)) return value;
  if (dtype === 'uint64' && value < 0) return 2 ** 64 + Math.trunc(value);
  if (dtype === 'uint64' && value < 2 ** 64) return Math.trunc(value) + 0;
  if (!(Math.abs(value) < 2 ** 63)) return LOWEST_INT64;
  // Adding 0 turns the −0 of float64 into the 0 of integers.
  return Math.trunc(value) + 0;
}

/** `value` rounded to what a tensor of `dtype` can hold. */
export function roundTo(dtype: DType, value: number): number {
  if (dtype === 'float64') return value;
  if (dtype === 'float32') return Math.fround(value);
  return decodeAt(dtype, encode(dtype, [value]), 0);
}

/** The dtype where two tensors meet (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion). */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  const [first, second] = [TRAITS[a], TRAITS[b]];
  if (first.category !== second.category) {
    return dtypeCategory(a) > dtypeCategory(b) ? a : b;
  }
  if (first.rank !== second.rank) return first.rank > second.rank ? a : b;
  return first.category === 'integer' ? 'int16' : 'float32';
}

/** What takes part in an operation: a number counts least, then a tensor without dimensions, then all others. */
interface Participant {
  readonly dtype: DType;
  readonly weight: 'number' | 'zeroDimensional' | 'dimensioned';
}

/**
 * The dtype of an operation on several operands. Only operands of a higher category (bool, integer, floating) than all
 * the weightier ones have a say, so that `float32 · number` stays float32.
 */
export function resultType(participants: readonly Participant[]): DType {
  const weights = ['dimensioned', 'zeroDimensional', 'number'] as const;
  return weights.reduce<DType | undefined>((result, weight) => {
    const dtypes = participants.filter((participant) => participant.weight === weight).map(({ dtype }) => dtype);
    if (dtypes.length === 0) return result;
    const promoted = dtypes.reduce(promote);
    if (result === undefined) return promoted;
    return dtypeCategory(promoted) > dtypeCategory(result) ? promoted : result;
  }, undefined)!;
}

/** The dtype that a JavaScript number has in an operation: whole numbers count as integers. */
export function numberDType(value: number | boolean): DType {
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int64' : DEFAULT_DTYPE;
}
