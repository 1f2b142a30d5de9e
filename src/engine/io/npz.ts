import { unzipSync } from 'fflate';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { loadNpy } from './npy.ts';

/** What an entry may unpack to: beyond that the archive is taken for a zip bomb. */
const MAX_UNPACKED_BYTES = 2 ** 31;

/**
 * The tensors in a `.npz` archive by their names (https://numpy.org/doc/stable/reference/generated/numpy.savez.html).
 * Throws ValueError where the bytes are no such archive or unpack to more than 2 GiB.
 */
export function loadNpz(bytes: Uint8Array): Record<string, Tensor> {
  let files: Record<string, Uint8Array>;
  let unpacked = 0;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        unpacked += originalSize;
        if (unpacked > MAX_UNPACKED_BYTES) throw new ValueError(`${name} unpacks to more than 2 GiB`);
        return name.endsWith('.npy');
      },
    });
  } catch (error) {
    throw new ValueError(`not a NumPy archive: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, data]) => [name.slice(0, -'.npy'.length), loadNpy(data)]),
  );
}
