import { logistic, softplusOf, erfc } from '../kernels/special.ts';
import type { Tensor } from '../tensor.ts';
import { add, div, mul, pow, sub } from './arithmetic.ts';
import { erf, exp, neg, sigmoid, tanh, floating, type Unary, unary } from './pointwise.ts';
import { gt, le, lt, where } from './selection.ts';

/** ln(1 / (1 + e^(−x))), without overflow. */
export const logsigmoid: Unary = floating({
  name: 'LogSigmoid',
  compute: (x) => -softplusOf(-x),
  gradient: (g, x) => mul(g, sigmoid(neg(x))),
});
/** x·σ(x), also called swish. */
export const silu: Unary = floating({
  name: 'Silu',
  compute: (x) => x * logistic(x),
  kernel: 'silu',
  gradient: (g, x) => {
    const gate = sigmoid(x);
    return mul(g, mul(gate, add(mul(x, sub(1, gate)), 1)));
  },
});

const INVERSE_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI);

/** x·Φ(x), with the cumulative distribution Φ of the standard normal (https://arxiv.org/abs/1606.08415). */
export const gelu: Unary = floating({
  name: 'Gelu',
  compute: (x) => (x === -Infinity ? NaN : 0.5 * x * erfc(-x / Math.SQRT2)),
  gradient: (g, x) => {
    const cumulative = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(mul(x, x), -0.5)), INVERSE_SQRT_2PI);
    return mul(g, add(cumulative, mul(x, density)));
  },
});

const TANH_SCALE = Math.sqrt(2 / Math.PI);
const TANH_CUBIC = 0.044715;

/** The approximation of {@link gelu} by ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
export const geluTanh: Unary = floating({
  name: 'Gelu',
  compute: (x) => 0.5 * x * (1 + Math.tanh(TANH_SCALE * (x + TANH_CUBIC * x ** 3))),
  gradient: (g, x) => {
    const inner = tanh(mul(add(x, mul(pow(x, 3), TANH_CUBIC)), TANH_SCALE));
    const slope = mul(add(mul(mul(x, x), 3 * TANH_CUBIC), 1), TANH_SCALE);
    const curved = mul(mul(mul(x, sub(1, mul(inner, inner))), slope), 0.5);
    return mul(g, add(mul(add(inner, 1), 0.5), curved));
  },
});

/** ln(1 + e^(βx)) / β, and x itself beyond `threshold` / β. */
export function softplus(x: Tensor, beta = 1, threshold = 20): Tensor {
  return floating({
    name: 'Softplus',
    compute: (value) => (value * beta > threshold ? value : softplusOf(value * beta) / beta),
    gradient: (g, input) => where(gt(mul(input, beta), threshold), g, mul(g, sigmoid(mul(input, beta)))),
  })(x);
}

/** x above 0, `negativeSlope`·x below. */
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  return unary({
    name: 'LeakyRelu',
    compute: (value) => (value > 0 ? value : value * negativeSlope),
    gradient: (g, input) => where(gt(input, 0), g, mul(g, negativeSlope)),
  })(x);
}

/** x above 0, `alpha`·(eˣ − 1) below, both times `scale`. */
export function elu(x: Tensor, alpha = 1, scale = 1): Tensor {
  return floating({
    name: 'Elu',
    compute: (value) => scale * (value > 0 ? value : alpha * Math.expm1(value)),
    gradient: (g, input) => mul(where(le(input, 0), mul(g, mul(exp(input), alpha)), g), scale),
  })(x);
}

/** x·clamp(x + 3, 0, 6) / 6; its gradient is 0 at −3 and below, and 1 at 3 and above. */
export const hardswish: Unary = floating({
  name: 'Hardswish',
  compute: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  gradient: (g, x) => where(le(x, -3), 0, where(lt(x, 3), mul(g, add(div(x, 3), 0.5)), g)),
});

/** x·tanh(ln(1 + eˣ)) (https://arxiv.org/abs/1908.08681). */
export const mish: Unary = floating({
  name: 'Mish',
  compute: (x) => x * Math.tanh(softplusOf(x)),
  gradient: (g, x) => {
    const gate = tanh(softplus(x));
    return mul(g, add(gate, mul(mul(x, sigmoid(x)), sub(1, mul(gate, gate)))));
  },
});
