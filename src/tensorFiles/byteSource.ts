import { open } from 'node:fs/promises';
import { TensorFileError } from './errors.ts';

/** A file's bytes, read where they are needed. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * `length` bytes from `position` on, at the start of memory of their own, so that they can be seen as numbers. Throws
   * TensorFileError where the file ends before.
   */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

function endsEarly(position: number, length: number, size: number): TensorFileError {
  return new TensorFileError(
    `the file ends early: ${length} bytes are wanted from ${position} on, but the file has ${size}`,
  );
}

/** Throws where the stretch is not within the file: before memory is taken for it. */
function checkStretch(position: number, length: number, size: number): void {
  const isStretch = Number.isSafeInteger(position) && Number.isSafeInteger(length) && position >= 0 && length >= 0;
  if (!isStretch || position + length > size) throw endsEarly(position, length, size);
}

/** The file at `path`. Throws what the file system says where there is none. */
export async function openFile(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r');
  const status = await handle.stat();
  if (!status.isFile()) {
    await handle.close();
    throw new TensorFileError('this is no file');
  }
  const { size } = status;
  return {
    size,
    read: async (position, length) => {
      checkStretch(position, length, size);
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
        if (bytesRead === 0) throw endsEarly(position, length, position + done);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** Bytes that are in memory already. */
export function inMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (position, length) => {
      checkStretch(position, length, bytes.length);
      return Promise.resolve(bytes.slice(position, position + length));
    },
    close: () => Promise.resolve(),
  };
}
