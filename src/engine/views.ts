import { record } from './autograd.ts';
import { type DType, isFloating } from './dtype.ts';
import { IndexError, RuntimeError } from './errors.ts';
import { contiguousStrides, formatShape, inferShape, isContiguous, normalizeDim, type Shape } from './shape.ts';
import { zeros } from './creation.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';
import { forEachOffset } from './kernels/strided.ts';

/**
 * The strides that show a tensor in a new shape without copying, or undefined where there are none.
 *
 * The old dimensions fall into blocks without gaps; each block must be the product of some of the new dimensions.
 */
function viewStrides(shape: Shape, strides: readonly number[], target: Shape): number[] | undefined {
  if (isContiguous(shape, strides)) return contiguousStrides(target);
  const result = contiguousStrides(target);
  let targetDim = target.length - 1;
  let blockStride = strides.at(-1)!;
  let blockSize = 1;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    blockSize *= shape[dim]!;
    const continues = dim > 0 && (shape[dim - 1] === 1 || strides[dim - 1] === blockSize * blockStride);
    if (continues) continue;
    let covered = 1;
    for (; targetDim >= 0 && (covered < blockSize || target[targetDim] === 1); targetDim--) {
      result[targetDim] = covered * blockStride;
      covered *= target[targetDim]!;
    }
    if (covered !== blockSize) return undefined;
    blockStride = strides[dim - 1] ?? 1;
    blockSize = 1;
  }
  return targetDim < 0 ? result : undefined;
}

function view(x: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, x.numel());
  const strides = viewStrides(x.shape, x.strides, target);
  if (strides === undefined) {
    throw new RuntimeError(
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
    );
  }
  const result = new Tensor(x.storage, target, strides, x.offset);
  return record('ViewBackward0', result, [x], (gradient) => [gradient.reshape(x.shape)]);
}

function contiguous(x: Tensor): Tensor {
  if (x.isContiguous()) return x;
  const result = new Tensor(new Storage(x.dtype, x.values()), x.shape);
  return record('CloneBackward0', result, [x], (gradient) => [gradient]);
}

function permute(x: Tensor, dims: readonly number[]): Tensor {
  if (dims.length !== x.dim()) {
    throw new RuntimeError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${x.dim()} is not equal to len(dims) = ${dims.length}`,
    );
  }
  const order = dims.map((dim) => normalizeDim(dim, x.dim()));
  if (new Set(order).size !== order.length) throw new RuntimeError('permute(): duplicate dims are not allowed.');
  const result = new Tensor(
    x.storage,
    order.map((dim) => x.shape[dim]!),
    order.map((dim) => x.strides[dim]!),
    x.offset,
  );
  const inverse = order.map((_, dim) => order.indexOf(dim));
  return record('PermuteBackward0', result, [x], (gradient) => [permute(gradient, inverse)]);
}

function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  const order = x.shape.map((_, dim) => dim);
  const [a, b] = [normalizeDim(dim0, x.dim()), normalizeDim(dim1, x.dim())];
  if (x.dim() > 0) [order[a], order[b]] = [b, a];
  return permute(x, order);
}

function expand(x: Tensor, shape: Shape): Tensor {
  const missing = shape.length - x.dim();
  if (missing < 0) {
    throw new RuntimeError(
      `expand(torch.FloatTensor{${formatShape(x.shape)}}, size=${formatShape(shape)}): the number of sizes provided (${shape.length}) must be greater or equal to the number of dimensions in the tensor (${x.dim()})`,
    );
  }
  const target = shape.map((size, dim) => (size === -1 && dim >= missing ? x.shape[dim - missing]! : size));
  const strides = target.map((size, dim) => {
    const existing = dim < missing ? 1 : x.shape[dim - missing]!;
    if (existing === size && dim >= missing) return x.strides[dim - missing]!;
    if (existing !== 1) {
      throw new RuntimeError(
        `The expanded size of the tensor (${size}) must match the existing size (${existing}) at non-singleton dimension ${dim}.  Target sizes: ${formatShape(shape)}.  Tensor sizes: ${formatShape(x.shape)}`,
      );
    }
    return 0;
  });
  const repeated = target.flatMap((size, dim) =>
    dim < missing || (x.shape[dim - missing] === 1 && size !== 1) ? [dim] : [],
  );
  return record('ExpandBackward0', new Tensor(x.storage, target, strides, x.offset), [x], (gradient) => [
    repeated.length === 0 ? gradient : gradient.sum(repeated, { keepdim: true }).reshape(x.shape),
  ]);
}

function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  if (x.dim() === 0) throw new RuntimeError('narrow() cannot be applied to a 0-dim tensor.');
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis]!;
  if (length < 0) throw new RuntimeError('narrow(): length must be non-negative.');
  if (start < -size || start > size) {
    throw new IndexError(`start out of range (expected to be in range of [${-size}, ${size}], but got ${start})`);
  }
  const first = start < 0 ? start + size : start;
  if (first + length > size) {
    throw new RuntimeError(`start (${first}) + length (${length}) exceeds dimension size (${size}).`);
  }
  const shape = x.shape.map((other, index) => (index === axis ? length : other));
  const result = new Tensor(x.storage, shape, x.strides, x.offset + first * x.strides[axis]!);
  return record('SliceBackward0', result, [x], (gradient) => {
    const whole = zeros(x.shape, { dtype: gradient.dtype });
    const part = narrow(whole, axis, first, length);
    const values = gradient.values();
    forEachOffset(part.shape, part.strides, part.offset, (offset, index) => {
      whole.storage.data[offset] = values[index]!;
    });
    return [whole];
  });
}

function select(x: Tensor, dim: number, index: number): Tensor {
  if (x.dim() === 0) throw new IndexError('select() cannot be applied to a 0-dim tensor.');
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis]!;
  if (index < -size || index >= size) {
    throw new IndexError(
      `select(): index ${index} out of range for tensor of size ${formatShape(x.shape)} at dimension ${axis}`,
    );
  }
  return narrow(x, axis, index < 0 ? index + size : index, 1).squeeze(axis);
}

function squeeze(x: Tensor, dim?: number): Tensor {
  const axis = dim === undefined ? undefined : normalizeDim(dim, x.dim());
  const kept = x.shape.flatMap((size, index) => (size === 1 && (axis === undefined || axis === index) ? [] : [index]));
  const result = new Tensor(
    x.storage,
    kept.map((index) => x.shape[index]!),
    kept.map((index) => x.strides[index]!),
    x.offset,
  );
  return record('SqueezeBackward0', result, [x], (gradient) => [gradient.reshape(x.shape)]);
}

function unsqueeze(x: Tensor, dim: number): Tensor {
  const axis = normalizeDim(dim, x.dim() + 1);
  const stride = axis < x.dim() ? x.strides[axis]! * x.shape[axis]! : 1;
  const result = new Tensor(x.storage, x.shape.toSpliced(axis, 0, 1), x.strides.toSpliced(axis, 0, stride), x.offset);
  return record('UnsqueezeBackward0', result, [x], (gradient) => [gradient.reshape(x.shape)]);
}

function flatten(x: Tensor, startDim: number, endDim: number): Tensor {
  if (x.dim() === 0) return x.reshape([1]);
  const [start, end] = [normalizeDim(startDim, x.dim()), normalizeDim(endDim, x.dim())];
  if (start > end) throw new RuntimeError('flatten() has invalid args: start_dim cannot come after end_dim');
  const merged = x.shape.slice(start, end + 1).reduce((product, size) => product * size, 1);
  return x.reshape([...x.shape.slice(0, start), merged, ...x.shape.slice(end + 1)]);
}

function to(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const storage = Storage.allocate(dtype, x.shape);
  const values = x.values();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    storage.data[i] = dtype === 'bool' ? Number(value !== 0) : isFloating(dtype) ? value : Math.trunc(value);
  }
  return record('ToCopyBackward0', new Tensor(storage, x.shape), [x], (gradient) => [to(gradient, x.dtype)]);
}

declare module './tensor.ts' {
  interface Tensor {
    /** The same values as `dtype`; this tensor, if it has that dtype. Fractions are cut off for integers. */
    to(dtype: DType): Tensor;
    /**
     * The same memory in another shape; one size may be -1. Throws RuntimeError where the element counts differ or
     * the strides do not allow it.
     */
    view(shape: Shape): Tensor;
    /** As {@link Tensor.view} where that is possible, else a copy. */
    reshape(shape: Shape): Tensor;
    /** This tensor if its elements lie in row-major order, else a copy that does. */
    contiguous(): Tensor;
    /** A view with the dimensions in the order `dims`. */
    permute(dims: readonly number[]): Tensor;
    /** A view with two dimensions exchanged. */
    transpose(dim0: number, dim1: number): Tensor;
    /** The transpose of a matrix. */
    t(): Tensor;
    /** A view that repeats dimensions of size 1; -1 leaves a size as it is. */
    expand(shape: Shape): Tensor;
    /** A view of `length` elements from `start` on along dimension `dim`. */
    narrow(dim: number, start: number, length: number): Tensor;
    /** A view of one index of dimension `dim`, without that dimension. */
    select(dim: number, index: number): Tensor;
    /** A view without the dimensions of size 1 (without `dim` alone, if it is given and of size 1). */
    squeeze(dim?: number): Tensor;
    /** A view with a new dimension of size 1 at `dim`. */
    unsqueeze(dim: number): Tensor;
    /** Dimensions `startDim` (default 0) to `endDim` (default -1) merged into one. */
    flatten(startDim?: number, endDim?: number): Tensor;
  }
}

Tensor.prototype.to = function (dtype) {
  return to(this, dtype);
};
Tensor.prototype.view = function (shape) {
  return view(this, shape);
};
Tensor.prototype.reshape = function (shape) {
  const target = inferShape(shape, this.numel());
  return view(viewStrides(this.shape, this.strides, target) === undefined ? contiguous(this) : this, target);
};
Tensor.prototype.contiguous = function () {
  return contiguous(this);
};
Tensor.prototype.permute = function (dims) {
  return permute(this, dims);
};
Tensor.prototype.transpose = function (dim0, dim1) {
  return transpose(this, dim0, dim1);
};
Tensor.prototype.t = function () {
  if (this.dim() > 2) {
    throw new RuntimeError(`t() expects a tensor with <= 2 dimensions, but self is ${this.dim()}D`);
  }
  return this.dim() < 2 ? this : transpose(this, 0, 1);
};
Tensor.prototype.expand = function (shape) {
  return expand(this, shape);
};
Tensor.prototype.narrow = function (dim, start, length) {
  return narrow(this, dim, start, length);
};
Tensor.prototype.select = function (dim, index) {
  return select(this, dim, index);
};
Tensor.prototype.squeeze = function (dim) {
  return squeeze(this, dim);
};
Tensor.prototype.unsqueeze = function (dim) {
  return unsqueeze(this, dim);
};
Tensor.prototype.flatten = function (startDim = 0, endDim = -1) {
  return flatten(this, startDim, endDim);
};
