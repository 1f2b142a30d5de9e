import { add } from '../../arithmetic.ts';
import { matmul } from '../../matmul.ts';
import type { Tensor } from '../../tensor.ts';

/**
 * `input·weightᵀ + bias` over the last dimension
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html).
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const product = matmul(input, weight.t());
  return bias === undefined ? product : add(product, bias);
}
