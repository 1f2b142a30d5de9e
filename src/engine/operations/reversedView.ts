import { normalizeDim } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { viewOf } from './views.ts';

/**
 * A view with `dims` in reverse order, by negative strides. NumPy has such views; PyTorch's `flip` copies.
 */
export function reversedView(x: Tensor, dims: readonly number[]): Tensor {
  const reversed = new Set(dims.map((dim) => normalizeDim(dim, x.dim())).filter((dim) => x.shape[dim]! > 0));
  const offset = x.shape.reduce(
    (place, size, dim) => (reversed.has(dim) ? place + (size - 1) * x.strides[dim]! : place),
    x.offset,
  );
  return viewOf(x, {
    name: 'FlipBackward0',
    shape: x.shape,
    strides: x.strides.map((stride, dim) => (reversed.has(dim) ? -stride : stride)),
    offset,
    backward: (gradient) => [reversedView(gradient, dims)],
  });
}
