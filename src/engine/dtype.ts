export type DType = 'float32' | 'float64' | 'int32' | 'int64' | 'uint8' | 'bool';

export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

interface DTypeTraits {
  readonly floating: boolean;
  /** Where two dtypes meet, the one of the higher rank is the result's. */
  readonly rank: number;
  readonly allocate: (length: number) => NumericArray;
}

/** int64 is kept in float64, which is exact to ±2^53. */
const TRAITS: Record<DType, DTypeTraits> = {
  bool: { floating: false, rank: 0, allocate: (length) => new Uint8Array(length) },
  uint8: { floating: false, rank: 1, allocate: (length) => new Uint8Array(length) },
  int32: { floating: false, rank: 2, allocate: (length) => new Int32Array(length) },
  int64: { floating: false, rank: 3, allocate: (length) => new Float64Array(length) },
  float32: { floating: true, rank: 4, allocate: (length) => new Float32Array(length) },
  float64: { floating: true, rank: 5, allocate: (length) => new Float64Array(length) },
};

/** The dtype of new tensors and of the result when an integer tensor is divided or averaged. */
export const DEFAULT_DTYPE: DType = 'float32';

export function isFloating(dtype: DType): boolean {
  return TRAITS[dtype].floating;
}

/** A zero-filled array that holds `length` elements of `dtype`. Throws JavaScript's RangeError beyond the memory. */
export function allocate(dtype: DType, length: number): NumericArray {
  return TRAITS[dtype].allocate(length);
}

/** The dtype of an operation on two tensors (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion). */
export function promote(a: DType, b: DType): DType {
  return TRAITS[a].rank >= TRAITS[b].rank ? a : b;
}

/** The dtype of an operation on a tensor and a JavaScript number, which never widens a floating tensor. */
export function promoteScalar(dtype: DType, scalar: number): DType {
  if (isFloating(dtype)) return dtype;
  if (!Number.isInteger(scalar)) return DEFAULT_DTYPE;
  return dtype === 'bool' ? 'int64' : dtype;
}
