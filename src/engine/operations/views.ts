import { type Backward, record } from '../autograd/graph.ts';
import { allocate, type DType, isFloating } from '../dtype.ts';
import { copyOfElements, elements, fromElements, writeElements } from '../elements.ts';
import { IndexError, RuntimeError } from '../errors.ts';
import {
  contiguousStrides,
  elementCount,
  formatShape,
  inferShape,
  isContiguous,
  normalizeDim,
  type Shape,
} from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { sum } from './reduction.ts';

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

/** What a view is called, where it lies in the memory of the tensor it shows, and how its gradient flows back. */
interface ViewOfTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset?: number;
  readonly backward: Backward;
}

/*
 * What a gradient does on its way back through a view. Each is made outside of the operation, so that a history that is
 * kept (a list of losses) holds shapes and not tensors.
 */

function reshapedTo(shape: Shape): Backward {
  return (gradient) => [reshape(gradient, shape)];
}

function permutedBy(order: readonly number[]): Backward {
  return (gradient) => [permute(gradient, order)];
}

function summedOver(dims: readonly number[], shape: Shape): Backward {
  return (gradient) => [dims.length === 0 ? gradient : reshape(sum(gradient, dims, { keepdim: true }), shape)];
}

function embeddedIn(shape: Shape, dim: number, start: number, step: number): Backward {
  const sliced = shape.toSpliced(dim, 1);
  return (gradient) => [
    embed(gradient.dim() === sliced.length ? unsqueeze(gradient, dim) : gradient, shape, dim, start, step),
  ];
}

function diagonalIn(shape: Shape, offset: number, dim1: number, dim2: number): Backward {
  return (gradient) => [diagonalEmbed(gradient, shape, offset, dim1, dim2)];
}

function castBackTo(dtype: DType): Backward {
  return (gradient) => [castTo(gradient, dtype)];
}

export function viewOf(x: Tensor, { name, shape, strides, offset = x.offset, backward }: ViewOfTensor): Tensor {
  return record(name, new Tensor(x.storage, shape, strides, offset, x.base ?? x), [x], backward);
}

/**
 * The same memory in another shape; one size may be −1. Throws RuntimeError where the element counts differ or the
 * strides do not allow it.
 */
export function view(x: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, x.numel());
  const strides = viewStrides(x.shape, x.strides, target);
  if (strides === undefined) {
    throw new RuntimeError(
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
    );
  }
  return viewOf(x, {
    name: 'ViewBackward0',
    shape: target,
    strides,
    backward: reshapedTo(x.shape),
  });
}

/** As {@link view} where that is possible, else a copy. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = inferShape(shape, x.numel());
  return view(viewStrides(x.shape, x.strides, target) === undefined ? contiguous(x) : x, target);
}

/** A copy in memory of its own. */
export function clone(x: Tensor): Tensor {
  return record('CloneBackward0', fromElements(copyOfElements(x), x.shape, x.dtype), [x], (gradient) => [gradient]);
}

/** The tensor itself if its elements lie in row-major order, else a copy that does. */
export function contiguous(x: Tensor): Tensor {
  return x.isContiguous() ? x : clone(x);
}

/** A view with the dimensions in the order `dims`. */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  if (dims.length !== x.dim()) {
    throw new RuntimeError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${x.dim()} is not equal to len(dims) = ${dims.length}`,
    );
  }
  const order = dims.map((dim) => normalizeDim(dim, x.dim()));
  if (new Set(order).size !== order.length) throw new RuntimeError('permute(): duplicate dims are not allowed.');
  const inverse = order.map((_, dim) => order.indexOf(dim));
  return viewOf(x, {
    name: 'PermuteBackward0',
    shape: order.map((dim) => x.shape[dim]!),
    strides: order.map((dim) => x.strides[dim]!),
    backward: permutedBy(inverse),
  });
}

/** A view with two dimensions exchanged. */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  const [a, b] = [normalizeDim(dim0, x.dim()), normalizeDim(dim1, x.dim())];
  const order = x.shape.map((_, dim) => (dim === a ? b : dim === b ? a : dim));
  return viewOf(x, {
    name: 'TransposeBackward0',
    shape: order.map((dim) => x.shape[dim]!),
    strides: order.map((dim) => x.strides[dim]!),
    backward: permutedBy(order),
  });
}

/** The transpose of a matrix; a vector is left as it is. */
export function t(x: Tensor): Tensor {
  if (x.dim() > 2) throw new RuntimeError(`t() expects a tensor with <= 2 dimensions, but self is ${x.dim()}D`);
  if (x.dim() < 2) return x;
  return viewOf(x, {
    name: 'TBackward0',
    shape: x.shape.toReversed(),
    strides: x.strides.toReversed(),
    backward: permutedBy([1, 0]),
  });
}

/** A view with the dimensions `source` at the places `destination`, the others in their order. */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const list = (dims: number | readonly number[]): number[] =>
    (typeof dims === 'number' ? [dims] : dims).map((dim) => normalizeDim(dim, x.dim()));
  const [from, to] = [list(source), list(destination)];
  if (from.length !== to.length) {
    throw new RuntimeError(
      `movedim: Invalid source or destination dims: source (${formatShape(from)} dims) should contain the same number of dims as destination (${formatShape(to)} dims)`,
    );
  }
  const rest = x.shape.map((_, dim) => dim).filter((dim) => !from.includes(dim));
  const order = x.shape.map((_, place) => (to.includes(place) ? from[to.indexOf(place)]! : rest.shift()!));
  return permute(x, order);
}

/** A view that repeats dimensions of size 1; −1 leaves a size as it is. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const missing = shape.length - x.dim();
  if (missing < 0) {
    throw new RuntimeError(
      `expand(${x.typeName()}{${formatShape(x.shape)}}, size=${formatShape(shape)}): the number of sizes provided (${shape.length}) must be greater or equal to the number of dimensions in the tensor (${x.dim()})`,
    );
  }
  const target = shape.map((size, dim) => (size === -1 && dim >= missing ? x.shape[dim - missing]! : size));
  const strides = target.map((size, dim) => {
    if (size < 0 || !Number.isInteger(size)) {
      throw new RuntimeError(
        `The expanded size of the tensor (${size}) isn't allowed in a leading, non-existing dimension ${dim}`,
      );
    }
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
  return viewOf(x, {
    name: 'ExpandBackward0',
    shape: target,
    strides,
    backward: summedOver(repeated, x.shape),
  });
}

/** The elements `start`, `start + step`, … along `dim`, `length` of them: a view. All are in range. */
function strided(x: Tensor, dim: number, start: number, length: number, step: number): Tensor {
  return viewOf(x, {
    name: 'SliceBackward0',
    shape: x.shape.with(dim, length),
    strides: x.strides.with(dim, x.strides[dim]! * step),
    offset: x.offset + start * x.strides[dim]!,
    backward: embeddedIn(x.shape, dim, start, step),
  });
}

/** Zeros of `shape` with `x` at `start`, `start + step`, … along `dim`: the reverse of {@link strided}. */
function embed(x: Tensor, shape: Shape, dim: number, start: number, step: number): Tensor {
  const whole = fromElements(allocate(x.dtype, elementCount(shape)), shape, x.dtype);
  writeElements(strided(whole, dim, start, x.shape[dim]!, step), elements(x));
  const length = x.shape[dim]!;
  return record('SliceBackwardBackward0', whole, [x], (gradient) => [strided(gradient, dim, start, length, step)]);
}

/** A view of `length` elements from `start` on along dimension `dim`; a negative `start` counts from the end. */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  if (x.dim() === 0) throw new RuntimeError('narrow() cannot be applied to a 0-dim tensor.');
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis]!;
  if (length < 0 || !Number.isInteger(length)) throw new RuntimeError('narrow(): length must be non-negative.');
  if (start < -size || start > size || !Number.isInteger(start)) {
    throw new IndexError(`start out of range (expected to be in range of [${-size}, ${size}], but got ${start})`);
  }
  const first = start < 0 ? start + size : start;
  if (first + length > size) {
    throw new RuntimeError(`start (${first}) + length (${length}) exceeds dimension size (${size}).`);
  }
  return strided(x, axis, first, length, 1);
}

/**
 * A view of every `step`-th element from `start` up to before `stop` along `dim`, as Python's slices: negative numbers
 * count from the end, and what lies outside is cut off. Throws ValueError unless `step` is positive.
 */
export function sliceAlong(x: Tensor, dim: number, start = 0, stop?: number, step = 1): Tensor {
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis]!;
  const clip = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const [first, last] = [clip(start), clip(stop ?? size)];
  return strided(x, axis, first, Math.max(0, Math.ceil((last - first) / step)), step);
}

/** A view of one index of dimension `dim`, without that dimension. */
export function select(x: Tensor, dim: number, index: number): Tensor {
  if (x.dim() === 0) throw new IndexError('select() cannot be applied to a 0-dim tensor.');
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis]!;
  if (index < -size || index >= size || !Number.isInteger(index)) {
    throw new IndexError(
      `select(): index ${index} out of range for tensor of size ${formatShape(x.shape)} at dimension ${axis}`,
    );
  }
  const position = index < 0 ? index + size : index;
  return viewOf(x, {
    name: 'SelectBackward0',
    shape: x.shape.toSpliced(axis, 1),
    strides: x.strides.toSpliced(axis, 1),
    offset: x.offset + position * x.strides[axis]!,
    backward: embeddedIn(x.shape, axis, position, 1),
  });
}

/** The diagonal of the dimensions `dim1` and `dim2`, `offset` places to the right, as a new last dimension: a view. */
export function diagonal(x: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  const [a, b] = [normalizeDim(dim1, x.dim()), normalizeDim(dim2, x.dim())];
  if (a === b) throw new RuntimeError(`diagonal dimensions cannot be identical ${dim1}, ${dim2}`);
  const [down, right] = [Math.max(-offset, 0), Math.max(offset, 0)];
  const length = Math.max(0, Math.min(x.shape[a]! - down, x.shape[b]! - right));
  const others = <T>(list: readonly T[]): T[] => list.filter((_, dim) => dim !== a && dim !== b);
  const shape = [...others(x.shape), length];
  const strides = [...others(x.strides), x.strides[a]! + x.strides[b]!];
  const start = length === 0 ? 0 : down * x.strides[a]! + right * x.strides[b]!;
  return viewOf(x, {
    name: 'DiagonalBackward0',
    shape,
    strides,
    offset: x.offset + start,
    backward: diagonalIn(x.shape, offset, a, b),
  });
}

function diagonalEmbed(x: Tensor, shape: Shape, offset: number, dim1: number, dim2: number): Tensor {
  const whole = fromElements(allocate(x.dtype, elementCount(shape)), shape, x.dtype);
  writeElements(diagonal(whole, offset, dim1, dim2), elements(x));
  return record('DiagonalBackwardBackward0', whole, [x], (gradient) => [diagonal(gradient, offset, dim1, dim2)]);
}

/** A view without the dimensions of size 1 (of `dim` alone those that are of size 1). */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  const axes =
    dim === undefined ? undefined : (typeof dim === 'number' ? [dim] : dim).map((d) => normalizeDim(d, x.dim()));
  const kept = x.shape.flatMap((size, index) => (size === 1 && (axes?.includes(index) ?? true) ? [] : [index]));
  return viewOf(x, {
    name: `SqueezeBackward${axes === undefined ? 0 : axes.length > 1 ? 2 : 1}`,
    shape: kept.map((index) => x.shape[index]!),
    strides: kept.map((index) => x.strides[index]!),
    backward: reshapedTo(x.shape),
  });
}

/** A view with a new dimension of size 1 at `dim`. */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  const axis = normalizeDim(dim, x.dim() + 1);
  const stride = axis < x.dim() ? x.strides[axis]! * x.shape[axis]! : 1;
  return viewOf(x, {
    name: 'UnsqueezeBackward0',
    shape: x.shape.toSpliced(axis, 0, 1),
    strides: x.strides.toSpliced(axis, 0, stride),
    backward: reshapedTo(x.shape),
  });
}

/** Dimensions `startDim` (default 0) to `endDim` (default −1) merged into one. */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  if (x.dim() === 0) return reshape(x, [1]);
  const [start, end] = [normalizeDim(startDim, x.dim()), normalizeDim(endDim, x.dim())];
  if (start > end) throw new RuntimeError('flatten() has invalid args: start_dim cannot come after end_dim');
  if (start === end) return x;
  const merged = elementCount(x.shape.slice(start, end + 1));
  return reshape(x, [...x.shape.slice(0, start), merged, ...x.shape.slice(end + 1)]);
}

/** Dimension `dim` split into several of the given sizes, of which one may be −1. */
export function unflatten(x: Tensor, dim: number, sizes: Shape): Tensor {
  const axis = normalizeDim(dim, x.dim());
  return view(x, [...x.shape.slice(0, axis), ...inferShape(sizes, x.shape[axis]!), ...x.shape.slice(axis + 1)]);
}

/** The same values as `dtype`; the tensor itself, if it has that dtype. Fractions are cut off for integers. */
export function castTo(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const cast = fromElements(x.values(), x.shape, dtype);
  return isFloating(dtype) ? record('ToCopyBackward0', cast, [x], castBackTo(x.dtype)) : cast;
}

const methods = {
  view,
  reshape,
  clone,
  contiguous,
  permute,
  transpose,
  t,
  movedim,
  expand,
  narrow,
  sliceAlong,
  select,
  diagonal,
  squeeze,
  unsqueeze,
  flatten,
  unflatten,
  to: castTo,
};

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
