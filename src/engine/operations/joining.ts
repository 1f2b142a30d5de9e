import { type Backward, named, record } from '../autograd/graph.ts';
import { allocateResult, type DType, promote } from '../dtype.ts';
import { elements, fromElements, writeElements } from '../elements.ts';
import { RuntimeError } from '../errors.ts';
import { formatShape, normalizeDim } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { castTo, narrow, select, unsqueeze } from './views.ts';

/**
 * The tensors one after the other along `dim` (default 0). Throws RuntimeError for none, or where other sizes differ.
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  const isLegacyEmpty = (x: Tensor): boolean => x.dim() === 1 && x.numel() === 0;
  const used = tensors.some((x) => !isLegacyEmpty(x)) ? tensors.filter((x) => !isLegacyEmpty(x)) : tensors;
  const first = used[0];
  if (first === undefined) throw new RuntimeError('torch.cat(): expected a non-empty list of Tensors');
  if (first.dim() === 0) {
    throw new RuntimeError('zero-dimensional tensor (at position 0) cannot be concatenated');
  }
  const axis = normalizeDim(dim, first.dim());
  used.forEach((x, number) => {
    if (x.dim() !== first.dim()) {
      throw new RuntimeError(`Tensors must have same number of dimensions: got ${first.dim()} and ${x.dim()}`);
    }
    x.shape.forEach((size, other) => {
      if (other === axis || size === first.shape[other]) return;
      throw new RuntimeError(
        `Sizes of tensors must match except in dimension ${axis}. Expected size ${first.shape[other]} but got size ${size} for tensor number ${number} in the list.`,
      );
    });
  });
  const dtype = used.map((x) => x.dtype).reduce(promote);
  const starts: number[] = [];
  let total = 0;
  for (const x of used) {
    starts.push(total);
    total += x.shape[axis]!;
  }
  const shape = first.shape.with(axis, total);
  const joined = fromElements(allocateResult(dtype, shape), shape, dtype);
  used.forEach((x, i) => {
    writeElements(narrow(joined, axis, starts[i]!, x.shape[axis]!), elements(x));
  });
  const parts = used.map((x, i) => ({ start: starts[i]!, length: x.shape[axis]!, dtype: x.dtype }));
  return record('CatBackward0', joined, used, splitInto(parts, axis));
}

interface Part {
  readonly start: number;
  readonly length: number;
  readonly dtype: DType;
}

function splitInto(parts: readonly Part[], dim: number): Backward {
  return (gradient) => parts.map(({ start, length, dtype }) => castTo(narrow(gradient, dim, start, length), dtype));
}

/** The tensors, all of one shape, side by side along a new dimension `dim` (default 0). */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const first = tensors[0];
  if (first === undefined) throw new RuntimeError('stack expects a non-empty TensorList');
  const axis = normalizeDim(dim, first.dim() + 1);
  tensors.forEach((x, entry) => {
    if (formatShape(x.shape) === formatShape(first.shape)) return;
    throw new RuntimeError(
      `stack expects each tensor to be equal size, but got ${formatShape(first.shape)} at entry 0 and ${formatShape(x.shape)} at entry ${entry}`,
    );
  });
  const rows = tensors.map((x) => unsqueeze(x, axis));
  return named('StackBackward0', cat(rows, axis));
}

function requireDimension(x: Tensor, name: string): void {
  if (x.dim() === 0) throw new RuntimeError(`${name} expects at least a 1-dimensional tensor`);
}

/** Views of parts along `dim` (default 0): each of the one given size, the last smaller, or of the sizes listed. */
export function split(x: Tensor, sizes: number | readonly number[], dim = 0): Tensor[] {
  requireDimension(x, 'split');
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis]!;
  if (typeof sizes !== 'number') {
    if (sizes.reduce((total, part) => total + part, 0) !== size) {
      throw new RuntimeError(
        `split_with_sizes expects split_sizes to sum exactly to ${size} (input tensor's size at dimension ${axis}), but got split_sizes=${formatShape(sizes)}`,
      );
    }
    let start = 0;
    return sizes.map((part) => narrow(x, axis, (start += part) - part, part));
  }
  if (sizes <= 0 && !(sizes === 0 && size === 0)) {
    throw new RuntimeError(`split expects split_size be non-negative, but got split_size=${sizes}`);
  }
  const count = Math.max(1, Math.ceil(size / sizes));
  return Array.from({ length: count }, (_, i) => narrow(x, axis, i * sizes, Math.min(sizes, size - i * sizes)));
}

/** Views of at most `chunks` parts of equal size along `dim` (default 0), the last smaller. */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  requireDimension(x, 'chunk');
  if (chunks <= 0) throw new RuntimeError(`chunk expects \`chunks\` to be greater than 0, got: ${chunks}`);
  const size = x.size(dim);
  if (size === 0) return split(x, new Array<number>(chunks).fill(0), dim);
  return split(x, Math.ceil(size / chunks), dim);
}

/** A view for each index along `dim` (default 0), without that dimension. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  return Array.from({ length: x.size(dim) }, (_, index) => select(x, dim, index));
}

const methods = { split, chunk, unbind };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
