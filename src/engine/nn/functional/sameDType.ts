import { isFloating, isHalf } from '../../dtype.ts';
import { RuntimeError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';

/**
 * Throws RuntimeError, in PyTorch's words, where a parameter has another dtype than the input. Those of an input of 16
 * bits may be float32.
 */
export function requireSameDType(input: Tensor, parameters: readonly (Tensor | undefined)[]): void {
  if (!isFloating(input.dtype)) return;
  for (const parameter of parameters) {
    if (parameter === undefined || parameter.dtype === input.dtype) continue;
    if (parameter.dtype === 'float32' && isHalf(input.dtype)) continue;
    throw new RuntimeError('mixed dtype (CPU): all inputs must share same datatype.');
  }
}
