/**
 * The exception classes that PyTorch raises, so that a message can be searched for under the name it has there.
 * `TypeError` is JavaScript's own.
 */
export class RuntimeError extends Error {
  override name = 'RuntimeError';
}

export class ValueError extends Error {
  override name = 'ValueError';
}

export class IndexError extends Error {
  override name = 'IndexError';
}
