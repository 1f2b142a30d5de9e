import type { Backward } from '../autograd/graph.ts';
import { RuntimeError } from '../errors.ts';
import { elementCount, formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { scatterTo } from './selection.ts';
import { viewOf } from './views.ts';

/** Where the elements of a view lie in memory, in row-major order. */
function memoryPositions(shape: Shape, strides: readonly number[], offset: number): number[] {
  return shape.reduce<number[]>(
    (starts, size, dim) => starts.flatMap((start) => Array.from({ length: size }, (_, i) => start + i * strides[dim]!)),
    [offset],
  );
}

/** Each gradient added to the element of `x` that lies where the view's does; the view must lie within `x`. */
function addedTo(x: Tensor, positions: readonly number[]): Backward {
  const { shape } = x;
  const placeOf = new Map(memoryPositions(shape, x.strides, x.offset).map((position, place) => [position, place]));
  const places = positions.map((position) => placeOf.get(position) ?? 0);
  return (gradient) => [scatterTo(gradient, places, shape)];
}

/**
 * A view with any shape, strides and offset on the memory of a tensor
 * (https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html). Default: the tensor's own offset. Throws
 * RuntimeError where it would lie outside of the memory.
 */
export function asStrided(x: Tensor, shape: Shape, strides: readonly number[], offset = x.offset): Tensor {
  if (shape.length !== strides.length) throw new RuntimeError('mismatch in length of strides and shape');
  const last = offset + shape.reduce((sum, size, dim) => sum + (size - 1) * strides[dim]!, 0);
  const { length, BYTES_PER_ELEMENT: bytes } = x.storage.data;
  if (elementCount(shape) > 0 && last >= length) {
    throw new RuntimeError(
      `setStorage: sizes ${formatShape(shape)}, strides ${formatShape(strides)}, storage offset ${offset}, and itemsize ${bytes} requiring a storage size of ${(last + 1) * bytes} are out of bounds for storage of size ${length * bytes}`,
    );
  }
  const backward = x.requiresGrad ? addedTo(x, memoryPositions(shape, strides, offset)) : () => [];
  return viewOf(x, { name: 'AsStridedBackward0', shape, strides, offset, backward });
}
