/** A file, or a tensor of it, that cannot be read; its message says why, for the reader of the file. */
export class TensorFileError extends Error {
  override name = 'TensorFileError';
}

/** What was thrown, in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
