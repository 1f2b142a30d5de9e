import type { OpenTensorFile, TensorEntry, TensorFile } from '../protocol/tensorFiles.ts';
import { type ByteSource, inMemory, openFile } from './byteSource.ts';
import { TensorFileError } from './errors.ts';
import { readNpy, readNpz } from './numpy.ts';
import { readOnnx } from './onnx.ts';
import { readSafetensors } from './safetensors.ts';
import type { StoredTensor } from './storedTensor.ts';
import type { TensorDirectory } from './tensorDirectory.ts';
import { readLegacyTorch, readTorch, startsAsPickle } from './torch.ts';
import { readZip } from './zipArchive.ts';

/** A file of tensors that is open. */
export interface OpenedFile {
  readonly summary: TensorFile;
  readonly tensors: readonly StoredTensor[];
  close(): Promise<void>;
}

const PROBE = 8;
const KERAS_CONFIGURATION = 'model.weights.h5';

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}

async function readArchive(source: ByteSource): Promise<TensorDirectory> {
  const entries = await readZip(source);
  const pickle = entries.find(({ name }) => name.endsWith('data.pkl'));
  if (pickle !== undefined) return readTorch(entries, pickle);
  if (entries.some(({ name }) => name === KERAS_CONFIGURATION)) {
    throw new TensorFileError('it is a Keras model, whose weights are in HDF5, which is not read');
  }
  return readNpz(source, entries);
}

/** What is in the file, by what it begins with; only ONNX files begin with nothing of their own. */
async function readDirectory(name: string, source: ByteSource): Promise<TensorDirectory> {
  const beginning = await source.read(0, Math.min(source.size, PROBE));
  if (beginning.length === 0) throw new TensorFileError('the file is empty');
  if (startsWith(beginning, '\u0093NUMPY')) return readNpy(source);
  if (startsWith(beginning, 'PK\u0003\u0004') || startsWith(beginning, 'PK\u0005\u0006')) return readArchive(source);
  if (startsWith(beginning, '\u0089HDF')) throw new TensorFileError('it is an HDF5 file, which is not read');
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  switch (ending) {
    case 'onnx':
      return readOnnx(source);
    case 'safetensors':
      return readSafetensors(source);
    case 'npy':
      throw new TensorFileError('it is no NumPy array: it does not begin with \\x93NUMPY');
    case 'npz':
      throw new TensorFileError('it is no NumPy archive: it does not begin as a zip archive does');
  }
  if (startsAsPickle(beginning)) return readLegacyTorch(source);
  throw new TensorFileError('it is no file of tensors: it begins neither as a zip archive nor as a pickle');
}

/** What there is to tell of a tensor before its elements are read. */
function entryOf({ name, dtype, shape, bytes, problem, sharedWith }: StoredTensor): TensorEntry {
  return { name, dtype, shape, bytes, problem, sharedWith };
}

/** Reads the directory of a file. Throws an Error with the reason where it cannot be read. */
export async function openTensorFile({ name, path, bytes }: OpenTensorFile): Promise<OpenedFile> {
  const source = path === undefined ? inMemory(bytes ?? new Uint8Array(0)) : await openFile(path);
  try {
    const { format, tensors, metadata = [], warnings = [] } = await readDirectory(name, source);
    const entries = tensors.map(entryOf);
    return {
      summary: { format, name, bytes: source.size, tensors: entries, metadata, warnings },
      tensors,
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}
