import { assign } from '../autograd/inPlace.ts';
import { named, record } from '../autograd/graph.ts';
import { isFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { IndexError, ValueError } from '../errors.ts';
import { broadcastShapes, contiguousStrides, elementCount, formatShape, normalizeDim, type Shape } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { type Operand, operandTensor } from './arithmetic.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { maskedFill, nonzero, take } from './selection.ts';
import { castTo, expand, select, sliceAlong, unsqueeze } from './views.ts';

/** A part of a dimension, as Python's `start:stop:step`. */
export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** `start:stop:step` of Python; null or nothing leaves out. */
export function slice(start: number | null = null, stop: number | null = null, step: number | null = null): Slice {
  return { start, stop, step };
}

/**
 * What may stand between the brackets of `x[…]` in Python: a number, a {@link slice}, null for a new dimension, `'...'`
 * for all dimensions not named, a tensor of indices or of booleans, or an array of indices.
 */
export type Index = number | Slice | null | '...' | boolean | Tensor | readonly number[];

type TensorIndex = Tensor | undefined;

/** A view by all that is no tensor, and the tensors that still apply to its dimensions. */
interface PartlyIndexed {
  readonly view: Tensor;
  readonly tensors: readonly TensorIndex[];
}

function asTensor(index: Tensor | readonly number[]): Tensor {
  const tensor = index instanceof Tensor ? index : fromElements([...index], [index.length], 'int64');
  if (!['int64', 'int32', 'uint8', 'bool'].includes(tensor.dtype)) {
    throw new IndexError('tensors used as indices must be long, int, byte or bool tensors');
  }
  return tensor;
}

/** A tensor of one whole number or truth value without dimensions stands for that. */
function withoutDimensions(index: Index): Index {
  if (!(index instanceof Tensor) || index.dim() > 0 || isFloating(index.dtype)) return index;
  return index.dtype === 'bool' || index.dtype === 'uint8' ? index.item() !== 0 : index.item();
}

/** How many dimensions an index uses up. */
function consumed(index: Index): number {
  if (index === null || index === '...' || typeof index === 'boolean') return 0;
  return index instanceof Tensor && (index.dtype === 'bool' || index.dtype === 'uint8') ? index.dim() : 1;
}

function applyBasic(x: Tensor, indices: readonly Index[]): PartlyIndexed {
  const used = indices.reduce<number>((total, index) => total + consumed(index), 0);
  if (used > x.dim()) throw new IndexError(`too many indices for tensor of dimension ${x.dim()}`);
  let view = x;
  let dim = 0;
  const tensors: TensorIndex[] = [];
  const place = (index: Tensor): void => {
    tensors[dim++] = index;
  };
  for (const index of indices.map(withoutDimensions)) {
    if (index === null) view = unsqueeze(view, dim++);
    else if (index === '...') dim += x.dim() - used;
    else if (typeof index === 'boolean') {
      view = unsqueeze(view, dim);
      place(fromElements(index ? [0] : [], [Number(index)], 'int64'));
    } else if (typeof index === 'number') {
      const size = view.shape[dim]!;
      if (index < -size || index >= size) {
        throw new IndexError(`index ${index} is out of bounds for dimension ${dim} with size ${size}`);
      }
      view = select(view, dim, index);
    } else if (index instanceof Tensor || Array.isArray(index)) {
      const tensor = asTensor(index as Tensor | readonly number[]);
      if (tensor.dtype !== 'bool' && tensor.dtype !== 'uint8') place(tensor);
      else for (const column of maskColumns(tensor, view.shape, dim)) place(column);
    } else {
      const { start, stop, step } = index as Slice;
      if (step !== null && step <= 0) throw new ValueError('step must be greater than zero');
      view = sliceAlong(view, dim++, start ?? 0, stop ?? undefined, step ?? 1);
    }
  }
  return { view, tensors };
}

/** The indices along each of its dimensions at which a mask holds. */
function maskColumns(mask: Tensor, shape: Shape, dim: number): Tensor[] {
  mask.shape.forEach((size, i) => {
    if (size === shape[dim + i]) return;
    throw new IndexError(
      `The shape of the mask ${formatShape(mask.shape)} at index ${i} does not match the shape of the indexed tensor ${formatShape(shape)} at index ${dim + i}`,
    );
  });
  const found = nonzero(mask);
  return mask.shape.map((_, i) => select(found, 1, i));
}

/** Row-major positions in a tensor of `shape` that index tensors name, and the shape of the result. */
interface Positions {
  readonly positions: Float64Array;
  readonly shape: Shape;
}

/**
 * Index tensors broadcast together. Their dimensions take the place of the indexed ones, or come first where those are
 * not neighbours (https://numpy.org/doc/stable/user/basics.indexing.html).
 */
function resolve(shape: Shape, tensors: readonly TensorIndex[]): Positions {
  const indexed = shape.flatMap((_, dim) => (tensors[dim] === undefined ? [] : [dim]));
  const rest = shape.flatMap((_, dim) => (tensors[dim] === undefined ? [dim] : []));
  const common = broadcastIndices(indexed.map((dim) => tensors[dim]!));
  const columns = indexed.map((dim) => elements(expand(tensors[dim]!, common)));
  const strides = contiguousStrides(shape);
  const neighbours = indexed.every((dim, i) => i === 0 || dim === indexed[i - 1]! + 1);
  const leading = neighbours ? rest.filter((dim) => dim < indexed[0]!) : [];
  const trailing = rest.filter((dim) => !leading.includes(dim));
  const offsets = Float64Array.from({ length: elementCount(common) }, (_, i) =>
    indexed.reduce((offset, dim, column) => {
      const [index, size] = [columns[column]![i]!, shape[dim]!];
      if (index < -size || index >= size) {
        throw new IndexError(`index ${index} is out of bounds for dimension ${dim} with size ${size}`);
      }
      return offset + (index < 0 ? index + size : index) * strides[dim]!;
    }, 0),
  );
  const offsetsOf = (dims: readonly number[]): number[] =>
    dims.reduce<number[]>(
      (all, dim) => all.flatMap((start) => Array.from({ length: shape[dim]! }, (_, i) => start + i * strides[dim]!)),
      [0],
    );
  const [outer, inner] = [offsetsOf(leading), offsetsOf(trailing)];
  const positions = new Float64Array(outer.length * offsets.length * inner.length);
  let next = 0;
  for (const a of outer) for (const b of offsets) for (const c of inner) positions[next++] = a + b + c;
  const sizes = (dims: readonly number[]): number[] => dims.map((dim) => shape[dim]!);
  return { positions, shape: [...sizes(leading), ...common, ...sizes(trailing)] };
}

function broadcastIndices(tensors: readonly Tensor[]): Shape {
  try {
    return tensors.map(({ shape }) => shape).reduce(broadcastShapes);
  } catch {
    throw new IndexError(
      `shape mismatch: indexing tensors could not be broadcast together with shapes ${tensors.map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
}

/** What Python writes as `x[indices]`: a view where no index is a tensor, else a copy. Throws IndexError out of bounds. */
export function index(x: Tensor, ...indices: Index[]): Tensor {
  const { view, tensors } = applyBasic(x, indices);
  if (tensors.every((tensor) => tensor === undefined)) return view;
  const { positions, shape } = resolve(view.shape, tensors);
  return take(view, positions, { shape, name: 'IndexBackward0' });
}

/**
 * What Python writes as `x[indices] = value`: in place, `value` broadcast and converted to the dtype of `x`; added to
 * what is there with `accumulate`. Returns `x`.
 */
export function indexPut_(
  x: Tensor,
  indices: readonly Index[],
  value: Operand,
  options: { readonly accumulate?: boolean } = {},
): Tensor {
  const { view, tensors } = applyBasic(x, indices);
  const source = castTo(operandTensor(value), x.dtype);
  if (tensors.every((tensor) => tensor === undefined)) {
    const incoming = expand(dropLeadingOnes(source, view.dim()), view.shape);
    assign(view, options.accumulate === true ? view.add(incoming) : overwritten(view, incoming));
    return x;
  }
  const { positions, shape } = resolve(view.shape, tensors);
  assign(view, put(view, positions, expand(dropLeadingOnes(source, shape.length), shape), options.accumulate ?? false));
  return x;
}

/** A value of shape 1×3 may be written to 3 places. */
function dropLeadingOnes(x: Tensor, rank: number): Tensor {
  const surplus = x.dim() - rank;
  return surplus > 0 && x.shape.slice(0, surplus).every((size) => size === 1) ? x.reshape(x.shape.slice(surplus)) : x;
}

/** `source` with the history of an overwritten `target`. */
function overwritten(target: Tensor, source: Tensor): Tensor {
  return record('CopyBackwards', source.detach(), [target, source], (gradient) => [undefined, gradient]);
}

/** `x` with `source`, of one element for each position, written there or added. */
function put(x: Tensor, positions: Float64Array, source: Tensor, adds: boolean): Tensor {
  const values = Float64Array.from(elements(x));
  const incoming = elements(source);
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    values[position] = adds ? values[position]! + incoming[i]! : incoming[i]!;
    mask[position] = 1;
  }
  return record('IndexPutBackward0', fromElements(values, x.shape, x.dtype), [x, source], (gradient) => [
    adds ? gradient : maskedFill(gradient, fromElements(mask, x.shape, 'bool'), 0),
    take(gradient, positions, { shape: source.shape }),
  ]);
}

/** The given indices along `dim`, in their order. Throws IndexError out of bounds. */
export function indexSelect(x: Tensor, dim: number, indices: Tensor): Tensor {
  if (indices.dim() > 1) throw new IndexError('index_select(): Index is supposed to be a vector');
  const axis = normalizeDim(dim, x.dim());
  const flat = indices.reshape([-1]);
  const size = x.shape[axis] ?? 1;
  if (elements(flat).some((i) => i < 0 || i >= size)) {
    throw new IndexError('index out of range in self');
  }
  return named('IndexSelectBackward0', index(x, ...new Array<Index>(axis).fill(slice()), flat));
}

const methods = { index, indexPut_, indexSelect };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
