import { type Backward, record } from '../autograd/graph.ts';
import { allocate, allocateResult, type DType, isFloating, toFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { NotImplementedError, RuntimeError } from '../errors.ts';
import { mapUnary, type UnaryComputation } from '../kernels/elementwise.ts';
import { erf as erfOf, logistic, roundHalfEven } from '../kernels/special.ts';
import type { Tensor } from '../tensor.ts';
import { add, div, gate, mul, pow, sub } from './arithmetic.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { gt, lt, where } from './selection.ts';

export type Unary = (x: Tensor) => Tensor;

interface UnaryOperation extends UnaryComputation {
  /** PyTorch's name of it, without `Backward`. */
  readonly name: string;
  /** The number after `Backward`. Default: 0. */
  readonly version?: number;
  /** Undefined where the result is constant almost everywhere: its gradient is 0. */
  readonly gradient?: (gradient: Tensor, x: Tensor, result: Tensor) => Tensor;
  /** What {@link gradient} reads. Default: x. */
  readonly reads?: 'x' | 'result' | 'nothing';
  readonly dtype?: (dtype: DType) => DType;
}

/** An operation on each element by itself. */
export function unary(operation: UnaryOperation): Unary {
  const gradientOf = operation.gradient ?? ((g: Tensor) => mul(g, 0));
  const reads = operation.gradient === undefined ? 'nothing' : (operation.reads ?? 'x');
  return (x) => {
    const dtype = operation.dtype?.(x.dtype) ?? x.dtype;
    const values = elements(x);
    const target = allocateResult(dtype, x.shape);
    mapUnary(operation, values, target);
    const result = fromElements(target, x.shape, dtype);
    return record(
      `${operation.name}Backward${operation.version ?? 0}`,
      result,
      [x],
      backwardOf(gradientOf, reads === 'x' ? x : undefined, reads === 'result' ? result : undefined),
      reads === 'nothing' ? [] : [reads === 'x' ? x : result],
    );
  };
}

/** Made apart, so that a history holds no tensor but the one that its gradient reads. */
function backwardOf(
  gradientOf: NonNullable<UnaryOperation['gradient']>,
  x: Tensor | undefined,
  result: Tensor | undefined,
): Backward {
  return (gradient) => [gradientOf(gradient, x!, result!)];
}

/** An operation whose results are floating, also for integers. */
export function floating(operation: Omit<UnaryOperation, 'dtype'>): Unary {
  return unary({ ...operation, dtype: toFloating });
}

/** −x. Throws NotImplementedError for bool. */
export const neg: Unary = (x) => {
  if (x.dtype === 'bool') {
    throw new NotImplementedError(
      'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
    );
  }
  return negate(x);
};
const negate = unary({ name: 'Neg', compute: (x) => -x, kernel: 'neg', gradient: (g) => neg(g), reads: 'nothing' });

/** |x|; its gradient at 0 is 0. */
export const abs: Unary = unary({ name: 'Abs', compute: Math.abs, kernel: 'abs', gradient: (g, x) => mul(g, sign(x)) });
/** −1, 0 or 1; of NaN 0, as in PyTorch. */
export const sign: Unary = unary({ name: 'Sign', compute: (x) => Number(x > 0) - Number(x < 0) });
/** The largest whole number that is not above x. */
export const floor: Unary = unary({ name: 'Floor', compute: Math.floor });
/** The smallest whole number that is not below x. */
export const ceil: Unary = unary({ name: 'Ceil', compute: Math.ceil });
/** x without its fraction. */
export const trunc: Unary = unary({ name: 'Trunc', compute: Math.trunc });
/** The nearest whole number; halves go to the even one. */
export const round: Unary = unary({ name: 'Round', compute: roundHalfEven });
/** The fraction of x, with its sign. */
export const frac: Unary = unary({
  name: 'Frac',
  compute: (x) => x - Math.trunc(x),
  gradient: (g) => g,
  reads: 'nothing',
});

/** eˣ. */
export const exp: Unary = floating({
  name: 'Exp',
  compute: Math.exp,
  kernel: 'exp',
  gradient: (g, _, result) => mul(g, result),
  reads: 'result',
});
/** eˣ − 1, exact for small x. */
export const expm1: Unary = floating({
  name: 'Expm1',
  compute: Math.expm1,
  gradient: (g, _, result) => mul(g, add(result, 1)),
  reads: 'result',
});
/** 2ˣ. */
export const exp2: Unary = floating({
  name: 'Exp2',
  compute: (x) => 2 ** x,
  gradient: (g, _, result) => mul(g, mul(result, Math.LN2)),
  reads: 'result',
});
/** The natural logarithm. */
export const log: Unary = floating({ name: 'Log', compute: Math.log, kernel: 'log', gradient: (g, x) => div(g, x) });
/** The logarithm to base 2. */
export const log2: Unary = floating({
  name: 'Log2',
  compute: Math.log2,
  gradient: (g, x) => div(g, mul(x, Math.LN2)),
});
/** The logarithm to base 10. */
export const log10: Unary = floating({
  name: 'Log10',
  compute: Math.log10,
  gradient: (g, x) => div(g, mul(x, Math.LN10)),
});
/** ln(1 + x), exact for small x. */
export const log1p: Unary = floating({ name: 'Log1P', compute: Math.log1p, gradient: (g, x) => div(g, add(x, 1)) });
/** √x. */
export const sqrt: Unary = floating({
  name: 'Sqrt',
  compute: Math.sqrt,
  kernel: 'sqrt',
  gradient: (g, _, result) => div(g, mul(result, 2)),
  reads: 'result',
});
/** 1 / √x. */
export const rsqrt: Unary = floating({
  name: 'Rsqrt',
  compute: (x) => 1 / Math.sqrt(x),
  kernel: 'rsqrt',
  gradient: (g, _, result) => mul(mul(g, -0.5), pow(result, 3)),
  reads: 'result',
});
/** x²; of bool, int64. */
export const square: Unary = unary({
  name: 'Pow',
  compute: (x) => x * x,
  kernel: 'square',
  gradient: (g, x) => mul(g, mul(x, 2)),
  dtype: (dtype) => (dtype === 'bool' ? 'int64' : dtype),
});
/** 1 / x. */
export const reciprocal: Unary = floating({
  name: 'Reciprocal',
  compute: (x) => 1 / x,
  kernel: 'reciprocal',
  gradient: (g, _, result) => neg(mul(g, mul(result, result))),
  reads: 'result',
});
/** The sine of x radians. */
export const sin: Unary = floating({ name: 'Sin', compute: Math.sin, gradient: (g, x) => mul(g, cos(x)) });
/** The cosine of x radians. */
export const cos: Unary = floating({ name: 'Cos', compute: Math.cos, gradient: (g, x) => neg(mul(g, sin(x))) });
/** The tangent of x radians. */
export const tan: Unary = floating({
  name: 'Tan',
  compute: Math.tan,
  gradient: (g, _, result) => mul(g, add(mul(result, result), 1)),
  reads: 'result',
});
/** The angle in [−π/2, π/2] whose sine is x. */
export const asin: Unary = floating({
  name: 'Asin',
  compute: Math.asin,
  gradient: (g, x) => mul(g, rsqrt(sub(1, mul(x, x)))),
});
/** The angle in [0, π] whose cosine is x. */
export const acos: Unary = floating({
  name: 'Acos',
  compute: Math.acos,
  gradient: (g, x) => neg(mul(g, rsqrt(sub(1, mul(x, x))))),
});
/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan: Unary = floating({
  name: 'Atan',
  compute: Math.atan,
  gradient: (g, x) => div(g, add(mul(x, x), 1)),
});
/** The hyperbolic sine. */
export const sinh: Unary = floating({ name: 'Sinh', compute: Math.sinh, gradient: (g, x) => mul(g, cosh(x)) });
/** The hyperbolic cosine. */
export const cosh: Unary = floating({ name: 'Cosh', compute: Math.cosh, gradient: (g, x) => mul(g, sinh(x)) });
/** The hyperbolic tangent. */
export const tanh: Unary = floating({
  name: 'Tanh',
  compute: Math.tanh,
  kernel: 'tanh',
  gradient: (g, _, result) => mul(g, sub(1, mul(result, result))),
  reads: 'result',
});
/** The logistic function 1 / (1 + e^(−x)). */
export const sigmoid: Unary = floating({
  name: 'Sigmoid',
  compute: logistic,
  kernel: 'sigmoid',
  gradient: (g, _, result) => mul(g, mul(result, sub(1, result))),
  reads: 'result',
});
/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
export const erf: Unary = floating({
  name: 'Erf',
  compute: erfOf,
  gradient: (g, x) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))),
});

/** max(x, 0); NaN stays NaN and passes gradients on. Its gradient at 0 is 0. */
export const relu: Unary = unary({
  name: 'Relu',
  compute: (x) => (x <= 0 ? 0 : x),
  kernel: 'relu',
  gradient: (g, _, result) => gate(g, result),
  reads: 'result',
});
/** x between the bounds, the nearer bound outside of them; either may be left out. NaN stays NaN. No gradient flows at the bounds. */
export function clamp(x: Tensor, min?: number, max?: number): Tensor {
  if (min === undefined && max === undefined) {
    throw new RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None");
  }
  const [low, high] = [min ?? -Infinity, max ?? Infinity];
  const fractional = [min, max].some((bound) => bound !== undefined && Number.isFinite(bound) && bound % 1 !== 0);
  return unary({
    name: 'Clamp',
    version: 1,
    compute: (value) => (Number.isNaN(value) ? NaN : Math.min(Math.max(value, low), high)),
    gradient: (g, input) => {
      const above = min === undefined ? g : where(gt(input, low), g, 0);
      return max === undefined ? above : where(lt(input, high), above, 0);
    },
    dtype: (dtype) => (fractional ? toFloating(dtype) : dtype),
  })(x);
}

/** NaN as `nan` (default 0), infinities as the given numbers (default: the largest finite ones of the dtype). */
export function nanToNum(x: Tensor, nan = 0, posinf?: number, neginf?: number): Tensor {
  const largest = x.dtype === 'float64' ? Number.MAX_VALUE : (2 - 2 ** -23) * 2 ** 127;
  return unary({
    name: 'NanToNum',
    compute: (value) => {
      if (Number.isNaN(value)) return nan;
      if (Number.isFinite(value)) return value;
      return value > 0 ? (posinf ?? largest) : (neginf ?? -largest);
    },
    gradient: (g, input) => mul(g, isfinite(input)),
  })(x);
}

function predicate(holds: (x: number) => boolean): Unary {
  return (x) => {
    const values = elements(x);
    const target = allocate('bool', values.length);
    for (let i = 0; i < values.length; i++) target[i] = Number(holds(values[i]!));
    return fromElements(target, x.shape, 'bool');
  };
}

/** Whether each element is NaN. */
export const isnan: Unary = predicate(Number.isNaN);
/** Whether each element is +∞ or −∞. */
export const isinf: Unary = predicate((x) => x === Infinity || x === -Infinity);
/** Whether each element is neither NaN nor infinite. */
export const isfinite: Unary = predicate(Number.isFinite);
/** Whether each element is 0. */
export const logicalNot: Unary = predicate((x) => x === 0);

/** The bits of each integer inverted; for bool, its opposite. Throws TypeError for floats. */
export function bitwiseNot(x: Tensor): Tensor {
  if (isFloating(x.dtype)) {
    throw new TypeError('~ (operator.invert) is only implemented on integer and Boolean-type tensors');
  }
  return x.dtype === 'bool' ? logicalNot(x) : unary({ name: 'BitwiseNot', compute: (value) => -value - 1 })(x);
}

const methods = {
  neg,
  abs,
  sign,
  floor,
  ceil,
  trunc,
  round,
  frac,
  exp,
  expm1,
  exp2,
  log,
  log2,
  log10,
  log1p,
  sqrt,
  rsqrt,
  square,
  reciprocal,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  sigmoid,
  erf,
  relu,
  clamp,
  nanToNum,
  isnan,
  isinf,
  isfinite,
  logicalNot,
  bitwiseNot,
};

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
