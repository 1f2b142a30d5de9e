import { elements, fromElements } from '../../elements.ts';
import { IndexError, RuntimeError } from '../../errors.ts';
import { take } from '../../operations/selection.ts';
import type { Tensor } from '../../tensor.ts';

/** The rows of `weight`, [count, size], at the indices: a tensor of the indices' shape and `size`. */
export function embedding(
  input: Tensor,
  weight: Tensor,
  options: { readonly paddingIdx?: number | undefined } = {},
): Tensor {
  if (input.dtype !== 'int64' && input.dtype !== 'int32') {
    throw new RuntimeError(
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${input.typeName()} instead (while checking arguments for embedding)`,
    );
  }
  const [count, size] = [weight.size(0), weight.size(1)];
  const indices = elements(input);
  const positions = new Float64Array(indices.length * size);
  indices.forEach((index, row) => {
    if (index < 0 || index >= count) throw new IndexError('index out of range in self');
    for (let i = 0; i < size; i++) positions[row * size + i] = index * size + i;
  });
  const rows = take(weight, positions, { shape: [...input.shape, size], name: 'EmbeddingBackward0' });
  const { paddingIdx } = options;
  if (paddingIdx === undefined || !rows.requiresGrad) return rows;
  const padding = paddingIdx < 0 ? paddingIdx + count : paddingIdx;
  const isPadding = input.eq(padding).unsqueeze(-1);
  rows.registerHook((gradient) => gradient.maskedFill(isPadding, 0));
  return rows;
}

/** A row of zeros with a 1 at each index; `classes` columns, by default as many as the largest index needs. */
export function oneHot(input: Tensor, classes = -1): Tensor {
  const indices = Float64Array.from(elements(input));
  const largest = indices.reduce((most, index) => Math.max(most, index), -1);
  if (indices.some((index) => index < 0)) throw new RuntimeError('Class values must be non-negative.');
  const columns = classes === -1 ? largest + 1 : classes;
  if (largest >= columns) throw new RuntimeError('Class values must be smaller than num_classes.');
  const values = new Float64Array(indices.length * columns);
  indices.forEach((index, row) => {
    values[row * columns + index] = 1;
  });
  return fromElements(values, [...input.shape, columns], 'int64');
}
