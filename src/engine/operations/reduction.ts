import { record } from '../autograd/graph.ts';
import { isGradEnabled } from '../autograd/mode.ts';
import { allocate, type DType, dtypeTitle, isFloating, type NumericArray, toFloating } from '../dtype.ts';
import { elements, fromElements } from '../elements.ts';
import { NotImplementedError } from '../errors.ts';
import { moments, sums } from '../kernels/moments.ts';
import { normalizeDims } from '../shape.ts';
import { newFloat64 } from '../memory/small.ts';
import { forEachRun, setCount, setSize, type StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { div, mul, pow, sub } from './arithmetic.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { abs, exp, sign } from './pointwise.ts';
import { eq, logicalOr, ne, where } from './selection.ts';
import { castTo, expand, reshape } from './views.ts';

/** One dimension, several, or (undefined) all of them. */
export type Dims = number | readonly number[];

export interface ReductionOptions {
  /** Keep reduced dimensions with size 1. Default: false. */
  readonly keepdim?: boolean;
}

export interface SumOptions extends ReductionOptions {
  /** The dtype to convert to before summing. Default: the tensor's own, int64 for integers and bool. */
  readonly dtype?: DType;
}

export interface VarianceOptions extends ReductionOptions {
  /** Divide by N − correction. Default: 1, the unbiased estimate. */
  readonly correction?: number;
}

/** The sets of elements that a reduction over `dims` maps to one result each. */
export function setsOf(x: Tensor, dims: Dims | undefined): StatisticSets {
  return { shape: x.shape, reduced: normalizeDims(dims, x.dim()).sort((a, b) => a - b) };
}

export function keptShape(sets: StatisticSets): number[] {
  return sets.shape.map((size, dim) => (sets.reduced.includes(dim) ? 1 : size));
}

export function resultShape(sets: StatisticSets, keepdim = false): number[] {
  return keepdim ? keptShape(sets) : sets.shape.filter((_, dim) => !sets.reduced.includes(dim));
}

/** The gradient's or result's value of each set at every element of it: a view. */
export function spread(x: Tensor, sets: StatisticSets): Tensor {
  return expand(reshape(x, keptShape(sets)), sets.shape);
}

/** PyTorch numbers the forms of a reduction: over everything, and over some dimensions. */
function gradientName(name: string, dims: Dims | undefined): string {
  return `${name}Backward${dims === undefined ? 0 : 1}`;
}

/** The sum over `dims`, accumulated in float64; integers and booleans give int64. */
export function sum(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  const source = options.dtype === undefined ? x : castTo(x, options.dtype);
  const sets = setsOf(source, dims);
  const dtype = options.dtype ?? (isFloating(x.dtype) ? x.dtype : 'int64');
  const result = fromElements(sums(elements(source), sets), resultShape(sets, options.keepdim), dtype);
  return record(gradientName('Sum', dims), result, [source], (gradient) => [spread(gradient, sets)]);
}

/** The arithmetic mean over `dims`. Throws NotImplementedError for integers, as PyTorch does. */
export function mean(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  const source = options.dtype === undefined ? x : castTo(x, options.dtype);
  if (!isFloating(source.dtype)) {
    throw new NotImplementedError(
      `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${dtypeTitle(x.dtype)}`,
    );
  }
  const sets = setsOf(source, dims);
  const count = setSize(sets);
  const means = sums(elements(source), sets).map((total) => total / count);
  const result = fromElements(means, resultShape(sets, options.keepdim), source.dtype);
  return record(gradientName('Mean', dims), result, [source], (gradient) => [spread(div(gradient, count), sets)]);
}

/** Σ(x − mean)² of each set as the variance of the set. */
function variances(x: Tensor, sets: StatisticSets, correction: number): Float64Array {
  const { squares, count } = moments(elements(x), sets);
  const divisor = Math.max(0, count - correction);
  return squares.map((value) => value / divisor);
}

/** The gradient of the variance: 2(x − mean) / (N − correction). */
function varianceGradient(gradient: Tensor, x: Tensor, sets: StatisticSets, correction: number): Tensor {
  const divisor = Math.max(0, setSize(sets) - correction);
  const centred = isGradEnabled() ? sub(x, mean(x, sets.reduced, { keepdim: true })) : deviationsOf(x, sets);
  return mul(reshape(gradient, keptShape(sets)), mul(centred, 2 / divisor));
}

/** x − mean, with the mean in float64. */
function deviationsOf(x: Tensor, sets: StatisticSets): Tensor {
  const values = elements(x);
  const { mean: means } = moments(values, sets);
  const target = allocate(x.dtype, values.length);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) target[start + i] = values[start + i]! - means[set + i * setStep]!;
  });
  return fromElements(target, x.shape, x.dtype);
}

function requireFloating(x: Tensor): void {
  if (isFloating(x.dtype)) return;
  throw new NotImplementedError('std and var only support floating point and complex dtypes');
}

/** The variance over `dims`: Σ(x − mean)² / (N − correction). Throws NotImplementedError for integers. */
export function variance(x: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  requireFloating(x);
  const sets = setsOf(x, dims);
  const correction = options.correction ?? 1;
  const result = fromElements(variances(x, sets, correction), resultShape(sets, options.keepdim), x.dtype);
  return record('VarBackward0', result, [x], (gradient) => [varianceGradient(gradient, x, sets, correction)], [x]);
}

/** The standard deviation over `dims`: √{@link variance}. Its gradient is 0 where it is 0. */
export function std(x: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  requireFloating(x);
  const sets = setsOf(x, dims);
  const correction = options.correction ?? 1;
  const deviations = variances(x, sets, correction).map(Math.sqrt);
  const result = fromElements(deviations, resultShape(sets, options.keepdim), x.dtype);
  return record(
    'StdBackward0',
    result,
    [x],
    (gradient) => {
      const toVariance = where(eq(result, 0), 0, div(gradient, mul(result, 2)));
      return [varianceGradient(toVariance, x, sets, correction)];
    },
    [x, result],
  );
}

/** Variance and mean over `dims`. */
export function varMean(x: Tensor, dims?: Dims, options: VarianceOptions = {}): [variance: Tensor, mean: Tensor] {
  return [variance(x, dims, options), mean(x, dims, options.keepdim === undefined ? {} : { keepdim: options.keepdim })];
}

/** Standard deviation and mean over `dims`. */
export function stdMean(x: Tensor, dims?: Dims, options: VarianceOptions = {}): [std: Tensor, mean: Tensor] {
  return [std(x, dims, options), mean(x, dims, options.keepdim === undefined ? {} : { keepdim: options.keepdim })];
}

/** Folds each set into one number, from `start` on. */
export function fold(
  values: NumericArray,
  sets: StatisticSets,
  start: number,
  combine: (folded: number, value: number) => number,
): Float64Array {
  const folded = newFloat64(setCount(sets)).fill(start);
  forEachRun(sets, (first, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const index = set + i * setStep;
      folded[index] = combine(folded[index]!, values[first + i]!);
    }
  });
  return folded;
}

/** PyTorch gives truth as bool, but that of bytes as bytes. */
function truthType(dtype: DType): DType {
  return dtype === 'uint8' ? 'uint8' : 'bool';
}

/** Whether any element over `dims` is not 0: bool, of uint8 as 0 and 1. */
export function any(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  const sets = setsOf(x, dims);
  const found = fold(elements(x), sets, 0, (seen, value) => (seen !== 0 || value !== 0 ? 1 : 0));
  return fromElements(found, resultShape(sets, options.keepdim), truthType(x.dtype));
}

/** Whether all elements over `dims` are not 0: bool, of uint8 as 0 and 1. */
export function all(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  const sets = setsOf(x, dims);
  const held = fold(elements(x), sets, 1, (holds, value) => (holds !== 0 && value !== 0 ? 1 : 0));
  return fromElements(held, resultShape(sets, options.keepdim), truthType(x.dtype));
}

/** How many elements over `dims` are not 0. */
export function countNonzero(x: Tensor, dims?: Dims): Tensor {
  return sum(ne(x, 0), dims);
}

/** ln Σ eˣ over `dims`, without overflow. */
export function logsumexp(x: Tensor, dims?: Dims, options: ReductionOptions = {}): Tensor {
  const sets = setsOf(x, dims);
  const values = elements(x);
  const shift = fold(values, sets, -Infinity, Math.max).map((value) => (Number.isFinite(value) ? value : 0));
  const totals = new Float64Array(shift.length);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const index = set + i * setStep;
      totals[index]! += Math.exp(values[start + i]! - shift[index]!);
    }
  });
  const logs = totals.map((total, index) => Math.log(total) + shift[index]!);
  const result = fromElements(logs, resultShape(sets, options.keepdim), toFloating(x.dtype));
  return record(
    'LogsumexpBackward0',
    result,
    [x],
    (gradient) => [mul(spread(gradient, sets), exp(sub(x, spread(result, sets))))],
    [x, result],
  );
}

/**
 * The p-norm over `dims`, (Σ|x|ᵖ)^(1/p); for p = ±∞ the largest or smallest |x|, for p = 0 the count of elements that are
 * not 0 (https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html). Default: p = 2.
 */
export function norm(x: Tensor, p = 2, dims?: Dims, options: ReductionOptions = {}): Tensor {
  if (!isFloating(x.dtype)) {
    throw new NotImplementedError(
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${dtypeTitle(x.dtype)}`,
    );
  }
  const sets = setsOf(x, dims);
  const values = elements(x);
  const result = fromElements(norms(values, sets, p), resultShape(sets, options.keepdim), x.dtype);
  return record(
    'LinalgVectorNormBackward0',
    result,
    [x],
    (gradient) => [mul(spread(gradient, sets), normSlope(x, spread(result, sets), p, sets))],
    [x, result],
  );
}

function norms(values: NumericArray, sets: StatisticSets, p: number): Float64Array {
  if (p === 0) return fold(values, sets, 0, (count, value) => count + Number(value !== 0));
  if (p === Infinity) return fold(values, sets, 0, (largest, value) => Math.max(largest, Math.abs(value)));
  if (p === -Infinity) return fold(values, sets, Infinity, (smallest, value) => Math.min(smallest, Math.abs(value)));
  if (p === 1) return fold(values, sets, 0, (total, value) => total + Math.abs(value));
  if (p === 2) return fold(values, sets, 0, (total, value) => total + value * value).map(Math.sqrt);
  return fold(values, sets, 0, (total, value) => total + Math.abs(value) ** p).map((total) => total ** (1 / p));
}

/** The derivative of the p-norm of a set, `whole`, with respect to each of its elements; 0 where the norm is 0. */
function normSlope(x: Tensor, whole: Tensor, p: number, sets: StatisticSets): Tensor {
  if (p === 0) return mul(x, 0);
  if (!Number.isFinite(p)) {
    const extreme = eq(abs(x), whole);
    return mul(sign(x), div(extreme, sum(extreme, sets.reduced, { keepdim: true })));
  }
  const slope = p === 2 ? div(x, whole) : p === 1 ? sign(x) : mul(sign(x), mul(pow(abs(x), p - 1), pow(whole, 1 - p)));
  return where(logicalOr(eq(whole, 0), eq(x, 0)), 0, slope);
}

const methods = { sum, mean, var: variance, std, any, all, countNonzero, logsumexp, norm };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
