import { readNpyHeader } from '../engine/io/npy.ts';
import type { ByteSource } from './byteSource.ts';
import { type ByteStream, storedBytes } from './byteStream.ts';
import { type ElementType, elementType } from './elementTypes.ts';
import { reasonOf, TensorFileError } from './errors.ts';
import { listed, storedTensor, type StoredTensor, unreadable } from './storedTensor.ts';
import type { TensorDirectory } from './tensorDirectory.ts';
import { readZip, type ZipEntry } from './zipArchive.ts';

/** The kinds of the array interface's type strings (https://numpy.org/doc/stable/reference/arrays.interface.html). */
const KINDS: Readonly<Record<string, (bytes: number) => string>> = {
  b: () => 'bool',
  u: (bytes) => `uint${8 * bytes}`,
  i: (bytes) => `int${8 * bytes}`,
  f: (bytes) => `float${8 * bytes}`,
  c: (bytes) => `complex${8 * bytes}`,
};

/** What other kinds are, and why they have no statistics. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  O: 'it holds Python objects, which only code in the file could make; that is never run',
  S: 'it holds texts',
  U: 'it holds texts',
  M: 'it holds dates',
  m: 'it holds durations',
  V: 'it holds raw bytes',
};

/** The type that NumPy writes as `descr`. Throws TensorFileError where its elements are no numbers that can be read. */
export function numpyType(descr: string): { readonly type: ElementType; readonly isBigEndian: boolean } {
  const [, order, kind = '', size = ''] = /^([<>|=]?)(\w)(\d*)/.exec(descr) ?? [];
  const type = elementType(KINDS[kind]?.(Number(size)) ?? '');
  if (type === undefined) throw new TensorFileError(OTHER_KINDS[kind] ?? `its type '${descr}' is not read`);
  return { type, isBigEndian: order === '>' };
}

/** How many elements lie between neighbours of each dimension where the first changes fastest. */
export function fortranStrides(shape: readonly number[]): number[] {
  let step = 1;
  return shape.map((size) => {
    const stride = step;
    step *= size;
    return stride;
  });
}

/** The longest header: NumPy itself reads no more than 10,000 bytes unless told to. */
const MOST_HEADER_BYTES = 2 ** 20;

async function firstPiece(stream: ByteStream): Promise<Uint8Array> {
  for await (const piece of stream.pieces(Math.max(1, Math.min(stream.length, MOST_HEADER_BYTES)))) return piece;
  return new Uint8Array(0);
}

/** The array of a `.npy` file. Throws TensorFileError or ValueError where that is none. */
async function readArray(name: string, stream: ByteStream): Promise<StoredTensor> {
  const beginning = await firstPiece(stream);
  if (isStructured(beginning)) return unreadable(name, 'record', [], 'it holds records of several fields');
  const { descr, fortranOrder, shape, dataStart } = readNpyHeader(beginning);
  return listed(name, descr, shape, () => {
    const { type, isBigEndian } = numpyType(descr);
    const strides = fortranOrder ? fortranStrides(shape) : undefined;
    return storedTensor({ name, shape }, type, stream.slice(dataStart, stream.length - dataStart), {
      strides,
      isBigEndian,
    });
  });
}

/** Whether the type is a list of fields. */
function isStructured(beginning: Uint8Array): boolean {
  return /'descr':\s*\[/.test(Buffer.from(beginning.subarray(0, 1000)).toString('latin1'));
}

/** A `.npy` file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
export async function readNpy(source: ByteSource): Promise<TensorDirectory> {
  return { format: 'npy', tensors: [await readArray('', storedBytes(source, 0, source.size))] };
}

const ENDING = '.npy';

async function readEntry({ name, open }: ZipEntry): Promise<StoredTensor> {
  const title = name.slice(0, -ENDING.length);
  try {
    return await readArray(title, await open());
  } catch (error) {
    return unreadable(title, '?', [], reasonOf(error));
  }
}

/** A `.npz` archive (https://numpy.org/doc/stable/reference/generated/numpy.savez.html). */
export async function readNpz(source: ByteSource, entries?: readonly ZipEntry[]): Promise<TensorDirectory> {
  const tensors: StoredTensor[] = [];
  const all = entries ?? (await readZip(source));
  for (const entry of all.filter(({ name }) => name.endsWith(ENDING))) tensors.push(await readEntry(entry));
  const others = all.filter(({ name }) => !name.endsWith(ENDING) && !name.endsWith('/'));
  return {
    format: 'npz',
    tensors,
    warnings: others.length === 0 ? [] : [`${others.length} files of the archive are no NumPy arrays.`],
  };
}
