import type { NumericArray } from '../engine/index.ts';
import type { TensorEntry } from '../protocol/tensorFiles.ts';
import type { ByteStream } from './byteStream.ts';
import type { ElementType } from './elementTypes.ts';
import { reasonOf, TensorFileError } from './errors.ts';

/** How a tensor's elements are found in its file. */
export interface StoredElements {
  readonly type: ElementType;
  /** From the first element on. */
  readonly data: ByteStream;
  readonly isBigEndian?: boolean;
  /** How many elements lie between neighbours of each dimension. Default: row-major order. */
  readonly strides?: readonly number[] | undefined;
}

/** A tensor of a file, whose elements are read when they are asked for. */
export interface StoredTensor extends TensorEntry {
  /** Undefined where they cannot be read: `problem` says why. */
  readonly elements?: StoredElements | undefined;
}

/** So many elements are looked at at once. */
export const PIECE_ELEMENTS = 2 ** 20;

/** What a tensor whose elements do not lie in row-major order may take of memory to be put into it. */
const MOST_REORDERED_BYTES = 2 ** 28;

/** The deepest that tensors are nested in frameworks; beyond that a shape is taken for a lie. */
const MOST_DIMENSIONS = 64;

/** The number of elements of a shape. Throws TensorFileError where a size is none, or they are more than 2^53. */
export function countOf(shape: readonly number[]): number {
  if (shape.length > MOST_DIMENSIONS) throw new TensorFileError(`its shape has ${shape.length} dimensions`);
  const wrong = shape.find((size) => !Number.isSafeInteger(size) || size < 0);
  if (wrong !== undefined) throw new TensorFileError(`its shape has a size of ${wrong}`);
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count)) throw new TensorFileError(`its shape ${shape.join(' × ')} has too many elements`);
  return count;
}

/** A tensor that is listed, but cannot be read; `problem`: why. */
export function unreadable(name: string, dtype: string, shape: readonly number[], problem: string): StoredTensor {
  const isShape = shape.length <= MOST_DIMENSIONS && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  return { name, dtype, shape: isShape ? shape : [], bytes: 0, problem };
}

/** The tensor that `make` makes; one that is listed with the reason where it throws. */
export function listed(name: string, dtype: string, shape: readonly number[], make: () => StoredTensor): StoredTensor {
  try {
    return make();
  } catch (error) {
    return unreadable(name, dtype, shape, reasonOf(error));
  }
}

/** Whether strides, from the smallest on, are those of elements without gaps, in any order of dimensions. */
function isDense(shape: readonly number[], strides: readonly number[]): boolean {
  const dims = shape.map((size, dim) => [size, strides[dim]!] as const).filter(([size]) => size !== 1);
  let expected = 1;
  for (const [size, stride] of dims.toSorted((a, b) => a[1] - b[1])) {
    if (stride !== expected) return false;
    expected *= size;
  }
  return true;
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    if (shape[dim] !== 1 && strides[dim] !== expected) return false;
    expected *= shape[dim]!;
  }
  return true;
}

/** How many elements lie from the first to the last. Throws TensorFileError where strides do not belong to the shape. */
export function spanOf(shape: readonly number[], strides: readonly number[]): number {
  const isStrides = strides.length === shape.length && strides.every((step) => Number.isSafeInteger(step) && step >= 0);
  if (!isStrides) throw new TensorFileError(`its strides (${strides.join(', ')}) do not fit its shape`);
  if (countOf(shape) === 0) return 0;
  return shape.reduce((reach, size, dim) => reach + (size - 1) * strides[dim]!, 1);
}

async function* decoded({ type, data, isBigEndian = false }: StoredElements): AsyncGenerator<NumericArray> {
  for await (const piece of data.pieces(PIECE_ELEMENTS * type.bytes)) yield type.decode(piece, isBigEndian);
}

/** The elements in row-major order, all at once. */
async function reordered(shape: readonly number[], elements: StoredElements): Promise<NumericArray> {
  const { type, data, strides = [], isBigEndian = false } = elements;
  const count = countOf(shape);
  if (Math.max(data.length, count * 8) > MOST_REORDERED_BYTES) {
    throw new TensorFileError('its elements do not lie in order, and are too many to be put into it');
  }
  const source = new Float64Array(data.length / type.bytes);
  let filled = 0;
  for await (const piece of data.pieces(PIECE_ELEMENTS * type.bytes)) {
    const values = type.decode(piece, isBigEndian);
    source.set(values, filled);
    filled += values.length;
  }
  const result = new Float64Array(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    result[i] = source[at]!;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      at += strides[dim]!;
      if (++index[dim]! < shape[dim]!) break;
      at -= strides[dim]! * shape[dim]!;
      index[dim] = 0;
    }
  }
  return result;
}

/**
 * The elements of a tensor, {@link PIECE_ELEMENTS} at a time; complex ones as their magnitudes. `order`: `any` where it
 * does not matter, else row-major. Throws TensorFileError where they cannot be read.
 */
export async function* valuesOf(tensor: StoredTensor, order: 'any' | 'rowMajor'): AsyncGenerator<NumericArray> {
  const { elements, shape, problem } = tensor;
  if (elements === undefined) throw new TensorFileError(problem ?? 'its elements are not in the file');
  const { strides } = elements;
  const isInOrder = strides === undefined || isRowMajor(shape, strides) || (order === 'any' && isDense(shape, strides));
  if (isInOrder) {
    yield* decoded(elements);
    return;
  }
  const values = await reordered(shape, elements);
  for (let start = 0; start < values.length; start += PIECE_ELEMENTS) {
    yield values.subarray(start, start + PIECE_ELEMENTS);
  }
}

/**
 * A tensor whose elements lie in `data`, which has room for more, from element `offset` on. Throws TensorFileError where
 * they do not fit into it.
 */
export function storedTensor(
  entry: { readonly name: string; readonly shape: readonly number[]; readonly sharedWith?: string | undefined },
  type: ElementType,
  data: ByteStream,
  layout: { offset?: number; strides?: readonly number[] | undefined; isBigEndian?: boolean } = {},
): StoredTensor {
  const { offset = 0, strides, isBigEndian = false } = layout;
  const count = countOf(entry.shape);
  const span = strides === undefined ? count : spanOf(entry.shape, strides);
  return {
    ...entry,
    dtype: type.name,
    bytes: count * type.bytes,
    elements: { type, data: data.slice(offset * type.bytes, span * type.bytes), strides, isBigEndian },
  };
}
