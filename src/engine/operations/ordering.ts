import { record } from '../autograd/graph.ts';
import { elements, fromElements } from '../elements.ts';
import { IndexError, RuntimeError } from '../errors.ts';
import { normalizeDim, normalizeDims } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { div, mul } from './arithmetic.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { type Dims, fold, type ReductionOptions, resultShape, setsOf, spread, sum } from './reduction.ts';
import { isnan } from './pointwise.ts';
import { eq, logicalAnd, logicalOr, take } from './selection.ts';
import { reshape } from './views.ts';

/** Values and where along the dimension they were: int64. */
export interface ValuesAndIndices {
  readonly values: Tensor;
  readonly indices: Tensor;
}

export interface SortOptions {
  /** Default: the last. */
  readonly dim?: number;
  /** Largest first. Default: false. */
  readonly descending?: boolean;
}

/** How the elements along one dimension lie in row-major memory. */
interface Lines {
  readonly size: number;
  readonly count: number;
  /** The position of element `i` of line `line`. */
  readonly position: (line: number, i: number) => number;
}

function linesAlong(shape: readonly number[], dim: number): Lines {
  const size = shape[dim] ?? 1;
  const inner = shape.slice(dim + 1).reduce((product, other) => product * other, 1);
  const outer = shape.slice(0, dim).reduce((product, other) => product * other, 1);
  return {
    size,
    count: outer * inner,
    position: (line, i) => (Math.floor(line / inner) * size + i) * inner + (line % inner),
  };
}

/** Takes from each line along `dim` the elements that `choose` names, in its order. */
function takeAlong(
  x: Tensor,
  dim: number,
  name: string,
  kept: number,
  choose: (value: (i: number) => number, size: number) => ArrayLike<number>,
): ValuesAndIndices {
  const lines = linesAlong(x.shape, dim);
  const values = elements(x);
  const shape = x.shape.map((size, other) => (other === dim ? kept : size));
  const target = linesAlong(shape, dim);
  const total = lines.count * kept;
  const [positions, indices] = [new Float64Array(total), new Float64Array(total)];
  for (let line = 0; line < lines.count; line++) {
    const chosen = choose((i) => values[lines.position(line, i)]!, lines.size);
    for (let i = 0; i < kept; i++) {
      const place = x.dim() === 0 ? 0 : target.position(line, i);
      positions[place] = lines.position(line, chosen[i]!);
      indices[place] = chosen[i]!;
    }
  }
  return { values: take(x, positions, { shape, name }), indices: fromElements(indices, shape, 'int64') };
}

/** Ascending, NaN last: as PyTorch orders. Equal values keep their order. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a - b || 0;
}

function order(value: (i: number) => number, size: number, descending: boolean): number[] {
  const indices = Array.from({ length: size }, (_, i) => i);
  const direction = descending ? -1 : 1;
  return indices.sort((i, j) => direction * ascending(value(i), value(j)));
}

/** The elements along a dimension in ascending order, NaN last; equal ones keep their order. */
export function sort(x: Tensor, options: SortOptions = {}): ValuesAndIndices {
  const dim = normalizeDim(options.dim ?? -1, x.dim());
  return takeAlong(x, dim, 'SortBackward0', x.shape[dim] ?? 1, (value, size) =>
    order(value, size, options.descending ?? false),
  );
}

/** The indices that sort `x`: see {@link sort}. */
export function argsort(x: Tensor, options: SortOptions = {}): Tensor {
  return sort(x.detach(), options).indices;
}

/**
 * The `k` largest elements along a dimension (default: the last), largest first; the smallest with `largest: false`.
 * Throws RuntimeError where there are fewer than `k`.
 */
export function topk(
  x: Tensor,
  k: number,
  options: { readonly dim?: number; readonly largest?: boolean } = {},
): ValuesAndIndices {
  const dim = normalizeDim(options.dim ?? -1, x.dim());
  if (k < 0 || k > (x.shape[dim] ?? 1)) throw new RuntimeError('selected index k out of range');
  return takeAlong(x, dim, 'TopkBackward0', k, (value, size) => order(value, size, options.largest ?? true));
}

/** The `k`-th smallest element along a dimension (default: the last), counted from 1. Throws RuntimeError for others. */
export function kthvalue(
  x: Tensor,
  k: number,
  options: ReductionOptions & { readonly dim?: number } = {},
): ValuesAndIndices {
  const dim = normalizeDim(options.dim ?? -1, x.dim());
  if (k < 1 || k > (x.shape[dim] ?? 1)) {
    throw new RuntimeError(`kthvalue(): selected number k out of range for dimension ${dim}`);
  }
  return oneAlong(x, dim, 'KthvalueBackward0', options.keepdim, (value, size) => order(value, size, false)[k - 1]!);
}

/** From each line along `dim` the one element that `choose` names. */
function oneAlong(
  x: Tensor,
  dim: number,
  name: string,
  keepdim: boolean | undefined,
  choose: (value: (i: number) => number, size: number) => number,
): ValuesAndIndices {
  return withoutDim(
    takeAlong(x, dim, name, 1, (value, size) => [choose(value, size)]),
    x,
    dim,
    keepdim,
  );
}

function withoutDim(found: ValuesAndIndices, x: Tensor, dim: number, keepdim = false): ValuesAndIndices {
  if (keepdim || x.dim() === 0) return found;
  const shape = x.shape.toSpliced(dim, 1);
  return { values: reshape(found.values, shape), indices: reshape(found.indices, shape) };
}

/** The first index of the extreme value; of the first NaN, where there is one. */
function extremeIndex(value: (i: number) => number, size: number, beats: (a: number, b: number) => boolean): number {
  let best = 0;
  for (let i = 0; i < size; i++) {
    if (Number.isNaN(value(i))) return i;
    if (beats(value(i), value(best))) best = i;
  }
  return best;
}

const above = (a: number, b: number): boolean => a > b;
const below = (a: number, b: number): boolean => a < b;

function requireSize(x: Tensor, name: string, dim: number): void {
  if (x.shape[dim] !== 0) return;
  throw new IndexError(`${name}(): Expected reduction dim ${dim} to have non-zero size.`);
}

function extremeAlong(x: Tensor, name: string, dim: number, keepdim: boolean, beats: typeof above): ValuesAndIndices {
  const axis = normalizeDim(dim, x.dim());
  requireSize(x, name, axis);
  const gradientName = `${name.charAt(0).toUpperCase()}${name.slice(1)}Backward0`;
  return oneAlong(x, axis, gradientName, keepdim, (value, size) => extremeIndex(value, size, beats));
}

function requireElements(x: Tensor, name: string): void {
  if (x.numel() > 0) return;
  throw new RuntimeError(
    `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
  );
}

/** The extreme of each set; NaN where there is one. Its gradient is shared evenly by equal extremes. */
function extremes(
  x: Tensor,
  gradientName: string,
  dims: Dims | undefined,
  keepdim: boolean | undefined,
  choose: (a: number, b: number) => number,
  start: number,
): Tensor {
  const sets = setsOf(x, dims);
  const result = fromElements(fold(elements(x), sets, start, choose), resultShape(sets, keepdim), x.dtype);
  return record(
    gradientName,
    result,
    [x],
    (gradient) => {
      const same = eq(x, spread(result, sets));
      // Over everything, NaN counts as equal to NaN.
      const places = dims === undefined ? logicalOr(same, logicalAnd(isnan(x), isnan(result))) : same;
      const share = div(places, sum(places, sets.reduced, { keepdim: true }));
      return [mul(spread(gradient, sets), share)];
    },
    [x, result],
  );
}

function requireSizes(x: Tensor, name: string, dims: Dims | undefined): void {
  if (dims === undefined) requireElements(x, name);
  else for (const dim of normalizeDims(dims, x.dim())) requireSize(x, name, dim);
}

/** The largest elements over `dims`, sharing the gradient where several are equal. */
export function amax(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  requireSizes(x, 'amax', dims);
  return extremes(x, 'AmaxBackward0', dims, options.keepdim, Math.max, -Infinity);
}

/** The smallest elements over `dims`, sharing the gradient where several are equal. */
export function amin(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  requireSizes(x, 'amin', dims);
  return extremes(x, 'AminBackward0', dims, options.keepdim, Math.min, Infinity);
}

/** An extreme of all elements, or with a dimension those along it with their indices. */
export interface Extreme {
  (x: Tensor): Tensor;
  (x: Tensor, dim: number, options?: ReductionOptions): ValuesAndIndices;
}

function extreme(name: string, choose: (a: number, b: number) => number, start: number, beats: typeof above): Extreme {
  const gradientName = `${name.charAt(0).toUpperCase()}${name.slice(1)}Backward1`;
  const overall = (x: Tensor): Tensor => {
    requireElements(x, name);
    return extremes(x, gradientName, undefined, false, choose, start);
  };
  return ((x: Tensor, dim?: number, options: ReductionOptions = {}) =>
    dim === undefined ? overall(x) : extremeAlong(x, name, dim, options.keepdim ?? false, beats)) as Extreme;
}

/**
 * The largest element of all; with `dim`, the largest along it and their first indices. NaN where there is one. Throws
 * RuntimeError, or IndexError with `dim`, where there is none.
 */
export const max: Extreme = extreme('max', Math.max, -Infinity, above);

/** The smallest element: see {@link max}. */
export const min: Extreme = extreme('min', Math.min, Infinity, below);

function argExtreme(x: Tensor, name: string, dim: number | undefined, keepdim: boolean, beats: typeof above): Tensor {
  if (dim !== undefined) return extremeAlong(x.detach(), name, dim, keepdim, beats).indices;
  requireElements(x, name);
  const flat = extremeAlong(reshape(x.detach(), [-1]), name, 0, false, beats).indices;
  return keepdim
    ? reshape(
        flat,
        x.shape.map(() => 1),
      )
    : flat;
}

/** The index of the largest element along `dim` (default: its row-major position among all), int64. */
export function argmax(x: Tensor, dim?: number, options: ReductionOptions = {}): Tensor {
  return argExtreme(x, 'argmax', dim, options.keepdim ?? false, above);
}

/** The index of the smallest element along `dim` (default: its row-major position among all), int64. */
export function argmin(x: Tensor, dim?: number, options: ReductionOptions = {}): Tensor {
  return argExtreme(x, 'argmin', dim, options.keepdim ?? false, below);
}

/** The index of the lower median; of the first NaN, where there is one. */
function medianIndex(value: (i: number) => number, size: number): number {
  for (let i = 0; i < size; i++) if (Number.isNaN(value(i))) return i;
  return order(value, size, false)[Math.ceil(size / 2) - 1]!;
}

/** The lower median of all elements; NaN where there is one or there are none. */
function overallMedian(x: Tensor): Tensor {
  if (x.numel() === 0) return fromElements([NaN], [], x.dtype);
  const values = elements(x);
  const at = medianIndex((i) => values[i]!, values.length);
  return extremes(x, 'MedianBackward0', undefined, false, () => values[at]!, 0);
}

/**
 * The lower median of all elements, whose gradient equal ones share; with `dim`, those along it with their indices. NaN
 * where there is one.
 */
export const median: Extreme = ((x: Tensor, dim?: number, options: ReductionOptions = {}) => {
  if (dim === undefined) return overallMedian(x);
  const axis = normalizeDim(dim, x.dim());
  requireSize(x, 'median', axis);
  return oneAlong(x, axis, 'MedianBackward1', options.keepdim, medianIndex);
}) as Extreme;

/** The different elements in ascending order, as one dimension. */
export function unique(x: Tensor): Tensor {
  const values = [...new Set(elements(x))].sort(ascending);
  return fromElements(values, [values.length], x.dtype);
}

const methods = {
  sort,
  argsort,
  topk,
  kthvalue,
  amax,
  amin,
  argmax,
  argmin,
  unique,
};

addMethods(methods);
addMethods({ max, min, median });

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {
    /** The largest element of all: see {@link max}. */
    max(): Tensor;
    /** The largest elements along `dim`, and their first indices. */
    max(dim: number, options?: ReductionOptions): ValuesAndIndices;
    /** The smallest element of all: see {@link min}. */
    min(): Tensor;
    /** The smallest elements along `dim`, and their first indices. */
    min(dim: number, options?: ReductionOptions): ValuesAndIndices;
    /** The lower median of all elements: see {@link median}. */
    median(): Tensor;
    /** The lower medians along `dim`, and their indices. */
    median(dim: number, options?: ReductionOptions): ValuesAndIndices;
  }
}
