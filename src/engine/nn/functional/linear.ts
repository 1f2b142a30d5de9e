import { recordMakingNew } from '../../autograd/graph.ts';
import { add } from '../../operations/arithmetic.ts';
import { sumToShape } from '../../operations/broadcast.ts';
import { addmm, affineProduct, checkInner, matmul, mm } from '../../operations/matmul.ts';
import { t } from '../../operations/views.ts';
import type { Tensor } from '../../tensor.ts';

/**
 * `input·weightᵀ + bias` over the last dimension, of size inFeatures, with weight [outFeatures, inFeatures] and bias
 * [outFeatures] (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html). Throws RuntimeError
 * where the sizes do not fit.
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const fits = input.dim() === 2 && weight.dim() === 2 && input.size(1) === weight.size(1);
  if (fits && bias?.dim() === 1 && bias.numel() === weight.size(0) && bias.dtype === input.dtype) {
    return linearOfMatrix(input, weight, bias);
  }
  const transposed = t(weight);
  if (input.dim() > 0) checkInner(bias === undefined ? 'mm' : 'addmm', input, transposed);
  if (bias === undefined) return matmul(input, transposed);
  return input.dim() === 2 ? addmm(bias, input, transposed) : add(matmul(input, transposed), bias);
}

/** `input·weightᵀ + bias` of a matrix; the gradient of the weights comes in their own layout. */
function linearOfMatrix(input: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return recordMakingNew(
    'AddmmBackward0',
    affineProduct(input, weight, bias),
    [bias, input, weight],
    (gradient) => [
      bias.requiresGrad ? sumToShape(gradient, bias.shape) : undefined,
      input.requiresGrad ? mm(gradient, weight) : undefined,
      weight.requiresGrad ? mm(t(gradient), input) : undefined,
    ],
    [...(input.requiresGrad ? [weight] : []), ...(weight.requiresGrad ? [input] : [])],
  );
}
