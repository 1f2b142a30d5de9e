import { zeros } from '../../creation.ts';
import { ValueError } from '../../errors.ts';
import { formatPythonFloat } from '../../numberFormat.ts';
import { div, mul } from '../../operations/arithmetic.ts';
import type { Tensor } from '../../tensor.ts';

export interface DropoutArguments {
  /** The probability of 0. Default: 0.5. */
  readonly p?: number;
  /** Default: true; without it the input is returned as it is. */
  readonly training?: boolean;
}

/** Throws ValueError unless `p` is a probability. */
export function checkProbability(p: number): void {
  if (p >= 0 && p <= 1) return;
  throw new ValueError(`dropout probability has to be between 0 and 1, but got ${formatPythonFloat(p)}`);
}

/** Zeros and ones of `shape`, drawn in the order in which the elements of `input` lie in memory, as PyTorch draws them. */
function drawnMask(input: Tensor, shape: readonly number[], p: number): Tensor {
  const dims = shape.map((_, dim) => dim).sort((a, b) => input.strides[b]! - input.strides[a]! || a - b);
  const mask = zeros(
    dims.map((dim) => shape[dim]!),
    { dtype: input.dtype },
  ).bernoulli_(1 - p);
  return dims.every((dim, place) => dim === place) ? mask : mask.permute(dims.map((_, dim) => dims.indexOf(dim)));
}

function masked(input: Tensor, mask: Tensor, p: number): Tensor {
  return p === 1 ? mul(input, 0) : mul(input, div(mask, 1 - p));
}

/** Sets each element to 0 with probability `p` and divides the others by 1 − p (https://arxiv.org/abs/1207.0580). */
export function dropout(input: Tensor, args: DropoutArguments = {}): Tensor {
  const { p = 0.5, training = true } = args;
  checkProbability(p);
  return training && p > 0 ? masked(input, drawnMask(input, input.shape, p), p) : input;
}

/** Sets each channel of each sample, in N×C×…, to 0 with probability `p` and divides the others by 1 − p. */
export function dropout2d(input: Tensor, args: DropoutArguments = {}): Tensor {
  const { p = 0.5, training = true } = args;
  checkProbability(p);
  const shape = input.shape.map((size, dim) => (dim < 2 ? size : 1));
  return training && p > 0 ? masked(input, zeros(shape, { dtype: input.dtype }).bernoulli_(1 - p), p) : input;
}
