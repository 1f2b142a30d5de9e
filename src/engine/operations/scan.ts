import { record } from '../autograd/graph.ts';
import { allocate, isFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { normalizeDim } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { div, mul } from './arithmetic.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { flip } from './rearrange.ts';

function scan(x: Tensor, dim: number, start: number, combine: (total: number, value: number) => number): Tensor {
  const axis = normalizeDim(dim, x.dim());
  const size = x.shape[axis] ?? 1;
  const inner = x.shape.slice(axis + 1).reduce((product, other) => product * other, 1);
  const dtype = isFloating(x.dtype) ? x.dtype : 'int64';
  const values = elements(x);
  const target = allocate(dtype, values.length);
  for (let block = 0; block < values.length; block += size * inner) {
    for (let line = block; line < block + inner; line++) {
      let total = start;
      for (let i = line; i < line + size * inner; i += inner) {
        total = combine(total, values[i]!);
        target[i] = total;
      }
    }
  }
  return fromElements(target, x.shape, dtype);
}

/** The running sum along `dim`, in float64. */
export function cumsum(x: Tensor, dim: number): Tensor {
  return record(
    'CumsumBackward0',
    scan(x, dim, 0, (total, value) => total + value),
    [x],
    (gradient) => [flip(cumsum(flip(gradient, [dim]), dim), [dim])],
  );
}

/** The running product along `dim`. Its gradient is exact where no element is 0. */
export function cumprod(x: Tensor, dim: number): Tensor {
  const result = scan(x, dim, 1, (total, value) => total * value);
  return record(
    'CumprodBackward0',
    result,
    [x],
    (gradient) => [div(flip(cumsum(flip(mul(gradient, result), [dim]), dim), [dim]), x)],
    [x, result],
  );
}

const methods = { cumsum, cumprod };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
