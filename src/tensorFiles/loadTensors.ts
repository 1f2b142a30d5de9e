import path from 'node:path';
import { type DType, DTYPES, fromElements, type Tensor } from '../engine/index.ts';
import { TensorFileError } from './errors.ts';
import { openTensorFile } from './openTensorFile.ts';
import { countOf, type StoredTensor, valuesOf } from './storedTensor.ts';

/** The engine's dtype of a tensor: its own, or float32 of those that the engine does not have. */
function dtypeOf({ dtype }: StoredTensor): DType {
  if (dtype.startsWith('complex')) throw new TensorFileError('complex numbers have no dtype here');
  return DTYPES.find((each) => each === dtype) ?? 'float32';
}

async function loadTensor(tensor: StoredTensor): Promise<Tensor> {
  const dtype = dtypeOf(tensor);
  const values = new (dtype === 'float64' || dtype.endsWith('int64') ? Float64Array : Float32Array)(countOf(tensor.shape));
  let filled = 0;
  for await (const piece of valuesOf(tensor, 'rowMajor')) {
    values.set(piece, filled);
    filled += piece.length;
  }
  return fromElements(values, tensor.shape, dtype);
}

/**
 * The tensors of a `.npy`, `.npz`, `.safetensors`, `.pt`, `.pth` or `.onnx` file by their names; of a file with one that
 * has no name, by `''`. A tensor in a nested dictionary is named by its keys, with dots between. No code in the file runs.
 * Throws TensorFileError where the file or one of its tensors cannot be read.
 */
export async function loadTensors(file: string): Promise<Map<string, Tensor>> {
  const opened = await openTensorFile({ name: path.basename(file), path: path.resolve(file) });
  try {
    const tensors = new Map<string, Tensor>();
    for (const stored of opened.tensors) {
      try {
        tensors.set(stored.name, await loadTensor(stored));
      } catch (error) {
        throw new TensorFileError(`tensor '${stored.name}' in ${file}: ${(error as Error).message}`, { cause: error });
      }
    }
    return tensors;
  } finally {
    await opened.close();
  }
}
