import type { ByteSource } from './byteSource.ts';
import { allBytes, type ByteStream, storedBytes } from './byteStream.ts';
import { elementType } from './elementTypes.ts';
import { TensorFileError } from './errors.ts';
import { readPickle } from './pickle.ts';
import { type Pickled, PickledCall, PickledGlobal, PickledReference } from './pickled.ts';
import type { TensorDirectory } from './tensorDirectory.ts';
import { collectObjects, STORAGES, type TorchObjects } from './torchObjects.ts';
import type { ZipEntry } from './zipArchive.ts';

/** A pickle that describes a hundred thousand tensors is a fifth of that. */
const MOST_PICKLE_BYTES = 2 ** 26;

/**
 * Modules of Python whose functions reach out of the program: a pickle of weights has no use for them, one that names them
 * was made to do harm.
 */
const DANGEROUS =
  /^(os|posix|nt|sys|subprocess|socket|shutil|importlib|imp|runpy|pty|ctypes|pickle|_pickle|marshal|code|webbrowser|asyncio|multiprocessing|threading|signal|http|urllib|requests|operator|functools|bdb|pdb|timeit|cProfile|tempfile|platform|torch\.hub|torch\.utils\.cpp_extension)(\.|$)|^(builtins|__builtin__)\.(eval|exec|execfile|compile|open|input|__import__|getattr|setattr|delattr|apply|breakpoint|globals|locals|vars)$/;

/** Names as they stand in a warning. */
function named(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function directoryOf({ tensors, scalars, foreign }: TorchObjects, more: readonly string[] = []): TensorDirectory {
  const dangerous = foreign.filter((name) => DANGEROUS.test(name));
  if (dangerous.length > 0) {
    throw new TensorFileError(
      `refused: loading it in Python would call ${named(dangerous)}, which no file of weights needs. Nothing of it was run here; do not load it`,
    );
  }
  return {
    format: 'torch',
    tensors,
    metadata: scalars,
    warnings: [
      ...more,
      ...(foreign.length === 0
        ? []
        : [`Loading it in Python runs code of ${named(foreign)}. Nothing of it was run here.`]),
    ],
  };
}

/** A file that `torch.save` has written since PyTorch 1.6: a zip archive with a pickle, and the storages beside it. */
export async function readTorch(entries: readonly ZipEntry[], pickle: ZipEntry): Promise<TensorDirectory> {
  const root = pickle.name.slice(0, -'data.pkl'.length);
  const storages = new Map<string, ByteStream>();
  const problems = new Map<string, string>();
  for (const entry of entries.filter(({ name }) => name.startsWith(`${root}data/`))) {
    const key = entry.name.slice(`${root}data/`.length);
    try {
      storages.set(key, await entry.open());
    } catch (error) {
      problems.set(key, (error as Error).message);
    }
  }
  const order = entries.find(({ name }) => name === `${root}byteorder`);
  const isBigEndian =
    order !== undefined && new TextDecoder().decode(await allBytes(await order.open(), 100, 'byteorder')) === 'big';
  const { value } = readPickle(await allBytes(await pickle.open(), MOST_PICKLE_BYTES, 'its pickle'));
  const find = (key: string): ByteStream => {
    const storage = storages.get(key);
    if (storage === undefined) throw new TensorFileError(problems.get(key) ?? `its storage ${key} is not in the file`);
    return storage;
  };
  const isScript = entries.some(({ name }) => name.startsWith(`${root}code/`));
  return directoryOf(
    collectObjects(value, find, isBigEndian),
    isScript ? ['This is a TorchScript program: its code is not shown.'] : [],
  );
}

/** What files before PyTorch 1.6 begin with, as a pickle. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;

/** Whether the bytes at the beginning of a file are those of a pickle. */
export function startsAsPickle(bytes: Uint8Array): boolean {
  return bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;
}

/** The size of the elements of each storage that a pickle refers to. */
function storageSizes(value: Pickled): Map<string, number> {
  const sizes = new Map<string, number>();
  const seen = new Set<Pickled>();
  const waiting: Pickled[] = [value];
  while (waiting.length > 0) {
    const each = waiting.pop()!;
    if (typeof each !== 'object' || each === null || seen.has(each)) continue;
    seen.add(each);
    if (each instanceof PickledReference && Array.isArray(each.id)) {
      const [, type, key] = each.id;
      if (typeof key !== 'string') continue;
      const dtype = type instanceof PickledGlobal ? STORAGES[type.name] : undefined;
      sizes.set(key, elementType(dtype ?? '')?.bytes ?? 1);
    } else if (each instanceof PickledCall)
      waiting.push(each.args, each.state, ...each.items, ...each.entries.values());
    else if (each instanceof Map) waiting.push(...each.values());
    else if (Array.isArray(each)) waiting.push(...each);
  }
  return sizes;
}

/** A file that `torch.save` wrote before PyTorch 1.6: five pickles one after the other, and then the storages. */
export async function readLegacyTorch(source: ByteSource): Promise<TensorDirectory> {
  const bytes = await source.read(0, Math.min(source.size, MOST_PICKLE_BYTES));
  const magic = readPickle(bytes);
  if (magic.value !== LEGACY_MAGIC) return directoryOf(collectObjects(magic.value, noStorage, false), [OTHER_PICKLE]);
  const version = readPickle(bytes, magic.end);
  const system = readPickle(bytes, version.end);
  const content = readPickle(bytes, system.end);
  const keys = readPickle(bytes, content.end);
  const sizes = storageSizes(content.value);
  const storages = new Map<string, ByteStream>();
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? keys.value.map(String) : []) {
    if (at + 8 > source.size) break;
    const count = new DataView((await source.read(at, 8)).buffer).getBigInt64(0, true);
    const length = Number(count) * (sizes.get(key) ?? 1);
    at += 8;
    if (!(length >= 0 && at + length <= source.size)) break;
    storages.set(key, storedBytes(source, at, length));
    at += length;
  }
  const find = (key: string): ByteStream => {
    const storage = storages.get(key);
    if (storage === undefined) throw new TensorFileError('the file ends before or inside it');
    return storage;
  };
  const isLittle = system.value instanceof Map ? system.value.get('little_endian') !== false : true;
  return directoryOf(collectObjects(content.value, find, !isLittle));
}

const OTHER_PICKLE = 'This is a pickle that torch.save has not written; of it NumPy arrays are shown.';

function noStorage(): never {
  throw new TensorFileError('its elements are not in the file');
}
