import { add, mul, sub } from '../../operations/arithmetic.ts';
import { rsqrt } from '../../operations/pointwise.ts';
import type { Tensor } from '../../tensor.ts';

/** The batch's statistics, and what their normalization is corrected by; all broadcast to x, in float64. */
export interface Renormalization {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly eps: number;
  readonly r: Tensor;
  readonly d: Tensor;
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
}

/** ((x − mean) / √(variance + eps) · r + d) · weight + bias, for x in float64; gradients flow through the statistics. */
export function renormalize(x: Tensor, { mean, variance, eps, r, d, weight, bias }: Renormalization): Tensor {
  const corrected = add(mul(mul(sub(x, mean), rsqrt(add(variance, eps))), r), d);
  const scaled = weight === undefined ? corrected : mul(corrected, weight);
  return bias === undefined ? scaled : add(scaled, bias);
}
