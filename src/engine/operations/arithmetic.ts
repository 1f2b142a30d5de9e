import { record } from '../autograd/graph.ts';
import {
  allocate,
  convert,
  type DType,
  isFloating,
  numberDType,
  type NumericArray,
  resultType,
  toFloating,
} from '../dtype.ts';
import { fromElements } from '../elements.ts';
import { RuntimeError } from '../errors.ts';
import { mapBinary } from '../kernels/elementwise.ts';
import { broadcastShapes, elementCount } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { broadcastElements, sumToShape } from './broadcast.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { log, neg } from './pointwise.ts';
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
  readonly name: string;
  readonly compute: (a: number, b: number) => number;
  /** Undefined where no gradient flows: the result is constant almost everywhere. */
  readonly gradients?: readonly [OperandGradient, OperandGradient];
  /** The dtype of the result, given that of the promoted operands. */
  readonly dtype?: (promoted: DType) => DType;
  /** What refuses booleans says so. */
  readonly refuseBool?: string;
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

/** Results as their dtype keeps them: bool as 0 and 1, int64 without the −0 of float64. */
export function finish(values: NumericArray, dtype: DType): NumericArray {
  if (dtype !== 'bool' && dtype !== 'int64') return values;
  for (let i = 0; i < values.length; i++) values[i] = convert(dtype, values[i]!);
  return values;
}

/** `compute` for every pair of elements, broadcast, as a tensor of `dtype` without history. */
export function combine(a: Tensor, b: Tensor, dtype: DType, compute: (a: number, b: number) => number): Tensor {
  const shape = broadcastShapes(a.shape, b.shape);
  const values = allocate(dtype, elementCount(shape));
  mapBinary(compute, broadcastElements(a, shape), broadcastElements(b, shape), shape, values);
  return fromElements(finish(values, dtype), shape, dtype);
}

function binary(operation: BinaryOperation): Binary {
  return (left, right) => {
    const promoted = operandType([left, right]);
    if (operation.refuseBool !== undefined && promoted === 'bool') throw new RuntimeError(operation.refuseBool);
    const [a, b] = [operandTensor(left), operandTensor(right)];
    const result = combine(a, b, operation.dtype?.(promoted) ?? promoted, operation.compute);
    if (operation.gradients === undefined) return result;
    const [toA, toB] = operation.gradients;
    const tensors = { a, b, result };
    const reads = [...(a.requiresGrad ? (toA.reads ?? []) : []), ...(b.requiresGrad ? (toB.reads ?? []) : [])];
    return record(
      operation.name,
      result,
      [a, b],
      (gradient) => {
        const toOperand = (operand: Tensor, { of }: OperandGradient): Tensor | undefined =>
          operand.requiresGrad
            ? castTo(sumToShape(of(gradient, a, b, result), operand.shape), operand.dtype)
            : undefined;
        return [toOperand(a, toA), toOperand(b, toB)];
      },
      reads.map((which) => tensors[which]),
    );
  };
}

const SUBTRACT_BOOLS =
  'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.';

/** `a + b`, broadcast. */
export const add: Binary = binary({
  name: 'AddBackward0',
  compute: (a, b) => a + b,
  gradients: [{ of: (g) => g }, { of: (g) => g }],
});

/** `a − b`, broadcast. Throws RuntimeError for two tensors of bool. */
export const sub: Binary = binary({
  name: 'SubBackward0',
  compute: (a, b) => a - b,
  gradients: [{ of: (g) => g }, { of: (g) => neg(g) }],
  refuseBool: SUBTRACT_BOOLS,
});

/** `a · b`, element by element, broadcast. */
export const mul: Binary = binary({
  name: 'MulBackward0',
  compute: (a, b) => a * b,
  gradients: [
    { of: (g, _, b) => mul(g, b), reads: ['b'] },
    { of: (g, a) => mul(g, a), reads: ['a'] },
  ],
});

/** `a / b`, broadcast; integers give floating results. */
export const div: Binary = binary({
  name: 'DivBackward0',
  compute: (a, b) => a / b,
  gradients: [
    { of: (g, _, b) => div(g, b), reads: ['b'] },
    { of: (g, a, b) => neg(div(mul(g, div(a, b)), b)), reads: ['a', 'b'] },
  ],
  dtype: toFloating,
});

/** `a` to the power of `b`, broadcast. Its gradient is 0 where `b` is 0 (and, for `b`, where `a` is 0 and `b` is not negative). */
export const pow: Binary = binary({
  name: 'PowBackward0',
  compute: (a, b) => a ** b,
  gradients: [
    { of: (g, a, b) => where(eq(b, 0), 0, mul(g, mul(b, pow(a, sub(b, 1))))), reads: ['a', 'b'] },
    {
      of: (g, a, b, result) => where(mul(eq(a, 0), ge(b, 0)), 0, mul(g, mul(result, log(a)))),
      reads: ['a', 'b', 'result'],
    },
  ],
});

const floorOf = (a: number, b: number): number => Math.floor(a / b);

/** The largest whole number that is not above `a / b`, broadcast. Throws RuntimeError for integers divided by 0. */
export function floorDivide(a: Operand, b: Operand): Tensor {
  refuseZeroDivision(a, b);
  return binary({ name: 'FloorDivideBackward0', compute: floorOf })(a, b);
}

/** `a − b·floor(a / b)`, with the sign of `b`, as Python's `%`. Throws RuntimeError for integers divided by 0. */
export function remainder(a: Operand, b: Operand): Tensor {
  refuseZeroDivision(a, b);
  return REMAINDER(a, b);
}

const REMAINDER = binary({
  name: 'RemainderBackward0',
  compute: (a, b) => {
    const rest = a % b;
    return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
  },
  gradients: [{ of: (g) => g }, { of: (g, a, b) => neg(mul(g, floorDivide(a, b))), reads: ['a', 'b'] }],
});

function refuseZeroDivision(a: Operand, b: Operand): void {
  if (isFloating(operandType([a, b]))) return;
  const divisor = operandTensor(b);
  if (!divisor.values().includes(0)) return;
  throw new RuntimeError('ZeroDivisionError');
}

/** How much of a gradient goes to the operand that a maximum or minimum took; equal operands share it. */
function share(g: Tensor, taken: Tensor, other: Tensor, comparison: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return where(eq(taken, other), div(g, 2), mul(g, comparison(taken, other)));
}

const larger = (a: Tensor, b: Tensor): Tensor => lt(b, a);
const smaller = (a: Tensor, b: Tensor): Tensor => lt(a, b);

/** The larger of both, broadcast; NaN where either is. */
export const maximum: Binary = binary({
  name: 'MaximumBackward0',
  compute: Math.max,
  gradients: [
    { of: (g, a, b) => share(g, a, b, larger), reads: ['a', 'b'] },
    { of: (g, a, b) => share(g, b, a, larger), reads: ['a', 'b'] },
  ],
});

/** The smaller of both, broadcast; NaN where either is. */
export const minimum: Binary = binary({
  name: 'MinimumBackward0',
  compute: Math.min,
  gradients: [
    { of: (g, a, b) => share(g, a, b, smaller), reads: ['a', 'b'] },
    { of: (g, a, b) => share(g, b, a, smaller), reads: ['a', 'b'] },
  ],
});

/** The angle of the point (`x`, `y`), in radians, broadcast. */
export const atan2: Binary = binary({
  name: 'Atan2Backward0',
  compute: Math.atan2,
  gradients: [
    { of: (g, y, x) => div(mul(g, x), add(mul(x, x), mul(y, y))), reads: ['a', 'b'] },
    { of: (g, y, x) => neg(div(mul(g, y), add(mul(x, x), mul(y, y)))), reads: ['a', 'b'] },
  ],
  dtype: toFloating,
});

const methods = { add, sub, mul, div, pow, floorDivide, remainder, maximum, minimum, atan2 };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
