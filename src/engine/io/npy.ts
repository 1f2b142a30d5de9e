import { strToU8 } from 'fflate';
import { bytesOf, type DType } from '../dtype.ts';
import { fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { claimedCount, readElements, writeBytes } from './bytes.ts';

const MAGIC = '\u0093NUMPY';
const ALIGNMENT = 64;

/** The array interface's type strings (https://numpy.org/doc/stable/reference/arrays.interface.html). */
const TYPE_STRINGS: Partial<Record<DType, string>> = {
  bool: '|b1',
  uint8: '|u1',
  int8: '|i1',
  int16: '<i2',
  int32: '<i4',
  int64: '<i8',
  uint16: '<u2',
  uint32: '<u4',
  uint64: '<u8',
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
};

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** The header is a Python dictionary: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHeader(header: string): { descr: string; fortranOrder: boolean; shape: number[] } {
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || sizes === undefined) {
    throw new ValueError(`not a NumPy array file: its header is not understood: ${header.slice(0, 100)}`);
  }
  return { descr, fortranOrder: order === 'True', shape: (sizes.match(/\d+/g) ?? []).map(Number) };
}

/** The dtype of a type string, and whether its bytes are in the other order. */
function parseType(descr: string): { dtype: DType; swapped: boolean } {
  const swapped = descr.startsWith('>');
  const littleEndian = descr.replace(/^[>=]/, '<').replace(/^<(?=[bui]1)/, '|');
  const dtype = (Object.keys(TYPE_STRINGS) as DType[]).find((name) => TYPE_STRINGS[name] === littleEndian);
  if (dtype === undefined) {
    throw new ValueError(
      `NumPy type '${descr}' is not supported; save as one of ${Object.values(TYPE_STRINGS).join(', ')}`,
    );
  }
  return { dtype, swapped };
}

function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) swapped[i] = bytes[i - (i % size) + (size - 1 - (i % size))]!;
  return swapped;
}

/** What a `.npy` file says of its array before the elements begin. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly dataStart: number;
}

/** The header of a `.npy` file, of which `bytes` are the beginning. Throws ValueError where they are none, or too few. */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  if (latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new ValueError('not a NumPy array file: it does not start with \\x93NUMPY');
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) throw new ValueError(`NumPy array files of version ${version} are not known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthBytes = version >= 2 ? 4 : 2;
  const headerStart = 8 + lengthBytes;
  if (bytes.length < headerStart) throw new ValueError('the NumPy array file ends inside its header');
  const headerLength = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = headerStart + headerLength;
  if (bytes.length < dataStart) throw new ValueError('the NumPy array file ends inside its header');
  return { ...parseHeader(latin1(bytes.subarray(headerStart, dataStart))), dataStart };
}

/**
 * The tensor in a `.npy` file, format 1 to 3 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * Throws ValueError where the bytes are no such file, end too early, or hold a type that tensors do not.
 */
export function loadNpy(bytes: Uint8Array): Tensor {
  const { descr, fortranOrder, shape, dataStart } = readNpyHeader(bytes);
  const { dtype, swapped } = parseType(descr);
  const count = claimedCount(shape, 'the NumPy array file');
  const size = bytesOf(dtype);
  if (bytes.length - dataStart < count * size) {
    throw new ValueError(
      `the NumPy array file is cut short: shape ${formatShape(shape)} needs ${count * size} bytes, ${bytes.length - dataStart} are there`,
    );
  }
  const data = bytes.subarray(dataStart, dataStart + count * size);
  const values = readElements(dtype, swapped ? swapBytes(data, size) : data, count);
  if (!fortranOrder) return fromElements(values, shape, dtype);
  const reversed = fromElements(values, shape.toReversed(), dtype);
  return reversed.permute(shape.map((_, dim) => shape.length - 1 - dim)).contiguous();
}

/** A `.npy` file, format 1, with the tensor's elements. Throws ValueError for bfloat16, which NumPy does not know. */
export function saveNpy(tensor: Tensor): Uint8Array {
  const descr = TYPE_STRINGS[tensor.dtype];
  if (descr === undefined) {
    throw new ValueError(`NumPy has no type for ${tensor.dtype}; convert with .to('float32') or save as safetensors`);
  }
  const { shape } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = MAGIC.length + 4;
  const total = Math.ceil((start + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${dictionary.padEnd(total - start - 1)}\n`;
  const data = writeBytes(tensor);
  const file = new Uint8Array(total + data.length);
  file.set(Array.from(MAGIC, (letter) => letter.charCodeAt(0)));
  file.set([1, 0, header.length & 0xff, header.length >> 8], MAGIC.length);
  file.set(strToU8(header), start);
  file.set(data, total);
  return file;
}
