import { type Backward, named, record } from '../autograd/graph.ts';
import { allocate } from '../dtype.ts';
import { elements, fromElements, writeElements } from '../elements.ts';
import { RuntimeError } from '../errors.ts';
import { elementCount, formatShape, normalizeDim, normalizeDims, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { take } from './selection.ts';
import { expand, flatten, narrow, reshape, unsqueeze } from './views.ts';

/** A tensor of `shape` whose element at each index is that of `x` where `source` says, row-major. */
function gatherFrom(x: Tensor, name: string, shape: Shape, source: (index: readonly number[]) => number): Tensor {
  const positions = new Float64Array(elementCount(shape));
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < positions.length; i++) {
    positions[i] = source(index);
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      if (++index[dim]! < shape[dim]!) break;
      index[dim] = 0;
    }
  }
  return take(x, positions, { shape, name });
}

function flatIndex(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, i, dim) => flat * shape[dim]! + i, 0);
}

/** The tensor with the order along `dims` reversed: a copy. */
export function flip(x: Tensor, dims: readonly number[]): Tensor {
  const axes = dims.length === 0 ? [] : normalizeDims(dims, x.dim());
  return gatherFrom(x, 'FlipBackward0', x.shape, (index) =>
    flatIndex(
      index.map((i, dim) => (axes.includes(dim) ? x.shape[dim]! - 1 - i : i)),
      x.shape,
    ),
  );
}

/** The elements moved on by `shifts` along `dims`, round the end; over all elements in row-major order without `dims`. */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  if (dims === undefined) {
    return reshape(roll(flatten(reshape(x, [-1])), typeof shifts === 'number' ? shifts : shifts[0]!, 0), x.shape);
  }
  const list = typeof shifts === 'number' ? [shifts] : shifts;
  const axes = (typeof dims === 'number' ? [dims] : dims).map((dim) => normalizeDim(dim, x.dim()));
  if (list.length !== axes.length) {
    throw new RuntimeError(`shifts and dimensions must align. shifts: ${list.length}, dims:${axes.length}`);
  }
  return gatherFrom(x, 'RollBackward0', x.shape, (index) =>
    flatIndex(
      index.map((i, dim) => {
        const size = x.shape[dim]!;
        const shift = axes.reduce((total, axis, k) => (axis === dim ? total + list[k]! : total), 0);
        return (((i - shift) % size) + size) % size;
      }),
      x.shape,
    ),
  );
}

/** `x` repeated `repeats[dim]` times along each dimension; more repeats than dimensions add dimensions in front. */
export function repeat(x: Tensor, repeats: readonly number[]): Tensor {
  const missing = repeats.length - x.dim();
  if (missing < 0) {
    throw new RuntimeError(
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
    );
  }
  const shape = [...new Array<number>(missing).fill(1), ...x.shape];
  const spread = reshape(
    x,
    shape.flatMap((size) => [1, size]),
  );
  const repeated = expand(
    spread,
    shape.flatMap((size, dim) => [repeats[dim]!, size]),
  );
  const result = shape.map((size, dim) => size * repeats[dim]!);
  return named('RepeatBackward0', reshape(repeated, result).clone());
}

/** Each element along `dim` repeated `repeats` times in place; of the flattened tensor without `dim`. */
export function repeatInterleave(x: Tensor, repeats: number, dim?: number): Tensor {
  if (dim === undefined) return repeatInterleave(reshape(x, [-1]), repeats, 0);
  const axis = normalizeDim(dim, x.dim());
  const shape = x.shape.toSpliced(axis + 1, 0, repeats);
  return reshape(expand(unsqueeze(x, axis + 1), shape), x.shape.with(axis, x.shape[axis]! * repeats));
}

type Keeps = (column: number, row: number) => boolean;

function triangleOf(name: string, keeps: Keeps): Backward {
  return (gradient) => [triangle(gradient, name, keeps)];
}

function triangle(x: Tensor, name: string, keeps: Keeps): Tensor {
  if (x.dim() < 2) throw new RuntimeError(`${name}: input tensor must have at least 2 dimensions`);
  const [rows, columns] = [x.size(-2), x.size(-1)];
  const values = elements(x);
  const target = allocate(x.dtype, values.length);
  for (let i = 0; i < values.length; i++) {
    target[i] = keeps(i % columns, Math.floor(i / columns) % rows) ? values[i]! : 0;
  }
  const titled = name.charAt(0).toUpperCase() + name.slice(1);
  return record(`${titled}Backward0`, fromElements(target, x.shape, x.dtype), [x], triangleOf(name, keeps));
}

/** The lower triangle of each matrix, up to `diagonal` places right of the main diagonal; 0 elsewhere. */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return triangle(x, 'tril', (column, row) => column <= row + diagonal);
}

/** The upper triangle of each matrix, from `diagonal` places right of the main diagonal on; 0 elsewhere. */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return triangle(x, 'triu', (column, row) => column >= row + diagonal);
}

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** Where a place outside of `size` elements takes its value from; undefined for the constant. */
const PAD_SOURCE: Record<PadMode, (place: number, size: number) => number | undefined> = {
  constant: (place, size) => (place >= 0 && place < size ? place : undefined),
  replicate: (place, size) => Math.min(Math.max(place, 0), size - 1),
  circular: (place, size) => ((place % size) + size) % size,
  reflect: (place, size) => (place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place),
};

/**
 * `x` with `pad` = [left, right, top, bottom, …] places added before and after its last dimension, the one before it,
 * and so on; negative numbers cut off. Filled with `value`, or as `mode` says
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html).
 */
export function pad(
  x: Tensor,
  pad: readonly number[],
  options: { readonly mode?: PadMode; readonly value?: number | undefined } = {},
): Tensor {
  const { mode = 'constant', value = 0 } = options;
  if (pad.length % 2 !== 0) throw new RuntimeError('Padding length must be divisible by 2');
  if (pad.length / 2 > x.dim()) {
    throw new RuntimeError(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${pad.length} and input of dimension ${x.dim()}`,
    );
  }
  const before = (dim: number): number => pad[2 * (x.dim() - 1 - dim)] ?? 0;
  const after = (dim: number): number => pad[2 * (x.dim() - 1 - dim) + 1] ?? 0;
  const shape = x.shape.map((size, dim) => size + before(dim) + after(dim));
  if (shape.some((size) => size < 0)) {
    throw new RuntimeError(
      `The input size ${formatShape(x.shape)}, plus padding ${formatShape(pad)} resulted in a negative output size, which is invalid.`,
    );
  }
  if (mode === 'constant') return padConstant(x, shape, before, value);
  x.shape.forEach((size, dim) => {
    const widest = Math.max(before(dim), after(dim));
    if (mode !== 'replicate' && widest > (mode === 'reflect' ? size - 1 : size)) {
      throw new RuntimeError(
        `Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (${before(dim)}, ${after(dim)}) at dimension ${dim} of input ${formatShape(x.shape)}`,
      );
    }
  });
  const name = `${mode.charAt(0).toUpperCase()}${mode.slice(1)}ionPad${pad.length / 2}DBackward0`;
  return gatherFrom(x, name, shape, (index) =>
    flatIndex(
      index.map((i, dim) => PAD_SOURCE[mode](i - before(dim), x.shape[dim]!)!),
      x.shape,
    ),
  );
}

function padConstant(x: Tensor, shape: readonly number[], before: (dim: number) => number, value: number): Tensor {
  const target = fromElements(new Float64Array(elementCount(shape)).fill(value), shape, x.dtype);
  /** The part of `whole` that also lies in `other`, when that starts `offset(dim)` places further. */
  const common = (whole: Tensor, other: Shape, offset: (dim: number) => number): Tensor =>
    whole.shape.reduce((part, size, dim) => {
      const start = Math.max(0, offset(dim));
      const end = Math.min(size, offset(dim) + other[dim]!);
      return narrow(part, dim, Math.min(start, size), Math.max(0, end - start));
    }, whole);
  const kept = (source: Tensor): Tensor => common(source, shape, (dim) => -before(dim));
  writeElements(common(target, x.shape, before), elements(kept(x.detach())));
  const around = x.shape.map((size, dim) => [-before(dim), size + before(dim) - shape[dim]!]);
  return record('ConstantPadNdBackward0', target, [x], paddedBy(around.toReversed().flat()));
}

function paddedBy(padding: readonly number[]): Backward {
  return (gradient) => [pad(gradient, padding)];
}

/** `x` next to copies of itself: see {@link repeat}; `repeats` shorter than the dimensions apply to the last ones. */
export function tile(x: Tensor, repeats: readonly number[]): Tensor {
  const missing = Math.max(0, x.dim() - repeats.length);
  return repeat(x, [...new Array<number>(missing).fill(1), ...repeats]);
}

const methods = { flip, roll, repeat, repeatInterleave, tril, triu, tile };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
