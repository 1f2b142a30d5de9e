import { named } from '../../autograd/graph.ts';
import { isFloating } from '../../dtype.ts';
import { castTo } from '../../operations/views.ts';
import type { Tensor } from '../../tensor.ts';

/**
 * `compute` on `input` in float64, its result rounded to the input's dtype once: for layers that are composed of
 * differentiable operations, whose intermediate results must not lose digits. In PyTorch their last one is a division.
 */
export function inDouble(input: Tensor, compute: (wide: Tensor) => Tensor): Tensor {
  const result = compute(castTo(input, 'float64'));
  return named('DivBackward0', castTo(result, isFloating(input.dtype) ? input.dtype : 'float32'));
}
