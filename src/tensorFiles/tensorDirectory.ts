import type { TensorFormat } from '../protocol/tensorFormats.ts';
import type { StoredTensor } from './storedTensor.ts';

/** What a reader finds in a file. */
export interface TensorDirectory {
  readonly format: TensorFormat;
  readonly tensors: readonly StoredTensor[];
  readonly metadata?: readonly (readonly [name: string, text: string])[];
  /** What is wrong with the file as a whole, in sentences. */
  readonly warnings?: readonly string[];
}
