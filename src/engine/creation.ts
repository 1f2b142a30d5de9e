import { DEFAULT_DTYPE, type DType } from './dtype.ts';
import { RuntimeError, ValueError } from './errors.ts';
import { defaultGenerator } from './random/generator.ts';
import { contiguousStrides, type Shape } from './shape.ts';
import { Storage } from './storage.ts';
import { type NestedNumbers, Tensor } from './tensor.ts';

export interface TensorOptions {
  /** Default: `float32`. */
  readonly dtype?: DType;
  /** Default: false. */
  readonly requiresGrad?: boolean;
}

function create(shape: Shape, options: TensorOptions, fill?: (data: Storage['data']) => void): Tensor {
  const storage = Storage.allocate(options.dtype ?? DEFAULT_DTYPE, shape);
  fill?.(storage.data);
  return new Tensor(storage, [...shape]).requiresGrad_(options.requiresGrad ?? false);
}

type DeepNumbers = NestedNumbers | ArrayLike<number> | readonly DeepNumbers[];

function isSequence(value: DeepNumbers): value is ArrayLike<number> {
  return typeof value === 'object' && 'length' in value;
}

function shapeOf(data: DeepNumbers): number[] {
  return isSequence(data) ? [data.length, ...(data.length > 0 ? shapeOf(data[0]!) : [])] : [];
}

/**
 * A tensor that holds a copy of `data`: a number, (nested) arrays of numbers, or a typed array.
 * Throws ValueError where rows differ in length, TypeError where something is not a number.
 */
export function tensor(data: DeepNumbers, options: TensorOptions = {}): Tensor {
  const shape = shapeOf(data);
  const strides = contiguousStrides(shape);
  return create(shape, options, (target) => {
    const copy = (value: DeepNumbers, dim: number, offset: number): void => {
      if (dim === shape.length) {
        if (typeof value !== 'number') throw new TypeError(`must be a number, not ${describe(value)}`);
        target[offset] = options.dtype === 'bool' ? Number(value !== 0) : value;
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
  return create(shape, options);
}

/** A tensor of `shape` filled with 1. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 1, options);
}

/** A tensor of `shape` filled with `value`. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  return create(shape, options, (data) => data.fill(value));
}

/** Zeros of the shape and dtype of `like`. */
export function zerosLike(like: Tensor): Tensor {
  return zeros(like.shape, { dtype: like.dtype });
}

/** Ones of the shape and dtype of `like`. */
export function onesLike(like: Tensor): Tensor {
  return ones(like.shape, { dtype: like.dtype });
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

/** Standard normal numbers: the ones PyTorch draws after the same {@link manualSeed}. */
export function randn(shape: Shape, options: TensorOptions = {}): Tensor {
  return create(shape, options, (data) => {
    defaultGenerator.fillNormal(data);
  });
}

/** Uniform numbers in [0, 1): the ones PyTorch draws after the same {@link manualSeed}. */
export function rand(shape: Shape, options: TensorOptions = {}): Tensor {
  return create(shape, options, (data) => {
    defaultGenerator.fillUniform(data);
  });
}

/** Starts the random numbers anew from `seed`, an integer from 0 to 2^53. */
export function manualSeed(seed: number): void {
  defaultGenerator.seed(seed);
}
