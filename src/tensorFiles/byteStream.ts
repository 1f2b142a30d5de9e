import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { ByteSource } from './byteSource.ts';
import { reasonOf, TensorFileError } from './errors.ts';

/** Bytes that are read from the first to the last, as often as wanted. */
export interface ByteStream {
  readonly length: number;
  /** The bytes in pieces of `size`, the last of which may be shorter. */
  pieces(size: number): AsyncGenerator<Uint8Array>;
  /** A stretch of them. Throws TensorFileError where it reaches beyond their end. */
  slice(start: number, length: number): ByteStream;
}

function checkSlice(start: number, length: number, of: number): void {
  if (!(start >= 0 && length >= 0 && start + length <= of)) {
    throw new TensorFileError(
      `its elements reach from byte ${start} to ${start + length}, but only ${of} bytes are there`,
    );
  }
}

/** A stretch of a file as it is. */
export function storedBytes(source: ByteSource, position: number, length: number): ByteStream {
  return {
    length,
    pieces: async function* (size) {
      for (let done = 0; done < length; done += size) {
        yield await source.read(position + done, Math.min(size, length - done));
      }
    },
    slice: (start, sliceLength) => {
      checkSlice(start, sliceLength, length);
      return storedBytes(source, position + start, sliceLength);
    },
  };
}

/** How much is read of a packed stretch at once. */
const PACKED_PIECE = 2 ** 18;

/** A stretch of a file, packed by deflate, that claims to unpack to `length` bytes: never is more unpacked. */
export function inflatedBytes(packed: ByteStream, length: number, start = 0, end = length): ByteStream {
  return {
    length: end - start,
    pieces: async function* (size) {
      // Bytes before `start` are unpacked and let go.
      let position = 0;
      let piece = new Uint8Array(Math.min(size, end - start));
      let filled = 0;
      let left = end - start;
      for await (const chunk of unpack(packed)) {
        const skipped = Math.min(chunk.length, Math.max(0, start - position));
        position += chunk.length;
        let rest = chunk.subarray(skipped);
        while (rest.length > 0 && left > 0) {
          const taken = rest.subarray(0, piece.length - filled);
          piece.set(taken, filled);
          filled += taken.length;
          rest = rest.subarray(taken.length);
          if (filled < piece.length) continue;
          left -= filled;
          yield piece;
          piece = new Uint8Array(Math.min(size, left));
          filled = 0;
        }
        if (left === 0) return;
      }
      if (left > 0) throw new TensorFileError(`it unpacks to ${position} bytes, though it claims ${length}`);
    },
    slice: (from, sliceLength) => {
      checkSlice(from, sliceLength, end - start);
      return inflatedBytes(packed, length, start + from, start + from + sliceLength);
    },
  };
}

async function* unpack(packed: ByteStream): AsyncGenerator<Uint8Array> {
  const input = Readable.from(packed.pieces(PACKED_PIECE));
  const inflate = createInflateRaw();
  input.on('error', (error) => inflate.destroy(error));
  try {
    for await (const chunk of input.pipe(inflate)) yield chunk as Uint8Array;
  } catch (error) {
    throw error instanceof TensorFileError
      ? error
      : new TensorFileError(`it cannot be unpacked: ${reasonOf(error)}`, { cause: error });
  } finally {
    input.destroy();
    inflate.destroy();
  }
}

/** All bytes of a stream. Throws TensorFileError where they are more than `most`; `what` says of what. */
export async function allBytes(stream: ByteStream, most: number, what: string): Promise<Uint8Array> {
  if (stream.length > most) throw new TensorFileError(`${what} has ${stream.length} bytes; at most ${most} are read`);
  for await (const piece of stream.pieces(Math.max(stream.length, 1))) return piece;
  return new Uint8Array(0);
}
