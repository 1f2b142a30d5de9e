import type { DType } from '../dtype.ts';
import { ValueError } from '../errors.ts';
import { elementCount, formatShape } from '../shape.ts';
import { Storage } from '../storage.ts';
import { Tensor } from '../tensor.ts';

const MAGIC = '\u0093NUMPY';

interface ElementType {
  readonly dtype: DType;
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** The array interface's type strings (https://numpy.org/doc/stable/reference/arrays.interface.html). */
const ELEMENT_TYPES: Record<string, ElementType> = {
  '|b1': { dtype: 'bool', bytes: 1, read: (view, offset) => view.getUint8(offset) },
  '|u1': { dtype: 'uint8', bytes: 1, read: (view, offset) => view.getUint8(offset) },
  '<i4': { dtype: 'int32', bytes: 4, read: (view, offset) => view.getInt32(offset, true) },
  '<i8': { dtype: 'int64', bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset, true)) },
  '<f4': { dtype: 'float32', bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  '<f8': { dtype: 'float64', bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
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

/**
 * The tensor in a `.npy` file, format 1 to 3 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * Throws ValueError where the bytes are no such file, end too early, or hold a type that tensors do not.
 */
export function loadNpy(bytes: Uint8Array): Tensor {
  if (latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new ValueError('not a NumPy array file: it does not start with \\x93NUMPY');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthBytes = (bytes[6] ?? 0) >= 2 ? 4 : 2;
  const headerStart = 8 + lengthBytes;
  if (bytes.length < headerStart) throw new ValueError('the NumPy array file ends inside its header');
  const headerLength = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = headerStart + headerLength;
  if (bytes.length < dataStart) throw new ValueError('the NumPy array file ends inside its header');
  const { descr, fortranOrder, shape } = parseHeader(latin1(bytes.subarray(headerStart, dataStart)));
  const type = ELEMENT_TYPES[descr];
  if (type === undefined) {
    throw new ValueError(
      `NumPy type '${descr}' is not supported; save as one of ${Object.keys(ELEMENT_TYPES).join(', ')}`,
    );
  }
  const count = elementCount(shape);
  if (bytes.length - dataStart < count * type.bytes) {
    throw new ValueError(
      `the NumPy array file is cut short: shape ${formatShape(shape)} needs ${count * type.bytes} bytes, ${bytes.length - dataStart} are there`,
    );
  }
  const storage = Storage.allocate(type.dtype, shape);
  for (let i = 0; i < count; i++) storage.data[i] = type.read(view, dataStart + i * type.bytes);
  if (!fortranOrder) return new Tensor(storage, shape);
  const reversed = new Tensor(storage, shape.toReversed());
  return reversed.permute(shape.map((_, dim) => shape.length - 1 - dim)).contiguous();
}
