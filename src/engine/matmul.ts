import { record } from './autograd.ts';
import { RuntimeError } from './errors.ts';
import { multiplyMatrices } from './kernels/matmul.ts';
import { broadcastShapes, elementCount } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

function multiplyBatches(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = [a.size(-2), a.size(-1)];
  const columns = b.size(-1);
  if (inner !== b.size(-2)) {
    throw new RuntimeError(
      a.dim() === 2 && b.dim() === 2
        ? `mat1 and mat2 shapes cannot be multiplied (${rows}x${inner} and ${b.size(-2)}x${columns})`
        : `Expected size for first two dimensions of batch2 tensor to be: [${elementCount(a.shape.slice(0, -2))}, ${inner}] but got: [${elementCount(b.shape.slice(0, -2))}, ${b.size(-2)}].`,
    );
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = a.expand([...batch, rows, inner]).values();
  const right = b.expand([...batch, inner, columns]).values();
  const shape = [...batch, rows, columns];
  const storage = Storage.allocate(a.dtype, shape);
  for (let i = 0; i < elementCount(batch); i++) {
    multiplyMatrices(
      left.subarray(i * rows * inner, (i + 1) * rows * inner),
      right.subarray(i * inner * columns, (i + 1) * inner * columns),
      storage.data.subarray(i * rows * columns, (i + 1) * rows * columns),
      { rows, inner, columns },
    );
  }
  return record(batch.length > 0 ? 'BmmBackward0' : 'MmBackward0', new Tensor(storage, shape), [a, b], (gradient) => [
    sumBatches(matmul(gradient, b.transpose(-2, -1)), a.shape),
    sumBatches(matmul(a.transpose(-2, -1), gradient), b.shape),
  ]);
}

/** Sums a gradient over the batch dimensions along which its operand was broadcast. */
function sumBatches(gradient: Tensor, shape: readonly number[]): Tensor {
  const missing = gradient.dim() - shape.length;
  const repeated = gradient.shape.flatMap((size, dim) => (dim < missing || shape[dim - missing] !== size ? [dim] : []));
  return repeated.length === 0 ? gradient : gradient.sum(repeated, { keepdim: true }).reshape(shape);
}

/**
 * The matrix product: of two vectors their dot product, of a matrix and a vector a vector, with more dimensions a
 * batch of products whose leading dimensions broadcast
 * (https://docs.pytorch.org/docs/stable/generated/torch.matmul.html). Throws RuntimeError where sizes do not fit.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.dim() === 0 || b.dim() === 0) {
    throw new RuntimeError(`both arguments to matmul need to be at least 1D, but they are ${a.dim()}D and ${b.dim()}D`);
  }
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(`expected m1 and m2 to have the same dtype, but got: ${a.dtype} != ${b.dtype}`);
  }
  if (a.dim() === 1) return matmul(a.unsqueeze(0), b).squeeze(b.dim() === 1 ? 0 : -2);
  if (b.dim() === 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  return multiplyBatches(a, b);
}

declare module './tensor.ts' {
  interface Tensor {
    /** The matrix product with `other`; leading dimensions broadcast. */
    matmul(other: Tensor): Tensor;
  }
}

Tensor.prototype.matmul = function (other) {
  return matmul(this, other);
};
