import { add } from '../../arithmetic.ts';
import { noGrad, record } from '../../autograd.ts';
import { RuntimeError } from '../../errors.ts';
import { matmul } from '../../matmul.ts';
import type { Tensor } from '../../tensor.ts';

/**
 * `input·weightᵀ + bias` over the last dimension, of size inFeatures, with weight [outFeatures, inFeatures] and bias
 * [outFeatures] (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html). Throws RuntimeError
 * where the sizes do not fit.
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  if (input.dim() > 0 && input.size(-1) !== weight.size(-1)) {
    const rows = input.numel() / input.size(-1);
    const operation = bias === undefined ? '' : 'addmm: ';
    throw new RuntimeError(
      `${operation}mat1 and mat2 shapes cannot be multiplied (${rows}x${input.size(-1)} and ${weight.size(-1)}x${weight.size(0)})`,
    );
  }
  if (bias === undefined) return matmul(input, weight.t());
  if (input.dim() !== 2) return add(matmul(input, weight.t()), bias);
  const output = noGrad(() => add(matmul(input, weight.t()), bias));
  return record('AddmmBackward0', output, [bias, input, weight], (gradient) => [
    gradient.sum(0),
    matmul(gradient, weight),
    matmul(gradient.t(), input),
  ]);
}
