import path from 'node:path';
import { type DType, DTYPES, fromElements, type Tensor } from '../engine/index.ts';
import { reasonOf, TensorFileError } from './errors.ts';
import { openTensorFile } from './openTensorFile.ts';
import { countOf, type StoredTensor, valuesOf } from './storedTensor.ts';

/** The engine's dtype of a tensor: its own, or float32 of those that the engine does not have. */
function dtypeOf({ dtype }: StoredTensor): DType {
  if (dtype.startsWith('complex')) throw new TensorFileError('complex numbers have no dtype here');
  return DTYPES.find((each) => each === dtype) ?? 'float32';
}

async function loadTensor(tensor: StoredTensor): Promise<Tensor> {
  const dtype = dtypeOf(tensor);
  const values = new (dtype === 'float64' || dtype.endsWith('int64') ? Float64Array : Float32Array)(
    countOf(tensor.shape),
  );
  let filled = 0;
  for await (const piece of valuesOf(tensor, 'rowMajor')) {
    values.set(piece, filled);
    filled += piece.length;
  }
  return fromElements(values, tensor.shape, dtype);
}

/**
 * The tensors of a `.npy`, `.npz`, `.safetensors`, `.pt`, `.pth` or `.onnx` file by their names; of a file with one that
 * has no name, by `''`. A tensor in a nested dictionary is named by its keys, with dots between. Types that the engine does
 * not have become float32. What cannot be read, for instance texts, is left out, and a warning says so. No code in the
 * file runs. Throws TensorFileError where nothing in the file can be read.
 */
export async function loadTensors(file: string): Promise<Map<string, Tensor>> {
  const opened = await openTensorFile({ name: path.basename(file), path: path.resolve(file) });
  try {
    const tensors = new Map<string, Tensor>();
    const leftOut: string[] = [];
    for (const stored of opened.tensors) {
      try {
        tensors.set(stored.name, await loadTensor(stored));
      } catch (error) {
        leftOut.push(`tensor '${stored.name}' in ${file}: ${reasonOf(error)}`);
      }
    }
    if (tensors.size === 0 && leftOut.length > 0) throw new TensorFileError(leftOut.join('; '));
    if (leftOut.length > 0) console.warn(`left out: ${leftOut.join('; ')}`);
    return tensors;
  } finally {
    await opened.close();
  }
}
