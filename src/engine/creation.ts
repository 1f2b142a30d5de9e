import { convert, DEFAULT_DTYPE, type DType, isHalf } from './dtype.ts';
import { fromElements } from './elements.ts';
import { RuntimeError, ValueError } from './errors.ts';
import { defaultGenerator } from './random/generator.ts';
import { contiguousStrides, elementCount, type Shape } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

export interface TensorOptions {
  /** Default: `float32`; `bool` where the data are booleans. */
  readonly dtype?: DType;
  /** Default: false. */
  readonly requiresGrad?: boolean;
}

/** A tensor whose elements `fill` computes, all of them, in float64 where that is more exact than the dtype. */
function create(shape: Shape, options: TensorOptions, fill: (data: Float32Array | Float64Array) => void): Tensor {
  const dtype = options.dtype ?? DEFAULT_DTYPE;
  const { data: own } = Storage.unwritten(dtype, shape);
  const inPlace = own instanceof Float64Array || own instanceof Float32Array;
  const data = inPlace ? own : new Float64Array(elementCount(shape));
  fill(data);
  return fromElements(data, [...shape], dtype).requiresGrad_(options.requiresGrad ?? false);
}

type DeepNumbers = number | boolean | ArrayLike<number> | readonly DeepNumbers[];

function isSequence(value: DeepNumbers): value is ArrayLike<number> {
  return typeof value === 'object' && 'length' in value;
}

function shapeOf(data: DeepNumbers): number[] {
  return isSequence(data) ? [data.length, ...(data.length > 0 ? shapeOf(data[0]!) : [])] : [];
}

function firstElement(data: DeepNumbers): DeepNumbers | undefined {
  return isSequence(data) ? (data.length > 0 ? firstElement(data[0]!) : undefined) : data;
}

/**
 * A tensor that holds a copy of `data`: a number, (nested) arrays of numbers or booleans, or a typed array.
 * Throws ValueError where rows differ in length, TypeError where something is not a number.
 */
export function tensor(data: DeepNumbers, options: TensorOptions = {}): Tensor {
  const shape = shapeOf(data);
  const strides = contiguousStrides(shape);
  const dtype = options.dtype ?? (typeof firstElement(data) === 'boolean' ? 'bool' : DEFAULT_DTYPE);
  return create(shape, { ...options, dtype }, (target) => {
    const copy = (value: DeepNumbers, dim: number, offset: number): void => {
      if (dim === shape.length) {
        if (typeof value !== 'number' && typeof value !== 'boolean') {
          throw new TypeError(`must be a number, not ${describe(value)}`);
        }
        target[offset] = Number(value);
        return;
      }
      if (!isSequence(value)) throw new TypeError('not a sequence');
      if (value.length !== shape[dim]) {
        throw new ValueError(`expected sequence of length ${shape[dim]} at dim ${dim} (got ${value.length})`);
      }
      for (let i = 0; i < value.length; i++) copy(value[i]!, dim + 1, offset + i * strides[dim]!);
    };
    copy(data, 0, 0);
  });
}

function describe(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a longer list' : typeof value;
}

/** A tensor of `shape` filled with 0. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  const storage = Storage.allocate(options.dtype ?? DEFAULT_DTYPE, shape);
  return new Tensor(storage, [...shape]).requiresGrad_(options.requiresGrad ?? false);
}

/** A tensor of `shape` to be filled later: zeros here, where PyTorch leaves what was in memory. */
export function empty(shape: Shape, options: TensorOptions = {}): Tensor {
  return zeros(shape, options);
}

/** A tensor of `shape` filled with 1. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 1, options);
}

/** A tensor of `shape` filled with `value`. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  const dtype = options.dtype ?? DEFAULT_DTYPE;
  const storage = Storage.unwritten(dtype, shape);
  if (isHalf(dtype)) return create(shape, options, (data) => data.fill(value));
  storage.data.fill(convert(dtype, value));
  return new Tensor(storage, [...shape]).requiresGrad_(options.requiresGrad ?? false);
}

/** Zeros of the shape and dtype of `like`, or the dtype given. */
export function zerosLike(like: Tensor, options: TensorOptions = {}): Tensor {
  return zeros(like.shape, { dtype: like.dtype, ...options });
}

/** Ones of the shape and dtype of `like`, or the dtype given. */
export function onesLike(like: Tensor, options: TensorOptions = {}): Tensor {
  return ones(like.shape, { dtype: like.dtype, ...options });
}

/** `value` in the shape and dtype of `like`, or the dtype given. */
export function fullLike(like: Tensor, value: number, options: TensorOptions = {}): Tensor {
  return full(like.shape, value, { dtype: like.dtype, ...options });
}

/** The matrix of `rows`×`columns` (default: square) with 1 on the diagonal and 0 elsewhere. */
export function eye(rows: number, columns = rows, options: TensorOptions = {}): Tensor {
  return create([rows, columns], options, (data) => {
    data.fill(0);
    for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  });
}

/**
 * The numbers `start, start + step, …` below `end` (above it, for a negative step). With one argument, from 0.
 * Throws RuntimeError for a step of 0 or one that leads away from `end`.
 */
export function arange(start: number, end?: number, step = 1, options: TensorOptions = {}): Tensor {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  if (step === 0) throw new RuntimeError('step must be nonzero');
  if ((to - from) * step < 0) throw new RuntimeError('upper bound and lower bound inconsistent with step sign');
  return create([Math.ceil((to - from) / step)], options, (data) => {
    for (let i = 0; i < data.length; i++) data[i] = from + i * step;
  });
}

/** `steps` numbers at equal distances from `start` to `end`, both included. */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  return create([steps], options, (data) => {
    const step = (end - start) / (steps - 1);
    for (let i = 0; i < steps; i++) data[i] = i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step;
    if (steps === 1) data[0] = start;
  });
}

/** Standard normal numbers: the ones PyTorch draws after the same {@link manualSeed}. */
export function randn(shape: Shape, options: TensorOptions = {}): Tensor {
  return create(shape, options, (data) => {
    defaultGenerator.fillNormal(data, options.dtype ?? DEFAULT_DTYPE);
  });
}

/** Normal numbers with the given mean and standard deviation: PyTorch's, as with {@link randn}. */
export function normal(mean: number, std: number, shape: Shape, options: TensorOptions = {}): Tensor {
  return create(shape, options, (data) => {
    defaultGenerator.fillNormal(data, options.dtype ?? DEFAULT_DTYPE, mean, std);
  });
}

/** Uniform numbers in [0, 1): the ones PyTorch draws after the same {@link manualSeed}. */
export function rand(shape: Shape, options: TensorOptions = {}): Tensor {
  return create(shape, options, (data) => {
    defaultGenerator.fillUniform(data, options.dtype ?? DEFAULT_DTYPE);
  });
}

/** Standard normal numbers in the shape and dtype of `like`. */
export function randnLike(like: Tensor, options: TensorOptions = {}): Tensor {
  return randn(like.shape, { dtype: like.dtype, ...options });
}

/** Uniform numbers in [0, 1) in the shape and dtype of `like`. */
export function randLike(like: Tensor, options: TensorOptions = {}): Tensor {
  return rand(like.shape, { dtype: like.dtype, ...options });
}

/** Whole numbers in [low, high), all equally likely. Default dtype: int64. Throws RuntimeError unless low < high. */
export function randint(low: number, high: number, shape: Shape, options: TensorOptions = {}): Tensor {
  if (low >= high)
    throw new RuntimeError(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`);
  return create(shape, { dtype: 'int64', ...options }, (data) => {
    for (let i = 0; i < data.length; i++) data[i] = defaultGenerator.integer(low, high);
  });
}

/** The whole numbers below `n` in random order. Default dtype: int64. */
export function randperm(n: number, options: TensorOptions = {}): Tensor {
  return create([n], { dtype: 'int64', ...options }, (data) => {
    data.set(defaultGenerator.permutation(n));
  });
}

/** 1 with the probability that `p` has at the place, else 0. Throws RuntimeError for probabilities outside of [0, 1]. */
export function bernoulli(p: Tensor): Tensor {
  const probabilities = p.values();
  if (probabilities.some((value) => !(value >= 0 && value <= 1))) {
    throw new RuntimeError('Expected p_in >= 0 && p_in <= 1 to be true, but got false.');
  }
  return create(p.shape, { dtype: p.dtype }, (data) => {
    defaultGenerator.fillUniform(data, p.dtype);
    for (let i = 0; i < data.length; i++) data[i] = Number(data[i]! < probabilities[i]!);
  });
}

/** Starts the random numbers anew from `seed`, an integer from 0 to 2^53. */
export function manualSeed(seed: number): void {
  defaultGenerator.seed(seed);
}
