import { record } from '../autograd/graph.ts';
import { allocate, isFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { elementCount, normalizeDim } from '../shape.ts';
import { setCount, setSize, type StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { cat, stack, unbind } from './joining.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { flip } from './rearrange.ts';
import { type Dims, fold, type SumOptions, resultShape, setsOf, spread } from './reduction.ts';
import { castTo, narrow, permute, reshape } from './views.ts';

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

/**
 * The running product along `dim`. With g the gradient of the result, x_k receives Π_{j<k} x_j · S_k, where
 * S_k = g_k + x_{k+1}·S_{k+1}: exact also where elements are 0.
 */
export function cumprod(x: Tensor, dim: number): Tensor {
  const axis = normalizeDim(dim, x.dim());
  const result = scan(x, axis, 1, (total, value) => total * value);
  return record(
    'CumprodBackward0',
    result,
    [x],
    (gradient) => {
      if (x.dim() === 0 || x.numel() === 0) return [gradient];
      const [inputs, slopes] = [unbind(x, axis), unbind(gradient, axis)];
      const rests: Tensor[] = [];
      slopes.toReversed().forEach((slope, i) => {
        const after = rests.at(-1);
        rests.push(after === undefined ? slope : add(slope, mul(inputs[inputs.length - i]!, after)));
      });
      return [mul(productsBefore(x, axis), stack(rests.toReversed(), axis))];
    },
    [x],
  );
}

/** For every element along `dim` the product of those before it. */
function productsBefore(x: Tensor, dim: number): Tensor {
  const shape = x.shape.with(dim, 1);
  const ones = fromElements(new Float64Array(elementCount(shape)).fill(1), shape, x.dtype);
  return cumprod(cat([ones, narrow(x, dim, 0, x.shape[dim]! - 1)], dim), dim);
}

/** The product over `dims`; integers and booleans give int64. */
export function prod(tensor: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  const x = options.dtype === undefined ? tensor : castTo(tensor, options.dtype);
  const sets = setsOf(x, dims);
  const dtype = options.dtype ?? (isFloating(x.dtype) ? x.dtype : 'int64');
  const products = fold(elements(x), sets, 1, (product, value) => product * value);
  return record(
    `ProdBackward${dims === undefined ? 0 : 1}`,
    fromElements(products, resultShape(sets, options.keepdim), dtype),
    [x],
    (gradient) => [mul(spread(gradient, sets), productsOfOthers(x, sets))],
    [x],
  );
}

/** For every element the product of the other elements of its set: of all before it and of all after it. */
function productsOfOthers(x: Tensor, sets: StatisticSets): Tensor {
  if (x.numel() === 0) return x;
  const order = [...x.shape.flatMap((_, dim) => (sets.reduced.includes(dim) ? [] : [dim])), ...sets.reduced];
  const lines = reshape(permute(x, order), [setCount(sets), setSize(sets)]);
  const others = mul(productsBefore(lines, 1), flip(productsBefore(flip(lines, [1]), 1), [1]));
  const ordered = reshape(
    others,
    order.map((dim) => x.shape[dim]!),
  );
  return permute(
    ordered,
    order.map((_, dim) => order.indexOf(dim)),
  );
}

const methods = { cumsum, cumprod, prod };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
