import { type Backward, record } from '../autograd/graph.ts';
import { allocateResult, isFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { RuntimeError } from '../errors.ts';
import { broadcastShapes, elementCount, formatShape, normalizeDim } from '../shape.ts';
import { Storage } from '../storage.ts';
import { Tensor } from '../tensor.ts';
import { combine, type Operand, operandTensor, operandType } from './arithmetic.ts';
import { sumToShape } from './broadcast.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { castTo, expand } from './views.ts';

export type Comparison = (a: Operand, b: Operand) => Tensor;

/** A comparison of every pair of elements, broadcast. A number is compared as the tensor's dtype holds it. */
function comparison(holds: (a: number, b: number) => boolean): Comparison {
  return (left, right) => {
    const promoted = operandType([left, right]);
    const rounded = (operand: Operand): Tensor => {
      const tensor = operandTensor(operand);
      return isFloating(promoted) ? castTo(tensor.detach(), promoted) : tensor;
    };
    return combine(rounded(left), rounded(right), 'bool', { compute: (a, b) => Number(holds(a, b)) });
  };
}

/** Whether a = b, for every pair of elements. */
export const eq: Comparison = comparison((a, b) => a === b);
/** Whether a ≠ b. */
export const ne: Comparison = comparison((a, b) => a !== b);
/** Whether a < b. */
export const lt: Comparison = comparison((a, b) => a < b);
/** Whether a ≤ b. */
export const le: Comparison = comparison((a, b) => a <= b);
/** Whether a > b. */
export const gt: Comparison = comparison((a, b) => a > b);
/** Whether a ≥ b. */
export const ge: Comparison = comparison((a, b) => a >= b);
/** Whether both are not 0. */
export const logicalAnd: Comparison = comparison((a, b) => a !== 0 && b !== 0);
/** Whether either is not 0. */
export const logicalOr: Comparison = comparison((a, b) => a !== 0 || b !== 0);
/** Whether exactly one is not 0. */
export const logicalXor: Comparison = comparison((a, b) => (a !== 0) !== (b !== 0));

/** Whether |a − b| ≤ atol + rtol·|b|, for every pair of elements; NaN is close to nothing, or to NaN with `equalNan`. */
export function isclose(
  a: Tensor,
  b: Tensor,
  options: { readonly rtol?: number; readonly atol?: number; readonly equalNan?: boolean } = {},
): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const compute = (x: number, y: number): number => {
    if (x === y) return 1;
    if (Number.isNaN(x) && Number.isNaN(y)) return Number(equalNan);
    return Number(Number.isFinite(y) && Math.abs(x - y) <= atol + rtol * Math.abs(y));
  };
  return combine(a, b, 'bool', { compute });
}

/** Whether all elements of `a` are close to those of `b`: see {@link isclose}. */
export function allclose(a: Tensor, b: Tensor, options: Parameters<typeof isclose>[2] = {}): boolean {
  return elements(isclose(a, b, options)).every((close) => close === 1);
}

/** Whether both tensors have the same shape and elements. */
export function equal(a: Tensor, b: Tensor): boolean {
  if (formatShape(a.shape) !== formatShape(b.shape)) return false;
  const other = elements(b);
  return elements(a).every((value, index) => value === other[index]);
}

/** `a` where `condition` holds (is not 0), else `b`; all three broadcast. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const dtype = operandType([a, b]);
  const [first, second] = [operandTensor(a), operandTensor(b)];
  const shape = [condition, first, second].map((x) => x.shape).reduce(broadcastShapes);
  const repeated = (x: Tensor): ArrayLike<number> => elements(expand(x.detach(), shape));
  const [holds, left, right] = [repeated(condition), repeated(first), repeated(second)];
  const values = allocateResult(dtype, shape);
  for (let i = 0; i < values.length; i++) values[i] = holds[i] === 0 ? right[i]! : left[i]!;
  return record(
    'WhereBackward0',
    fromElements(values, shape, dtype),
    [first, second],
    (gradient) => [
      first.requiresGrad ? castTo(sumToShape(where(condition, gradient, 0), first.shape), first.dtype) : undefined,
      second.requiresGrad ? castTo(sumToShape(where(condition, 0, gradient), second.shape), second.dtype) : undefined,
    ],
    [condition],
  );
}

/** `x` with `value` where `mask` holds; `mask` broadcasts to `x`. */
export function maskedFill(x: Tensor, mask: Tensor, value: Operand): Tensor {
  if (mask.dtype !== 'bool') {
    throw new RuntimeError(`masked_fill_ only supports boolean masks, but got mask with dtype ${mask.dtype}`);
  }
  const filled = castTo(where(expand(mask, x.shape), value, x), x.dtype);
  return record('MaskedFillBackward0', filled.detach(), [filled], (gradient) => [gradient]);
}

/** The elements of `x` where `mask` holds, as one dimension; both broadcast. Throws RuntimeError unless `mask` is bool. */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  if (mask.dtype !== 'bool') {
    throw new RuntimeError('masked_select: expected BoolTensor for mask');
  }
  const shape = broadcastShapes(x.shape, mask.shape);
  const chosen = indicesWhere(expand(mask, shape));
  return take(expand(x, shape), chosen, { name: 'MaskedSelectBackward0' });
}

/** Row-major positions at which `mask` is not 0. */
export function indicesWhere(mask: Tensor): number[] {
  const positions: number[] = [];
  elements(mask).forEach((value, index) => {
    if (value !== 0) positions.push(index);
  });
  return positions;
}

/** The positions of all elements that are not 0, as a row of indices for each: K×rank, int64. */
export function nonzero(x: Tensor): Tensor {
  const positions = indicesWhere(x);
  const rank = x.dim();
  const values = new Float64Array(positions.length * rank);
  positions.forEach((position, row) => {
    let rest = position;
    for (let dim = rank - 1; dim >= 0; dim--) {
      values[row * rank + dim] = rest % x.shape[dim]!;
      rest = Math.floor(rest / x.shape[dim]!);
    }
  });
  return fromElements(values, [positions.length, rank], 'int64');
}

export interface TakeOptions {
  /** The shape of the result. Default: one dimension. */
  readonly shape?: readonly number[];
  /** What `grad_fn` prints. Default: TakeBackward0. */
  readonly name?: string;
}

/** The elements of `x` at row-major positions. The gradient of an element that was taken several times is their sum. */
export function take(x: Tensor, positions: ArrayLike<number>, options: TakeOptions = {}): Tensor {
  const { shape = [positions.length], name = 'TakeBackward0' } = options;
  const source = elements(x);
  const values = allocateResult(x.dtype, shape);
  for (let i = 0; i < values.length; i++) values[i] = source[positions[i]!]!;
  const result = fromElements(values, shape, x.dtype);
  return record(name, result, [x], scatteredTo(x.shape, positions), [asTensor(positions)]);
}

/** Zeros of `shape`, to which each element of `x` is added at its row-major position: the reverse of {@link take}. */
export function scatterTo(x: Tensor, positions: ArrayLike<number>, shape: readonly number[]): Tensor {
  const source = elements(x);
  const count = elementCount(shape);
  const sums = x.dtype === 'float32' ? allocateResult('float32', count).fill(0) : new Float64Array(count);
  for (let i = 0; i < source.length; i++) sums[positions[i]!]! += source[i]!;
  const result = fromElements(sums, shape, x.dtype);
  return record('PutBackward0', result, [x], takenAs(x.shape, positions), [asTensor(positions)]);
}

/** Positions as what a history saves: it lets go of them with all else that it saved. */
function asTensor(positions: ArrayLike<number>): Tensor {
  if (!(positions instanceof Float64Array)) return fromElements(positions, [positions.length], 'int64');
  return new Tensor(new Storage('int64', positions), [positions.length]);
}

function scatteredTo(shape: readonly number[], positions: ArrayLike<number>): Backward {
  return (gradient) => [scatterTo(gradient, positions, shape)];
}

function takenAs(shape: readonly number[], positions: ArrayLike<number>): Backward {
  return (gradient) => [take(gradient, positions, { shape })];
}

/** Row-major positions in a tensor of `shape` of the elements that `index` names along `dim`, one for each of its own. */
function gatherPositions(shape: readonly number[], dim: number, index: Tensor): Float64Array {
  const size = shape[dim] ?? 1;
  const names = elements(index);
  const positions = new Float64Array(names.length);
  const position = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (name < 0 || name >= size) {
      throw new RuntimeError(`index ${name} is out of bounds for dimension ${dim} with size ${size}`);
    }
    let flat = 0;
    for (let d = 0; d < shape.length; d++) flat = flat * shape[d]! + (d === dim ? name : position[d]!);
    positions[i] = flat;
    for (let d = shape.length - 1; d >= 0; d--) {
      if (++position[d]! < index.shape[d]!) break;
      position[d] = 0;
    }
  }
  return positions;
}

function checkGather(operation: string, x: Tensor, dim: number, index: Tensor): void {
  if (index.dtype !== 'int64' && index.dtype !== 'int32') {
    throw new RuntimeError(`${operation}(): Expected dtype int32/int64 for index`);
  }
  if (index.dim() !== x.dim()) {
    throw new RuntimeError('Index tensor must have the same number of dimensions as input tensor');
  }
  index.shape.forEach((size, other) => {
    if (other === dim || size <= x.shape[other]!) return;
    throw new RuntimeError(
      `Size does not match at dimension ${other} expected index ${formatShape(index.shape)} to be no larger than self ${formatShape(x.shape)} apart from dimension ${dim}`,
    );
  });
}

/**
 * For every element of `index` the element of `x` at its place, but with that index along `dim`
 * (https://docs.pytorch.org/docs/stable/generated/torch.gather.html).
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const axis = normalizeDim(dim, x.dim());
  checkGather('gather', x, axis, index);
  return take(x, gatherPositions(x.shape, axis, index), { shape: index.shape, name: 'GatherBackward0' });
}

/**
 * `x` with the elements of `source` (a number, or a tensor that covers `index`) written at its place, but with that
 * index along `dim`; added to what is there with `reduce: 'add'`
 * (https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html).
 */
export function scatter(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  options: { readonly reduce?: 'add' } = {},
): Tensor {
  const axis = normalizeDim(dim, x.dim());
  checkGather('scatter', x, axis, index);
  const positions = gatherPositions(x.shape, axis, index);
  const covering =
    source instanceof Tensor
      ? index.shape.reduce((part, size, other) => part.narrow(other, 0, size), source)
      : expand(fromElements([Number(source)], [], x.dtype), index.shape);
  const incoming = elements(covering);
  const values = Float64Array.from(elements(x));
  const adds = options.reduce === 'add';
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    values[position] = (adds ? values[position]! : 0) + incoming[i]!;
  }
  return record(
    adds ? 'ScatterAddBackward0' : 'ScatterBackward0',
    fromElements(values, x.shape, x.dtype),
    [x, covering],
    (gradient) => [
      adds ? gradient : maskedFill(gradient, positionsMask(positions, x.shape), 0),
      take(gradient, positions, { shape: index.shape }),
    ],
    [index],
  );
}

function positionsMask(positions: Float64Array, shape: readonly number[]): Tensor {
  const mask = new Uint8Array(elementCount(shape));
  for (const position of positions) mask[position] = 1;
  return fromElements(mask, shape, 'bool');
}

const comparisons = { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor };
const methods = { isclose, allclose, equal, maskedFill, maskedSelect, nonzero, gather, scatter };

addMethods(methods);
addMethods(comparisons);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods>, MethodsOf<typeof comparisons> {}
}
