import { record } from './autograd.ts';
import { DEFAULT_DTYPE, isFloating } from './dtype.ts';
import { RuntimeError } from './errors.ts';
import { div, mul, sqrt, sub } from './arithmetic.ts';
import { moments, sums } from './kernels/moments.ts';
import { normalizeDims } from './shape.ts';
import { setSize, type StatisticSets } from './statisticSets.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

/** One dimension, several, or (undefined) all of them. */
export type Dims = number | readonly number[];

export interface ReductionOptions {
  /** Keep reduced dimensions with size 1. Default: false. */
  readonly keepdim?: boolean;
}

export interface VarianceOptions extends ReductionOptions {
  /** Divide by N - correction. Default: 1, the unbiased estimate. */
  readonly correction?: number;
}

function setsOf(x: Tensor, dims: Dims | undefined): StatisticSets {
  return { shape: x.shape, reduced: normalizeDims(dims, x.dim()).sort((a, b) => a - b) };
}

function keptShape(sets: StatisticSets): number[] {
  return sets.shape.map((size, dim) => (sets.reduced.includes(dim) ? 1 : size));
}

function resultShape(sets: StatisticSets, keepdim = false): number[] {
  return keepdim ? keptShape(sets) : sets.shape.filter((_, dim) => !sets.reduced.includes(dim));
}

function fill(shape: readonly number[], dtype: Tensor['dtype'], values: ArrayLike<number>): Tensor {
  const storage = Storage.allocate(dtype, shape);
  storage.data.set(values);
  return new Tensor(storage, shape);
}

/** The sum over `dims`, accumulated in float64; integers and booleans give int64. */
export function sum(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  const sets = setsOf(x, dims);
  const dtype = isFloating(x.dtype) ? x.dtype : 'int64';
  const result = fill(resultShape(sets, options.keepdim), dtype, sums(x.values(), sets));
  return record('SumBackward0', result, [x], (gradient) => [gradient.reshape(keptShape(sets)).expand(x.shape)]);
}

/** The arithmetic mean over `dims`. Throws RuntimeError for integers, as PyTorch does. */
export function mean(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      'mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ' +
        (x.dtype === 'int64' ? 'Long' : x.dtype),
    );
  }
  const sets = setsOf(x, dims);
  const count = setSize(sets);
  const total = sums(x.values(), sets);
  const result = fill(
    resultShape(sets, options.keepdim),
    x.dtype,
    total.map((value) => value / count),
  );
  return record('MeanBackward0', result, [x], (gradient) => [
    div(gradient, count).reshape(keptShape(sets)).expand(x.shape),
  ]);
}

/** The variance over `dims`: Σ(x − mean)² / (N − correction). */
export function variance(x: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  const sets = setsOf(x, dims);
  const { squares, count } = moments(x.values(), sets);
  const divisor = Math.max(0, count - (options.correction ?? 1));
  const result = fill(
    resultShape(sets, options.keepdim),
    isFloating(x.dtype) ? x.dtype : DEFAULT_DTYPE,
    squares.map((value) => value / divisor),
  );
  return record('VarBackward0', result, [x], (gradient) => {
    const centred = sub(x.detach(), mean(x.detach(), sets.reduced, { keepdim: true }));
    return [mul(gradient.reshape(keptShape(sets)), mul(centred, 2 / divisor))];
  });
}

type Extreme = (a: number, b: number) => number;

/** The extreme element of all; NaN where there is one. Its gradient is shared evenly by equal extremes. */
function extreme(x: Tensor, name: string, choose: Extreme): Tensor {
  if (x.numel() === 0) {
    throw new RuntimeError(
      `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
    );
  }
  const values = x.values();
  let found = values[0]!;
  for (const value of values) found = choose(found, value);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return record(`${title}Backward1`, fill([], x.dtype, [found]), [x], (gradient) => {
    const places = fill(
      x.shape,
      x.dtype,
      Float64Array.from(values, (value) => Number(value === found)),
    );
    return [mul(places, div(gradient, sum(places)))];
  });
}

declare module './tensor.ts' {
  interface Tensor {
    /** The sum over `dims` (default: all); integers give int64. */
    sum(dims?: Dims, options?: ReductionOptions): Tensor;
    /** The mean over `dims` (default: all). Throws RuntimeError for integer tensors. */
    mean(dims?: Dims, options?: ReductionOptions): Tensor;
    /** The variance over `dims` (default: all), divided by N - `correction` (default 1). */
    var(dims?: Dims, options?: VarianceOptions): Tensor;
    /** The standard deviation over `dims` (default: all), with the variance divided by N - `correction` (default 1). */
    std(dims?: Dims, options?: VarianceOptions): Tensor;
    /** The smallest element. */
    min(): Tensor;
    /** The largest element. */
    max(): Tensor;
  }
}

Tensor.prototype.sum = function (dims, options) {
  return sum(this, dims, options);
};
Tensor.prototype.mean = function (dims, options) {
  return mean(this, dims, options);
};
Tensor.prototype.var = function (dims, options) {
  return variance(this, dims, options);
};
Tensor.prototype.std = function (dims, options) {
  return sqrt(variance(this, dims, options));
};
Tensor.prototype.min = function () {
  return extreme(this, 'min', Math.min);
};
Tensor.prototype.max = function () {
  return extreme(this, 'max', Math.max);
};
