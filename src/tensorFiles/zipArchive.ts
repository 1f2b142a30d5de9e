import type { ByteSource } from './byteSource.ts';
import { type ByteStream, inflatedBytes, storedBytes } from './byteStream.ts';
import { TensorFileError } from './errors.ts';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked, as the archive claims; never is more given. */
  readonly bytes: number;
  /** Its content. Throws TensorFileError where it cannot be read. */
  readonly open: () => Promise<ByteStream>;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCATOR64_BYTES = 20;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const ZIP64_FIELD = 1;
const FULL_32 = 0xffffffff;
const ENCRYPTED = 1;

/** The directory of a hundred thousand files is a tenth of that. */
const MOST_DIRECTORY_BYTES = 2 ** 26;
/** Deflate cannot pack tighter than this; an entry that claims to was made by hand. */
const MAX_RATIO = 1032;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Directory {
  readonly offset: number;
  readonly bytes: number;
}

/** Where the directory lies: the end of the archive says so. */
async function findDirectory(source: ByteSource): Promise<Directory> {
  const length = Math.min(source.size, END_BYTES + MOST_COMMENT);
  const start = source.size - length;
  const view = viewOf(await source.read(start, length));
  let at = length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw new TensorFileError('the zip archive is cut short: the directory at its end is missing');
  const directory = { bytes: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
  const isOf64 = directory.offset === FULL_32 || directory.bytes === FULL_32;
  return isOf64 ? findDirectory64(source, start + at - LOCATOR64_BYTES) : directory;
}

/** The same for archives beyond 4 GB. */
async function findDirectory64(source: ByteSource, locatorAt: number): Promise<Directory> {
  const locator = viewOf(await source.read(locatorAt, LOCATOR64_BYTES));
  const isLocator = locator.getUint32(0, true) === LOCATOR64_SIGNATURE;
  const end = isLocator && viewOf(await source.read(Number(locator.getBigUint64(8, true)), 56));
  if (end === false || end.getUint32(0, true) !== END64_SIGNATURE) {
    throw new TensorFileError('the zip archive is damaged: its directory cannot be found');
  }
  return { bytes: Number(end.getBigUint64(40, true)), offset: Number(end.getBigUint64(48, true)) };
}

interface Sizes {
  unpacked: number;
  packed: number;
  offset: number;
}

/** Sizes beyond 32 bits stand in an extra field, in this order, each only where it is needed. */
function widen(sizes: Sizes, extra: DataView): void {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== ZIP64_FIELD) continue;
    const end = Math.min(at + 4 + extra.getUint16(at + 2, true), extra.byteLength);
    let next = at + 4;
    for (const name of ['unpacked', 'packed', 'offset'] as const) {
      if (sizes[name] !== FULL_32 || next + 8 > end) continue;
      sizes[name] = Number(extra.getBigUint64(next, true));
      next += 8;
    }
    return;
  }
}

/** The files of the archive in `source`. Throws TensorFileError where it is none, or damaged. */
export async function readZip(source: ByteSource): Promise<ZipEntry[]> {
  const directory = await findDirectory(source);
  if (directory.bytes > MOST_DIRECTORY_BYTES) {
    throw new TensorFileError(`the directory of the zip archive claims ${directory.bytes} bytes`);
  }
  const bytes = await source.read(directory.offset, directory.bytes);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= bytes.length && view.getUint32(at, true) === ENTRY_SIGNATURE) {
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > bytes.length) throw new TensorFileError('the directory of the zip archive is damaged');
    const sizes: Sizes = {
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    widen(sizes, new DataView(bytes.buffer, bytes.byteOffset + nameEnd, extraEnd - nameEnd));
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, nameEnd)),
      bytes: sizes.unpacked,
      open: () => openEntry(source, sizes, method, (flags & ENCRYPTED) !== 0),
    });
    at = end;
  }
  return entries;
}

async function openEntry(
  source: ByteSource,
  { packed, unpacked, offset }: Sizes,
  method: number,
  isEncrypted: boolean,
): Promise<ByteStream> {
  if (isEncrypted) throw new TensorFileError('it is encrypted');
  const local = viewOf(await source.read(offset, LOCAL_BYTES));
  if (local.getUint32(0, true) !== LOCAL_SIGNATURE) throw new TensorFileError('the zip archive is damaged');
  const start = offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + packed > source.size) throw new TensorFileError('the zip archive ends inside it');
  const content = storedBytes(source, start, packed);
  if (method === 0) {
    if (packed !== unpacked) throw new TensorFileError('the zip archive gives two sizes for it');
    return content;
  }
  if (method !== 8) throw new TensorFileError(`it is packed by method ${method}; only deflate (8) is read`);
  if (unpacked > (packed + 1) * MAX_RATIO) {
    throw new TensorFileError(`it claims to unpack from ${packed} to ${unpacked} bytes, which is impossible`);
  }
  return inflatedBytes(content, unpacked);
}
