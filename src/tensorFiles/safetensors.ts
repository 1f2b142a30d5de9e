import type { ByteSource } from './byteSource.ts';
import { type ByteStream, storedBytes } from './byteStream.ts';
import { elementType } from './elementTypes.ts';
import { TensorFileError } from './errors.ts';
import { listed, storedTensor, type StoredTensor, unreadable } from './storedTensor.ts';
import type { TensorDirectory } from './tensorDirectory.ts';

/** The format's names of the dtypes (https://huggingface.co/docs/safetensors). */
const DTYPES: Readonly<Record<string, string>> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  U16: 'uint16',
  I16: 'int16',
  U32: 'uint32',
  I32: 'int32',
  U64: 'uint64',
  I64: 'int64',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
  C64: 'complex64',
};

/** The format's own limit for its header. */
const MOST_HEADER_BYTES = 100_000_000n;
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';

interface Header {
  readonly entries: readonly (readonly [name: string, entry: unknown])[];
  readonly metadata: unknown;
  readonly bytes: number;
}

async function readHeader(source: ByteSource): Promise<Header> {
  if (source.size < LENGTH_BYTES) throw new TensorFileError('it is shorter than the number that it starts with');
  const start = await source.read(0, LENGTH_BYTES);
  const length = new DataView(start.buffer).getBigUint64(0, true);
  if (length > MOST_HEADER_BYTES) {
    throw new TensorFileError(`its header claims ${length} bytes; the format allows ${MOST_HEADER_BYTES}`);
  }
  if (LENGTH_BYTES + Number(length) > source.size) {
    throw new TensorFileError(`it ends inside its header of ${length} bytes`);
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(await source.read(LENGTH_BYTES, Number(length))));
  } catch (error) {
    throw new TensorFileError('its header is no JSON', { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new TensorFileError('its header is no object of tensors by name');
  }
  const named = Object.entries(header as Readonly<Record<string, unknown>>);
  return {
    entries: named.filter(([name]) => name !== METADATA),
    metadata: named.find(([name]) => name === METADATA)?.[1],
    bytes: LENGTH_BYTES + Number(length),
  };
}

/** A list of numbers as such; others stand as NaN, which no reader takes for a size. */
function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map((each) => (typeof each === 'number' ? each : NaN)) : [NaN];
}

function readEntry(name: string, value: unknown, data: ByteStream): StoredTensor & { start?: number } {
  const { dtype, shape: sizes, data_offsets: offsets } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const written = typeof dtype === 'string' ? dtype : '?';
  const type = elementType(DTYPES[written] ?? '');
  const shape = numbersOf(sizes);
  if (type === undefined) return unreadable(name, written, shape, `elements of type ${written} are not read`);
  return listed(name, type.name, shape, () => {
    const [start = NaN, end = NaN, ...others] = numbersOf(offsets);
    if (!(start <= end) || others.length > 0) throw new TensorFileError('its offsets are no two positions');
    if (end > data.length) throw new TensorFileError('the file ends before or inside it');
    const tensor = storedTensor({ name, shape }, type, data.slice(start, end - start));
    if (tensor.bytes !== end - start) {
      throw new TensorFileError(`its shape needs ${tensor.bytes} bytes, its offsets give it ${end - start}`);
    }
    return { ...tensor, start };
  });
}

/** What the format forbids, but a reader can live with. */
function layoutWarnings(tensors: readonly (StoredTensor & { start?: number })[], bytes: number): string[] {
  const placed = tensors.flatMap(({ start, bytes: size }) =>
    start === undefined ? [] : [{ start, end: start + size }],
  );
  let [covered, overlaps, gaps] = [0, 0, 0];
  for (const { start, end } of placed.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < covered) overlaps++;
    if (start > covered) gaps++;
    covered = Math.max(covered, end);
  }
  const isWhole = placed.length === tensors.length;
  return [
    ...(overlaps > 0 ? [`${overlaps} tensors overlap others, which the format forbids.`] : []),
    ...(isWhole && (gaps > 0 || covered < bytes) ? ['Some bytes belong to no tensor, which the format forbids.'] : []),
  ];
}

function metadataOf(value: unknown): [name: string, text: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)]);
}

/** A `.safetensors` file (https://huggingface.co/docs/safetensors): what it breaks of the format is told. */
export async function readSafetensors(source: ByteSource): Promise<TensorDirectory> {
  const { entries, metadata, bytes } = await readHeader(source);
  const data = storedBytes(source, bytes, source.size - bytes);
  const tensors = entries.map(([name, value]) => readEntry(name, value, data));
  return {
    format: 'safetensors',
    tensors,
    metadata: metadataOf(metadata),
    warnings: layoutWarnings(tensors, data.length),
  };
}
