import {
  allocate,
  allocateResult,
  decodeAt,
  type DType,
  encode,
  isFloating,
  isHalf,
  type NumericArray,
  type StorageArray,
} from './dtype.ts';
import { forEachOffset } from './kernels/strided.ts';
import { windowOf } from './memory/heap.ts';
import { mapFloat64 } from './memory/small.ts';
import { contiguousStrides, elementCount, type Shape } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

/**
 * The elements of `x` in row-major order, to read at once: a window on its memory where that is possible, else a copy.
 * Never write to it; {@link Tensor.values} is the copy for others.
 */
export function elements(x: Tensor): NumericArray {
  const { data } = x.storage;
  if (isHalf(x.dtype)) return decoded(x);
  const count = elementCount(x.shape);
  if (x.isContiguous()) {
    return x.offset === 0 && count === data.length ? data : windowOf(data, x.offset, x.offset + count);
  }
  const copy = allocateResult(x.dtype, x.shape);
  forEachOffset(x.shape, x.strides, x.offset, (offset, index) => {
    copy[index] = data[offset]!;
  });
  return copy;
}

/** Whether no element is NaN or infinite. */
export function isAllFinite(x: Tensor): boolean {
  if (!isFloating(x.dtype)) return true;
  const values = elements(x);
  let rest = 0;
  for (const value of values) rest += value * 0;
  return rest === 0;
}

/** A copy of the elements of `x` in row-major order, for a tensor of the same dtype. */
export function copyOfElements(x: Tensor): NumericArray {
  const values = elements(x);
  const copy = allocateResult(x.dtype, x.shape);
  copy.set(values);
  return copy;
}

function decoded(x: Tensor): NumericArray {
  const values = allocate(x.dtype, x.shape);
  forEachOffset(x.shape, x.strides, x.offset, (offset, index) => {
    values[index] = decodeAt(x.dtype, x.storage.data, offset);
  });
  return values;
}

/**
 * A new tensor with `values` in row-major order. It takes the array over where that has the dtype's own type, so the
 * caller must not keep it; other arrays are rounded into a copy.
 */
export function fromElements(values: ArrayLike<number>, shape: Shape, dtype: DType): Tensor {
  return new Tensor(new Storage(dtype, encode(dtype, values)), shape);
}

/** The elements of `x` as a loop over strides reads them. */
export interface StridedElements {
  readonly data: NumericArray;
  readonly offset: number;
  readonly strides: readonly number[];
}

export function stridedElements(x: Tensor): StridedElements {
  const { data } = x.storage;
  return isHalf(x.dtype)
    ? { data: decoded(x), offset: 0, strides: contiguousStrides(x.shape) }
    : { data, offset: x.offset, strides: x.strides };
}

/** Overwrites the elements of `target` by `values`, given in row-major order. Tells the storage beforehand. */
export function writeElements(target: Tensor, values: ArrayLike<number>): void {
  const { storage } = target;
  storage.willWrite();
  if (values.length === 0) return;
  const encoded = encode(target.dtype, isFloating(target.dtype) ? values : mapFloat64(values, (value) => value));
  if (target.isContiguous()) {
    storage.data.set(encoded, target.offset);
    return;
  }
  const unchanging = isWithin(encoded, storage.data) ? encoded.slice() : encoded;
  forEachOffset(target.shape, target.strides, target.offset, (offset, index) => {
    storage.data[offset] = unchanging[index]!;
  });
}

/** Whether an array is a window on the memory of another. */
function isWithin(part: StorageArray, whole: StorageArray): boolean {
  const start = part.byteOffset - whole.byteOffset;
  return part.buffer === whole.buffer && start >= 0 && start < whole.byteLength;
}
