import { broadcastStrides } from '../kernels/strided.ts';
import { formatShape, type Shape } from '../shape.ts';
import { stridedElements, type StridedElements } from '../elements.ts';
import type { Tensor } from '../tensor.ts';
import { sum } from './reduction.ts';
import { reshape } from './views.ts';

/** The elements of `x` repeated to `shape`, which it broadcasts to. */
export function broadcastElements(x: Tensor, shape: Shape): StridedElements {
  const { data, offset, strides } = stridedElements(x);
  return { data, offset, strides: broadcastStrides(x.shape, strides, shape) };
}

/** Sums `gradient` over the dimensions along which a tensor of `shape` was broadcast. */
export function sumToShape(gradient: Tensor, shape: Shape): Tensor {
  if (formatShape(gradient.shape) === formatShape(shape)) return gradient;
  const missing = gradient.dim() - shape.length;
  const repeated = gradient.shape.flatMap((size, dim) =>
    dim < missing || (shape[dim - missing] === 1 && size !== 1) ? [dim] : [],
  );
  const summed = repeated.length === 0 ? gradient : sum(gradient, repeated, { keepdim: true });
  return reshape(summed, shape);
}
