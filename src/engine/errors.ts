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

/** Python's, a kind of RuntimeError there. */
export class NotImplementedError extends RuntimeError {
  override name = 'NotImplementedError';
}
