import { RuntimeError, ValueError } from '../../errors.ts';
import { add, mul, pow } from '../../operations/arithmetic.ts';
import { elementCount } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { inDouble } from './inDouble.ts';
import { windowSums } from './windows.ts';

export interface LocalResponseNormArguments {
  /** Default: 1e-4. */
  readonly alpha?: number;
  /** Default: 0.75. */
  readonly beta?: number;
  /** Default: 1. */
  readonly k?: number;
}

/** A window of neighbours along a dimension: how many come before and after each element. */
interface Neighbours {
  readonly dim: number;
  readonly before: number;
  readonly after: number;
}

/** y = x / (k + α·Σ x²)^β, the sum over each element's neighbours: what all frameworks' definitions have in common. */
export function responseNormalized(
  input: Tensor,
  { dim, before, after }: Neighbours,
  { alpha, beta, k }: Required<LocalResponseNormArguments>,
): Tensor {
  return inDouble(input, (x) => {
    const size = x.size(dim);
    const windows = Array.from({ length: size }, (_, i) => ({
      start: Math.max(0, i - before),
      end: Math.min(size, i + after + 1),
      step: 1,
    }));
    const energy = windowSums(mul(x, x), dim < 0 ? dim + x.dim() : dim, windows);
    return mul(x, pow(add(mul(energy, alpha), k), -beta));
  });
}

/**
 * Local response normalization (Krizhevsky, Sutskever and Hinton 2012) over `size` neighbouring channels, dimension 1,
 * of which ⌊size/2⌋ come before: y = x / (k + α/size·Σ x²)^β
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.local_response_norm.html). Throws ValueError for
 * fewer than 3 dimensions.
 */
export function localResponseNorm(input: Tensor, size: number, args: LocalResponseNormArguments = {}): Tensor {
  if (input.dim() < 3) {
    throw new ValueError(
      `Expected 3D or higher dimensionality                          input (got ${input.dim()} dimensions)`,
    );
  }
  if (!(size > 0)) throw new RuntimeError(`local_response_norm expects a positive size, but got ${size}`);
  if (elementCount(input.shape) === 0) return input;
  const { alpha = 1e-4, beta = 0.75, k = 1 } = args;
  const neighbours = { dim: 1, before: Math.floor(size / 2), after: Math.floor((size - 1) / 2) };
  return responseNormalized(input, neighbours, { alpha: alpha / size, beta, k });
}
