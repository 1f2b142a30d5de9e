import { strFromU8, strToU8 } from 'fflate';
import { bytesOf, type DType } from '../dtype.ts';
import { fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { claimedCount, readElements, writeBytes } from './bytes.ts';

/** The format's names of the dtypes (https://huggingface.co/docs/safetensors). */
const NAMES: Record<DType, string> = {
  bool: 'BOOL',
  uint8: 'U8',
  int8: 'I8',
  int16: 'I16',
  int32: 'I32',
  int64: 'I64',
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  float16: 'F16',
  bfloat16: 'BF16',
  float32: 'F32',
  float64: 'F64',
};

/** The format's own limit for its header. */
const MAX_HEADER_BYTES = 100_000_000;

const LENGTH_BYTES = 8;

/** The name in the header under which a file has texts instead of a tensor. */
const METADATA = '__metadata__';

/** Tensors by name, with the texts that the file carries beside them. */
export interface SafetensorsFile {
  readonly tensors: Map<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function invalid(reason: string): ValueError {
  return new ValueError(`not a safetensors file: ${reason}`);
}

function parseEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const known = (Object.keys(NAMES) as DType[]).find((candidate) => NAMES[candidate] === dtype);
  if (known === undefined) {
    throw new ValueError(
      `tensor '${name}' has the dtype ${String(dtype)}, which is not supported; use one of ${Object.values(NAMES).join(', ')}`,
    );
  }
  const isNumbers = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((entry) => Number.isSafeInteger(entry) && (entry as number) >= 0);
  if (!isNumbers(shape)) throw invalid(`the shape of '${name}' is no list of sizes`);
  if (!isNumbers(offsets) || offsets.length !== 2) throw invalid(`the offsets of '${name}' are no two positions`);
  return { dtype: known, shape, start: offsets[0]!, end: offsets[1]! };
}

function parseMetadata(value: unknown): Record<string, string> {
  const isTexts = typeof value === 'object' && Object.values(value ?? {}).every((text) => typeof text === 'string');
  if (!isTexts || Array.isArray(value)) throw invalid('its metadata are no texts by name');
  return value as Record<string, string>;
}

function parseHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) throw invalid('it is shorter than its first number');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) throw invalid(`its header claims ${length} bytes`);
  if (LENGTH_BYTES + length > bytes.length) throw invalid('it ends inside its header');
  let header: unknown;
  try {
    header = JSON.parse(strFromU8(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
  } catch {
    throw invalid('its header is no JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw invalid('its header is no object');
  return { header: header as Record<string, unknown>, dataStart: LENGTH_BYTES + length };
}

/**
 * The tensors of a `.safetensors` file by their names, and its metadata. Throws ValueError where the bytes are no such
 * file: a header that is no JSON or too long, offsets that overlap, leave gaps or do not fit shapes, unknown dtypes.
 */
export function loadSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, dataStart } = parseHeader(bytes);
  const data = bytes.subarray(dataStart);
  const named = Object.entries(header).filter(([name]) => name !== METADATA);
  const entries = named.map(([name, value]) => ({ name, ...parseEntry(name, value) }));
  let covered = 0;
  for (const { name, dtype, shape, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const needed = claimedCount(shape, 'the safetensors file') * bytesOf(dtype);
    if (start !== covered || end - start !== needed) {
      throw invalid(`the offsets of '${name}' do not fit its shape or leave gaps`);
    }
    if (end > data.length) throw invalid(`it ends inside '${name}'`);
    covered = end;
  }
  if (covered !== data.length) throw invalid('it has bytes that belong to no tensor');
  const tensors = new Map(
    entries.map(({ name, dtype, shape, start, end }): [string, Tensor] => {
      const values = readElements(dtype, data.subarray(start, end), (end - start) / bytesOf(dtype));
      return [name, fromElements(values, shape, dtype)];
    }),
  );
  return { tensors, metadata: parseMetadata(header[METADATA] ?? {}) };
}

/** A `.safetensors` file with the tensors under their names, and texts beside them. */
export function saveSafetensors(
  tensors: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = tensors instanceof Map ? [...(tensors as ReadonlyMap<string, Tensor>)] : Object.entries(tensors);
  const header = new Map<string, unknown>(metadata === undefined ? [] : [[METADATA, metadata]]);
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of entries as [string, Tensor][]) {
    if (name === METADATA)
      throw new ValueError(`a tensor cannot be named ${METADATA}: the file's texts have that name`);
    const part = writeBytes(tensor);
    header.set(name, {
      dtype: NAMES[tensor.dtype],
      shape: tensor.shape,
      data_offsets: [offset, offset + part.length],
    });
    parts.push(part);
    offset += part.length;
  }
  const json = strToU8(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + headerLength + offset).fill(
    0x20,
    LENGTH_BYTES,
    LENGTH_BYTES + headerLength,
  );
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(json, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerLength;
  for (const part of parts) {
    file.set(part, position);
    position += part.length;
  }
  return file;
}
