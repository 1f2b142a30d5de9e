import { add, mul, sub } from '../../operations/arithmetic.ts';
import { rsqrt } from '../../operations/pointwise.ts';
import { mean } from '../../operations/reduction.ts';
import { castTo, reshape } from '../../operations/views.ts';
import type { Tensor } from '../../tensor.ts';

/** What the batch's own normalization is corrected by, one number for each channel. */
export interface Renormalization {
  readonly channelDim: number;
  readonly eps: number;
  readonly r: Tensor;
  readonly d: Tensor;
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
}

/** ((x − μ) / √(σ² + eps) · r + d) · weight + bias, for x in float64, with the mean and variance of each channel of x. */
export function renormalize(x: Tensor, { channelDim, eps, r, d, weight, bias }: Renormalization): Tensor {
  const others = x.shape.flatMap((_, dim) => (dim === channelDim ? [] : [dim]));
  const perChannel = (parameter: Tensor): Tensor =>
    reshape(
      castTo(parameter, 'float64'),
      x.shape.map((size, dim) => (dim === channelDim ? size : 1)),
    );
  const centred = sub(x, mean(x, others, { keepdim: true }));
  const normalized = mul(centred, rsqrt(add(mean(mul(centred, centred), others, { keepdim: true }), eps)));
  const corrected = add(mul(normalized, perChannel(r)), perChannel(d));
  const scaled = weight === undefined ? corrected : mul(corrected, perChannel(weight));
  return bias === undefined ? scaled : add(scaled, perChannel(bias));
}
