import { add, div, maximum, mul, sub } from '../../operations/arithmetic.ts';
import { type Dims, norm, setsOf, sum } from '../../operations/reduction.ts';
import type { Tensor } from '../../tensor.ts';
import type { Module } from '../module.ts';
import { observed } from '../observer.ts';
import { channelNames } from './dimensionNames.ts';
import { inDouble } from './inDouble.ts';

export interface NormalizeArguments {
  /** The norm, (Σ|x|ᵖ)^(1/p). Default: 2. */
  readonly p?: number;
  /** The dimensions over which one norm is taken. Default: 1. */
  readonly dim?: Dims;
  /** The smallest divisor. Default: 1e-12. */
  readonly eps?: number;
  /** The layer on whose behalf this is called: what observers are told. */
  readonly layer?: Module;
}

/**
 * x / max(‖x‖ₚ, eps) over `dim` (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html).
 */
export function normalize(input: Tensor, args: NormalizeArguments = {}): Tensor {
  const { p = 2, dim = 1, eps = 1e-12 } = args;
  const sets = setsOf(input, dim);
  return observed(
    {
      source: args.layer ?? 'normalize',
      input,
      sets,
      dimensions: channelNames(input.dim()),
      centred: false,
      setName: 'vector',
      usesInputStatistics: true,
    },
    () => inDouble(input, (x) => div(x, maximum(norm(x, p, sets.reduced, { keepdim: true }), eps))),
  );
}

/** The cosine of the angle between vectors along `dim`: Σab / max(‖a‖·‖b‖, eps). Default: dim 1, eps 1e-8. */
export function cosineSimilarity(
  a: Tensor,
  b: Tensor,
  options: { readonly dim?: number; readonly eps?: number } = {},
): Tensor {
  const { dim = 1, eps = 1e-8 } = options;
  const direction = (x: Tensor): Tensor => {
    const length = norm(x, 2, [dim], { keepdim: true });
    // PyTorch's bound has no part in the gradient.
    return div(x, add(length, sub(maximum(length.detach(), eps), length.detach())));
  };
  return sum(mul(direction(a), direction(b)), [dim]);
}
