import { record } from './autograd.ts';
import { DEFAULT_DTYPE, type DType, isFloating, promote, promoteScalar } from './dtype.ts';
import { broadcastStrides } from './kernels/strided.ts';
import { mapBinary, mapUnary } from './kernels/elementwise.ts';
import { sum } from './reduction.ts';
import { broadcastShapes, formatShape } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

/** A tensor, or a number that broadcasts to any shape. */
export type Operand = Tensor | number;

interface BinaryOperation {
  readonly name: string;
  readonly compute: (a: number, b: number) => number;
  /** The gradients of `a` and `b`, before they are summed over broadcast dimensions. */
  readonly gradients: (gradient: Tensor, a: Tensor, b: Tensor) => [Tensor, Tensor];
  readonly dtype?: (promoted: DType) => DType;
}

function toTensor(operand: Operand, like: Tensor): Tensor {
  if (operand instanceof Tensor) return operand;
  const storage = Storage.allocate(promoteScalar(like.dtype, operand), []);
  storage.data[0] = operand;
  return new Tensor(storage, []);
}

/** Sums `gradient` over the dimensions along which a tensor of `shape` was broadcast. */
function sumToShape(gradient: Tensor, shape: readonly number[]): Tensor {
  if (formatShape(gradient.shape) === formatShape(shape)) return gradient;
  const missing = gradient.dim() - shape.length;
  const repeated = gradient.shape.flatMap((size, dim) =>
    dim < missing || (shape[dim - missing] === 1 && size !== 1) ? [dim] : [],
  );
  return repeated.length === 0 ? gradient : sum(gradient, repeated, { keepdim: true }).reshape(shape);
}

function binary(operation: BinaryOperation): (a: Operand, b: Operand) => Tensor {
  return (left, right) => {
    const like = left instanceof Tensor ? left : right;
    if (!(like instanceof Tensor)) throw new TypeError(`${operation.name}: one operand must be a tensor`);
    const a = toTensor(left, like);
    const b = toTensor(right, like);
    const shape = broadcastShapes(a.shape, b.shape);
    const promoted = promote(a.dtype, b.dtype);
    const storage = Storage.allocate(operation.dtype?.(promoted) ?? promoted, shape);
    mapBinary(
      operation.compute,
      { data: a.storage.data, offset: a.offset, strides: broadcastStrides(a.shape, a.strides, shape) },
      { data: b.storage.data, offset: b.offset, strides: broadcastStrides(b.shape, b.strides, shape) },
      shape,
      storage.data,
    );
    return record(operation.name, new Tensor(storage, shape), [a, b], (gradient) => {
      const [toA, toB] = operation.gradients(gradient, a, b);
      return [sumToShape(toA, a.shape), sumToShape(toB, b.shape)];
    });
  };
}

interface UnaryOperation {
  readonly name: string;
  readonly compute: (x: number) => number;
  readonly gradient: (gradient: Tensor, x: Tensor, result: Tensor) => Tensor;
}

function unary(operation: UnaryOperation, dtypeOf: (dtype: DType) => DType = (dtype) => dtype): (x: Tensor) => Tensor {
  return (x) => {
    const storage = Storage.allocate(dtypeOf(x.dtype), x.shape);
    mapUnary(operation.compute, x.values(), storage.data);
    const result = new Tensor(storage, x.shape);
    return record(operation.name, result, [x], (gradient) => [operation.gradient(gradient, x, result.detach())]);
  };
}

const toFloating = (dtype: DType): DType => (isFloating(dtype) ? dtype : DEFAULT_DTYPE);

export const add = binary({
  name: 'AddBackward0',
  compute: (a, b) => a + b,
  gradients: (g) => [g, g],
});

export const sub = binary({
  name: 'SubBackward0',
  compute: (a, b) => a - b,
  gradients: (g) => [g, neg(g)],
});

export const mul = binary({
  name: 'MulBackward0',
  compute: (a, b) => a * b,
  gradients: (g, a, b) => [mul(g, b), mul(g, a)],
});

export const div = binary({
  name: 'DivBackward0',
  compute: (a, b) => a / b,
  gradients: (g, a, b) => [div(g, b), neg(div(mul(g, a), mul(b, b)))],
  dtype: toFloating,
});

export const pow = binary({
  name: 'PowBackward0',
  compute: (a, b) => a ** b,
  gradients: (g, a, b) => [mul(g, mul(b, pow(a, sub(b, 1)))), mul(g, mul(pow(a, b), log(a)))],
});

export const neg = unary({
  name: 'NegBackward0',
  compute: (x) => -x,
  gradient: (g) => neg(g),
});

export const abs = unary({
  name: 'AbsBackward0',
  compute: Math.abs,
  gradient: (g, x) => mul(g, sign(x)),
});

export const sign = unary({
  name: 'SignBackward0',
  compute: Math.sign,
  gradient: (g) => mul(g, 0),
});

export const exp = unary(
  { name: 'ExpBackward0', compute: Math.exp, gradient: (g, _, result) => mul(g, result) },
  toFloating,
);

export const log = unary({ name: 'LogBackward0', compute: Math.log, gradient: (g, x) => div(g, x) }, toFloating);

export const sqrt = unary(
  { name: 'SqrtBackward0', compute: Math.sqrt, gradient: (g, _, result) => div(g, mul(result, 2)) },
  toFloating,
);

export const relu = unary({
  name: 'ReluBackward0',
  compute: (x) => (x <= 0 ? 0 : x),
  gradient: (g, x) => mul(g, isPositive(x)),
});

const isPositive = unary({
  name: 'GtBackward0',
  compute: (x) => Number(x > 0),
  gradient: (g) => mul(g, 0),
});

declare module './tensor.ts' {
  interface Tensor {
    /** `this + other`, broadcast. */
    add(other: Operand): Tensor;
    /** `this - other`, broadcast. */
    sub(other: Operand): Tensor;
    /** `this · other`, element by element, broadcast. */
    mul(other: Operand): Tensor;
    /** `this / other`, broadcast; integers give floating results. */
    div(other: Operand): Tensor;
    /** `this ^ exponent`, broadcast. */
    pow(exponent: Operand): Tensor;
    neg(): Tensor;
    /** The absolute value of every element. */
    abs(): Tensor;
    /** -1, 0 or 1 for every element. */
    sign(): Tensor;
    exp(): Tensor;
    /** The natural logarithm. */
    log(): Tensor;
    sqrt(): Tensor;
    /** `max(x, 0)`; NaN stays NaN. */
    relu(): Tensor;
  }
}

Tensor.prototype.add = function (other) {
  return add(this, other);
};
Tensor.prototype.sub = function (other) {
  return sub(this, other);
};
Tensor.prototype.mul = function (other) {
  return mul(this, other);
};
Tensor.prototype.div = function (other) {
  return div(this, other);
};
Tensor.prototype.pow = function (exponent) {
  return pow(this, exponent);
};
Tensor.prototype.neg = function () {
  return neg(this);
};
Tensor.prototype.abs = function () {
  return abs(this);
};
Tensor.prototype.sign = function () {
  return sign(this);
};
Tensor.prototype.exp = function () {
  return exp(this);
};
Tensor.prototype.log = function () {
  return log(this);
};
Tensor.prototype.sqrt = function () {
  return sqrt(this);
};
Tensor.prototype.relu = function () {
  return relu(this);
};
