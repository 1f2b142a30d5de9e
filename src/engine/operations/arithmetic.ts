import { type Backward, record } from '../autograd/graph.ts';
import { isGradEnabled } from '../autograd/mode.ts';
import { allocateResult, type DType, isFloating, numberDType, resultType, toFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { NotImplementedError, RuntimeError } from '../errors.ts';
import { type BinaryComputation, mapBinary } from '../kernels/elementwise.ts';
import { broadcastShapes } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { broadcastElements, sumToShape } from './broadcast.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { log, neg, reciprocal } from './pointwise.ts';
import { eq, lt, ge, where } from './selection.ts';
import { castTo } from './views.ts';

/** A tensor, or a number that broadcasts to any shape. */
export type Operand = Tensor | number | boolean;

/** The gradient of one operand, before it is summed over broadcast dimensions, and the tensors that it reads. */
interface OperandGradient {
  readonly of: (gradient: Tensor, a: Tensor, b: Tensor, result: Tensor) => Tensor;
  readonly reads?: readonly ('a' | 'b' | 'result')[];
}

interface BinaryOperation {
  /** What `grad_fn` prints: PyTorch has several names where an operand may be a number. */
  readonly name: string | ((a: Operand, b: Operand) => string);
  readonly computation: BinaryComputation;
  /** Undefined where no gradient flows: the result is constant almost everywhere. */
  readonly gradients?: readonly [OperandGradient, OperandGradient];
  /** The dtype of the result, given that of the promoted operands. */
  readonly dtype?: (promoted: DType) => DType;
}

export type Binary = (a: Operand, b: Operand) => Tensor;

/** The dtype in which two operands meet. */
export function operandType(operands: readonly Operand[]): DType {
  return resultType(
    operands.map((operand) =>
      operand instanceof Tensor
        ? { dtype: operand.dtype, weight: operand.dim() === 0 ? 'zeroDimensional' : 'dimensioned' }
        : { dtype: numberDType(operand), weight: 'number' },
    ),
  );
}

/** A number as a tensor without dimensions, in float64 so that it is not rounded before it is used. */
export function operandTensor(operand: Operand): Tensor {
  return operand instanceof Tensor ? operand : fromElements([Number(operand)], [], 'float64');
}

/** The dtypes with numbers that float32 has to round. */
const WIDER_THAN_FLOAT32: readonly DType[] = ['int32', 'int64', 'float64'];

/** An operand as it takes part in an operation of dtype `promoted`: rounded where that dtype is narrower. */
function meetingAt(operand: Tensor, promoted: DType): Tensor {
  const inFloat32 = isFloating(promoted) && promoted !== 'float64';
  return inFloat32 && WIDER_THAN_FLOAT32.includes(operand.dtype) ? castTo(operand.detach(), 'float32') : operand;
}

/** `compute` for every pair of elements, broadcast, as a tensor of `dtype` without history. */
export function combine(a: Tensor, b: Tensor, dtype: DType, computation: BinaryComputation): Tensor {
  const shape = broadcastShapes(a.shape, b.shape);
  const values = allocateResult(dtype, shape);
  mapBinary(computation, broadcastElements(a, shape), broadcastElements(b, shape), shape, values);
  return fromElements(values, shape, dtype);
}

/** What the gradients of two operands read: those operands, and the result. */
type Saved = Readonly<Record<'a' | 'b' | 'result', Tensor | undefined>>;

/** The way of a gradient to one operand. Made apart, so that a history holds no tensors but those in `saved`. */
function toOperand(operand: Tensor, { of }: OperandGradient, saved: Saved): (gradient: Tensor) => Tensor | undefined {
  if (!operand.requiresGrad) return () => undefined;
  const { shape, dtype } = operand;
  const { a, b, result } = saved as Readonly<Record<keyof Saved, Tensor>>;
  return (gradient) => castTo(sumToShape(of(gradient, a, b, result), shape), dtype);
}

function binary(operation: BinaryOperation): Binary {
  return (left, right) => {
    const promoted = operandType([left, right]);
    const [a, b] = [operandTensor(left), operandTensor(right)];
    const dtype = operation.dtype?.(promoted) ?? promoted;
    const result = combine(meetingAt(a, dtype), meetingAt(b, dtype), dtype, operation.computation);
    const isRecorded = isGradEnabled() && (a.requiresGrad || b.requiresGrad);
    if (operation.gradients === undefined || !isRecorded) return result;
    const [ofA, ofB] = operation.gradients;
    const reads = new Set([...(a.requiresGrad ? (ofA.reads ?? []) : []), ...(b.requiresGrad ? (ofB.reads ?? []) : [])]);
    const all = { a, b, result };
    const saved: Saved = {
      a: reads.has('a') ? a : undefined,
      b: reads.has('b') ? b : undefined,
      result: reads.has('result') ? result : undefined,
    };
    const backward = bothWays(toOperand(a, ofA, saved), toOperand(b, ofB, saved));
    const name = typeof operation.name === 'string' ? operation.name : operation.name(left, right);
    return record(
      name,
      result,
      [a, b],
      backward,
      [...reads].map((which) => all[which]),
    );
  };
}

type ToOperand = ReturnType<typeof toOperand>;

function bothWays(toA: ToOperand, toB: ToOperand): Backward {
  return (gradient) => [toA(gradient), toB(gradient)];
}

function refuseBools(a: Operand, b: Operand): void {
  const isBool = (x: Operand): boolean => typeof x === 'boolean' || (x instanceof Tensor && x.dtype === 'bool');
  if (isBool(a) && isBool(b)) {
    throw new NotImplementedError(
      'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.',
    );
  }
  if (isBool(a) || isBool(b)) {
    throw new NotImplementedError(
      'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
    );
  }
}

/** `a + b`, broadcast. */
export const add: Binary = binary({
  name: 'AddBackward0',
  computation: { compute: (a, b) => a + b, kernel: 'add' },
  gradients: [{ of: (g) => g }, { of: (g) => g }],
});

const SUBTRACT = binary({
  name: (a) => (a instanceof Tensor ? 'SubBackward0' : 'RsubBackward1'),
  computation: { compute: (a, b) => a - b, kernel: 'subtract' },
  gradients: [{ of: (g) => g }, { of: (g) => neg(g) }],
});

/** `a − b`, broadcast. Throws NotImplementedError where either is bool. */
export function sub(a: Operand, b: Operand): Tensor {
  refuseBools(a, b);
  return SUBTRACT(a, b);
}

/** `a · b`, element by element, broadcast. */
export const mul: Binary = binary({
  name: 'MulBackward0',
  computation: { compute: (a, b) => a * b, kernel: 'multiply' },
  gradients: [
    { of: (g, _, b) => mul(g, b), reads: ['b'] },
    { of: (g, a) => mul(g, a), reads: ['a'] },
  ],
});

/** `a / b`, broadcast; integers give floating results. */
export const div: Binary = binary({
  name: 'DivBackward0',
  computation: { compute: (a, b) => a / b, kernel: 'divide' },
  gradients: [
    { of: (g, _, b) => div(g, b), reads: ['b'] },
    { of: (g, a, b) => mul(neg(g), div(div(a, b), b)), reads: ['a', 'b'] },
  ],
  dtype: toFloating,
});

const POWER = binary({
  name: (a, b) => `PowBackward${a instanceof Tensor ? (b instanceof Tensor ? 1 : 0) : 2}`,
  // As in C, and not as in JavaScript, 1 to the power of NaN is 1.
  computation: { compute: (a, b) => (a === 1 ? 1 : a ** b) },
  gradients: [
    { of: (g, a, b) => where(eq(b, 0), 0, mul(g, mul(b, pow(a, sub(b, 1))))), reads: ['a', 'b'] },
    {
      of: (g, a, b, result) => where(mul(eq(a, 0), ge(b, 0)), 0, mul(g, mul(result, log(a)))),
      reads: ['a', 'b', 'result'],
    },
  ],
});

const WHOLE_POWER = binary({
  name: 'PowBackward0',
  computation: { compute: (a, b) => Math.trunc(a === 0 && b < 0 ? 0 : a ** b) },
});

/**
 * `a` to the power of `b`, broadcast. Its gradient is 0 where `b` is 0 (and, for `b`, where `a` is 0 and `b` is not
 * negative). Throws RuntimeError for integers to the power of a negative number.
 */
export function pow(a: Operand, b: Operand): Tensor {
  if (isFloating(operandType([a, b]))) return POWER(a, b);
  if (typeof b === 'number' && b < 0) {
    throw new RuntimeError('Integers to negative integer powers are not allowed.');
  }
  return WHOLE_POWER(a, b);
}

/** As Python's `//`: what the exact remainder leaves, for `a / b` may have been rounded up to a whole number. */
function floorQuotient(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  const quotient = (a - rest) / b - Number(rest !== 0 && rest < 0 !== b < 0);
  return Math.round(quotient);
}

const FLOOR_DIVIDE = binary({ name: 'FloorDivideBackward0', computation: { compute: floorQuotient } });

/** The largest whole number that is not above `a / b`, broadcast. Throws RuntimeError for integers divided by 0. */
export function floorDivide(a: Operand, b: Operand): Tensor {
  refuseZeroDivision(a, b);
  return FLOOR_DIVIDE(a, b);
}

/** `a − b·floor(a / b)`, with the sign of `b`, as Python's `%`. Throws RuntimeError for integers divided by 0. */
export function remainder(a: Operand, b: Operand): Tensor {
  refuseZeroDivision(a, b);
  return REMAINDER(a, b);
}

const REMAINDER = binary({
  name: 'RemainderBackward0',
  computation: {
    compute: (a, b) => {
      const rest = a % b;
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
    },
  },
  gradients: [{ of: (g) => g }, { of: (g, a, b) => neg(mul(g, floorDivide(a, b))), reads: ['a', 'b'] }],
});

function refuseZeroDivision(a: Operand, b: Operand): void {
  if (isFloating(operandType([a, b]))) return;
  if (!elements(operandTensor(b)).includes(0)) return;
  if (a instanceof Tensor && a.numel() === 0) return;
  throw new RuntimeError('ZeroDivisionError');
}

/** The gradient of the operand that was taken: equal operands share it, and where either is NaN both have all of it. */
function share(g: Tensor, a: Tensor, b: Tensor, loses: Tensor): Tensor {
  return where(loses, 0, where(eq(a, b), div(g, 2), g));
}

/** The larger of both, broadcast; NaN where either is. */
export const maximum: Binary = binary({
  name: 'MaximumBackward0',
  computation: { compute: Math.max, kernel: 'maximum' },
  gradients: [
    { of: (g, a, b) => share(g, a, b, lt(a, b)), reads: ['a', 'b'] },
    { of: (g, a, b) => share(g, a, b, lt(b, a)), reads: ['a', 'b'] },
  ],
});

/** The smaller of both, broadcast; NaN where either is. */
export const minimum: Binary = binary({
  name: 'MinimumBackward0',
  computation: { compute: Math.min, kernel: 'minimum' },
  gradients: [
    { of: (g, a, b) => share(g, a, b, lt(b, a)), reads: ['a', 'b'] },
    { of: (g, a, b) => share(g, a, b, lt(a, b)), reads: ['a', 'b'] },
  ],
});

/** 0 where b ≤ 0, else a: what rectified units do to a gradient `a` with their result `b`. */
export const gate: Binary = binary({
  name: 'GateBackward0',
  computation: { compute: (a, b) => (b <= 0 ? 0 : a), kernel: 'gate' },
  gradients: [{ of: (g, _, b) => gate(g, b), reads: ['b'] }, { of: (g) => mul(g, 0) }],
});

/** The angle of the point (`x`, `y`), in radians, broadcast. */
export const atan2: Binary = binary({
  name: 'Atan2Backward0',
  computation: { compute: Math.atan2 },
  gradients: [
    { of: (g, y, x) => mul(mul(g, x), reciprocal(add(mul(x, x), mul(y, y)))), reads: ['a', 'b'] },
    { of: (g, y, x) => mul(mul(g, neg(y)), reciprocal(add(mul(x, x), mul(y, y)))), reads: ['a', 'b'] },
  ],
  dtype: toFloating,
});

const methods = { add, sub, mul, div, pow, floorDivide, remainder, maximum, minimum, atan2 };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
