import { IndexError } from '../errors.ts';
import { normalizeDim, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { castTo, reshape } from '../operations/views.ts';

/** One axis, or several; negative ones count from the end. */
export type Axis = number | readonly number[];

export function isAxis(value: unknown): value is Axis {
  return Number.isInteger(value) || (Array.isArray(value) && value.every(Number.isInteger));
}

/** The axes counted from the front, ascending. Throws IndexError outside of the input's. */
export function axesOf(axis: Axis, rank: number): number[] {
  const list = typeof axis === 'number' ? [axis] : axis;
  const outside = list.find((entry) => entry < -rank || entry >= rank);
  if (outside !== undefined) throw new IndexError('tuple index out of range');
  return list.map((entry) => normalizeDim(entry, rank)).sort((a, b) => a - b);
}

/** The sizes of a weight that has those of several axes, in the order in which Keras lists the axes: negative ones first. */
export function weightSizes(axis: Axis, shape: Shape): number[] {
  axesOf(axis, shape.length);
  const list = typeof axis === 'number' ? [axis] : axis;
  return list.toSorted((a, b) => a - b).map((entry) => shape.at(entry)!);
}

/** A weight with the sizes of `axes`, in float64 and in a shape that broadcasts to `shape`. */
export function alongAxes(weight: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(
    castTo(weight, 'float64'),
    shape.map((size, dim) => (axes.includes(dim) ? size : 1)),
  );
}
