import { unzipSync, zipSync } from 'fflate';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { loadNpy, saveNpy } from './npy.ts';

/** What an archive may unpack to: beyond that it is taken for a zip bomb. */
const MAX_UNPACKED_BYTES = 2 ** 31;
/** Deflate cannot pack tighter than this; an entry that claims to was made by hand. */
const MAX_RATIO = 1032;

/**
 * The tensors in a `.npz` archive by their names (https://numpy.org/doc/stable/reference/generated/numpy.savez.html).
 * Nothing is written anywhere: names are only names. Throws ValueError where the bytes are no such archive, claim more
 * than their size allows, or unpack to more than 2 GiB.
 */
export function loadNpz(bytes: Uint8Array): Map<string, Tensor> {
  let files: Record<string, Uint8Array>;
  let unpacked = 0;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (!name.endsWith('.npy')) return false;
        if (originalSize > (size + 1) * MAX_RATIO) throw new ValueError(`${name} claims an impossible size`);
        unpacked += originalSize;
        if (unpacked > MAX_UNPACKED_BYTES) throw new ValueError(`${name} unpacks to more than 2 GiB`);
        return true;
      },
    });
  } catch (error) {
    throw new ValueError(`not a NumPy archive: ${error instanceof Error ? error.message : String(error)}`);
  }
  return new Map(Object.entries(files).map(([name, data]) => [name.slice(0, -'.npy'.length), loadNpy(data)]));
}

/** A `.npz` archive with the tensors under their names; packed with `compressed`, as `numpy.savez_compressed` does. */
export function saveNpz(
  tensors: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
  options: { readonly compressed?: boolean } = {},
): Uint8Array {
  const entries = tensors instanceof Map ? [...(tensors as ReadonlyMap<string, Tensor>)] : Object.entries(tensors);
  const level = (options.compressed ?? false) ? 6 : 0;
  return zipSync(Object.fromEntries(entries.map(([name, tensor]) => [`${name}.npy`, saveNpy(tensor as Tensor)])), {
    level,
  });
}
