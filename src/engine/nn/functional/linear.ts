import { add } from '../../operations/arithmetic.ts';
import { addmm, checkInner, matmul } from '../../operations/matmul.ts';
import { t } from '../../operations/views.ts';
import type { Tensor } from '../../tensor.ts';

/**
 * `input·weightᵀ + bias` over the last dimension, of size inFeatures, with weight [outFeatures, inFeatures] and bias
 * [outFeatures] (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html). Throws RuntimeError
 * where the sizes do not fit.
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const transposed = t(weight);
  if (input.dim() > 0) checkInner(bias === undefined ? 'mm' : 'addmm', input, transposed);
  if (bias === undefined) return matmul(input, transposed);
  return input.dim() === 2 ? addmm(bias, input, transposed) : add(matmul(input, transposed), bias);
}
