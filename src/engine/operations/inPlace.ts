import { record } from '../autograd/graph.ts';
import { assign } from '../autograd/inPlace.ts';
import { isGradEnabled } from '../autograd/mode.ts';
import { castTo, expand, permute } from './views.ts';
import { convert } from '../dtype.ts';
import { copyOfElements, fromElements } from '../elements.ts';
import { defaultGenerator } from '../random/generator.ts';
import { Tensor } from '../tensor.ts';
import { add, div, mul, type Operand, operandTensor, pow, sub } from './arithmetic.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { abs, clamp, exp, neg, relu, round, sigmoid, sqrt, tanh } from './pointwise.ts';
import { maskedFill, scatter } from './selection.ts';

/**
 * The forms of operations that change their tensor and return it. Each throws RuntimeError for a leaf that requires a
 * gradient, and where the result has another shape or a dtype that the tensor cannot hold.
 */
function inPlace<Arguments extends readonly unknown[]>(
  operation: (x: Tensor, ...args: Arguments) => Tensor,
): (x: Tensor, ...args: Arguments) => Tensor {
  return (x, ...args) => applyInPlace(x, (source) => operation(source, ...args), args);
}

/**
 * Writes what `operation` makes of `x` over `x`, and returns it. `others` are what else the operation reads: where one
 * of them requires a gradient, the operation is recorded too. Throws RuntimeError as {@link assign} does.
 */
export function applyInPlace(
  x: Tensor,
  operation: (source: Tensor) => Tensor,
  others: readonly unknown[] = [],
): Tensor {
  const requiresGrad = [x, ...others].some((operand) => operand instanceof Tensor && operand.requiresGrad);
  return assign(x, operation(isGradEnabled() && requiresGrad ? original(x) : x));
}

/** A copy of `x` with its history, for gradients may need the values that are about to be overwritten. */
function original(x: Tensor): Tensor {
  const copy = fromElements(copyOfElements(x), x.shape, x.dtype);
  copy.gradientNode = x.gradientNode;
  return copy;
}

type InPlaceUnary = (x: Tensor) => Tensor;
type InPlaceBinary = (x: Tensor, other: Operand) => Tensor;

/** `x += other`. */
export const add_: InPlaceBinary = inPlace(add);
/** `x -= other`. */
export const sub_: InPlaceBinary = inPlace(sub);
/** `x *= other`. */
export const mul_: InPlaceBinary = inPlace(mul);
/** `x /= other`. */
export const div_: InPlaceBinary = inPlace(div);
/** `x **= exponent`. */
export const pow_: InPlaceBinary = inPlace(pow);
export const neg_: InPlaceUnary = inPlace(neg);
export const abs_: InPlaceUnary = inPlace(abs);
export const exp_: InPlaceUnary = inPlace(exp);
export const sqrt_: InPlaceUnary = inPlace(sqrt);
export const relu_: InPlaceUnary = inPlace(relu);
export const sigmoid_: InPlaceUnary = inPlace(sigmoid);
export const tanh_: InPlaceUnary = inPlace(tanh);
export const round_: InPlaceUnary = inPlace(round);
/** Cuts the elements off at the bounds; either may be left out. */
export const clamp_: (x: Tensor, min?: number, max?: number) => Tensor = inPlace(clamp);
/** Writes `value` where `mask` holds. */
export const maskedFill_: (x: Tensor, mask: Tensor, value: Operand) => Tensor = inPlace(maskedFill);
/** Writes `source` at the indices along `dim`: see {@link scatter}. */
export const scatter_: (
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  options?: { readonly reduce?: 'add' },
) => Tensor = inPlace(scatter);

/** New values for the whole tensor, whatever it held: no gradient flows to its former history. */
function overwrite(x: Tensor, name: string, source: Tensor, inputs: readonly Tensor[] = []): Tensor {
  const values = expand(castTo(source.detach(), x.dtype), x.shape).clone();
  return assign(
    x,
    record(name, values, [x, ...inputs], (gradient) => [
      undefined,
      ...inputs.map((input) => castTo(gradient, input.dtype)),
    ]),
  );
}

/** Sets every element to `value`. */
export function fill_(x: Tensor, value: number): Tensor {
  return overwrite(x, 'FillBackward0', operandTensor(convert(x.dtype, value)));
}

/** Sets every element to 0. */
export function zero_(x: Tensor): Tensor {
  return overwrite(x, 'ZeroBackward0', operandTensor(0));
}

/** Takes over the elements of `source`, broadcast and converted to the dtype. */
export function copy_(x: Tensor, source: Tensor): Tensor {
  const repeated = expand(source, x.shape);
  return overwrite(x, 'CopyBackwards', repeated, [repeated]);
}

/** Sets every element to a uniform random number in [from, to). Default: 0 and 1. */
export function uniform_(x: Tensor, from = 0, to = 1): Tensor {
  return overwrite(
    x,
    'UniformBackward0',
    drawn(x, (target) => {
      defaultGenerator.fillUniform(target, x.dtype, from, to);
    }),
  );
}

/** Sets every element to a random number of the normal distribution. Default: mean 0 and standard deviation 1. */
export function normal_(x: Tensor, mean = 0, std = 1): Tensor {
  return overwrite(
    x,
    'NormalBackward0',
    drawn(x, (target) => {
      defaultGenerator.fillNormal(target, x.dtype, mean, std, x.isContiguous());
    }),
  );
}

/** Sets every element to 1 with probability `p`, else to 0. */
export function bernoulli_(x: Tensor, p = 0.5): Tensor {
  return overwrite(
    x,
    'BernoulliBackward0',
    drawn(x, (target) => {
      for (let i = 0; i < target.length; i++) target[i] = Number(defaultGenerator.uniform() < p);
    }),
  );
}

/** Numbers for all elements, drawn in the order in which they lie in memory, as PyTorch's iterator goes. */
function drawn(x: Tensor, fill: (target: Float64Array) => void): Tensor {
  const target = new Float64Array(x.numel());
  fill(target);
  const order = x.strides.map((_, dim) => dim).sort((a, b) => x.strides[b]! - x.strides[a]!);
  const inMemory = order.map((dim) => x.shape[dim]!);
  return permute(
    fromElements(target, inMemory, x.dtype),
    order.map((_, dim) => order.indexOf(dim)),
  );
}

const methods = {
  add_,
  sub_,
  mul_,
  div_,
  pow_,
  neg_,
  abs_,
  exp_,
  sqrt_,
  relu_,
  sigmoid_,
  tanh_,
  round_,
  clamp_,
  maskedFill_,
  scatter_,
  fill_,
  zero_,
  copy_,
  uniform_,
  normal_,
  bernoulli_,
};

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
