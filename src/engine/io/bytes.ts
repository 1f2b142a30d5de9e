import { allocate, bytesOf, type DType, encode, type NumericArray } from '../dtype.ts';
import { decodeHalf } from '../half.ts';
import { ValueError } from '../errors.ts';
import { elements } from '../elements.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** What a file may hold at most: beyond that its sizes are taken for lies. */
export const MAX_ELEMENTS = 2 ** 31;

/**
 * The number of elements that a file claims for `shape`. Throws ValueError where a size is no whole number or the claim
 * is beyond what a tensor can have, before anything is allocated.
 */
export function claimedCount(shape: Shape, file: string): number {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) throw new ValueError(`${file} claims a size of ${size}`);
    count *= size;
    if (count > MAX_ELEMENTS)
      throw new ValueError(`${file} claims more elements than a tensor can have: ${shape.join('×')}`);
  }
  return count;
}

type ReadElement = (view: DataView, offset: number) => number;

const READ: Record<DType, ReadElement> = {
  bool: (view, offset) => Number(view.getUint8(offset) !== 0),
  uint8: (view, offset) => view.getUint8(offset),
  int8: (view, offset) => view.getInt8(offset),
  int16: (view, offset) => view.getInt16(offset, true),
  int32: (view, offset) => view.getInt32(offset, true),
  int64: (view, offset) => Number(view.getBigInt64(offset, true)),
  uint16: (view, offset) => view.getUint16(offset, true),
  uint32: (view, offset) => view.getUint32(offset, true),
  uint64: (view, offset) => Number(view.getBigUint64(offset, true)),
  float16: (view, offset) => decodeHalf('float16', view.getUint16(offset, true)),
  bfloat16: (view, offset) => decodeHalf('bfloat16', view.getUint16(offset, true)),
  float32: (view, offset) => view.getFloat32(offset, true),
  float64: (view, offset) => view.getFloat64(offset, true),
};

/** `count` elements from little-endian bytes, which must be long enough. Throws ValueError for an int64 beyond ±2^53. */
export function readElements(dtype: DType, bytes: Uint8Array, count: number): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = allocate(dtype, count);
  const size = bytesOf(dtype);
  for (let i = 0; i < count; i++) {
    const value = READ[dtype](view, i * size);
    if ((dtype === 'int64' || dtype === 'uint64') && !Number.isSafeInteger(value)) {
      throw new ValueError(`element ${i} is an ${dtype} beyond ±2^53, which this engine cannot hold exactly`);
    }
    values[i] = value;
  }
  return values;
}

/** The elements of a tensor in row-major order as little-endian bytes. */
export function writeBytes(tensor: Tensor): Uint8Array {
  const values = elements(tensor);
  const { dtype } = tensor;
  const bytes = new Uint8Array(values.length * bytesOf(dtype));
  const view = new DataView(bytes.buffer);
  const encoded = encode(dtype, values);
  const size = bytesOf(dtype);
  for (let i = 0; i < encoded.length; i++) {
    const [value, offset] = [encoded[i]!, i * size];
    if (dtype === 'int64') view.setBigInt64(offset, BigInt(value), true);
    else if (dtype === 'uint64') view.setBigUint64(offset, BigInt(value), true);
    else if (dtype === 'float64') view.setFloat64(offset, value, true);
    else if (dtype === 'float32') view.setFloat32(offset, value, true);
    else if (size === 4) view.setInt32(offset, value, true);
    else if (size === 2) view.setUint16(offset, value, true);
    else bytes[offset] = value;
  }
  return bytes;
}
