import type { GradientNode } from './autograd.ts';
import type { DType, NumericArray } from './dtype.ts';
import { RuntimeError } from './errors.ts';
import { formatTensor } from './print.ts';
import { contiguousStrides, elementCount, isContiguous, normalizeDim, type Shape } from './shape.ts';
import { Storage } from './storage.ts';
import { forEachOffset } from './kernels/strided.ts';

export type NestedNumbers = number | NestedNumbers[];

/**
 * An n-dimensional array: a {@link Storage} seen through a shape, strides and an offset (all in elements).
 *
 * Operations live beside their gradients in the files of this folder; each adds its method to this class.
 */
export class Tensor {
  readonly storage: Storage;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  /** The gradient that {@link Tensor.backward} accumulated for a leaf that requires one. */
  grad: Tensor | undefined;
  /** The operation that computed this tensor, where gradients flow through it. */
  gradientNode: GradientNode | undefined;
  #requiresGrad = false;

  constructor(storage: Storage, shape: Shape, strides: readonly number[] = contiguousStrides(shape), offset = 0) {
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
  }

  get dtype(): DType {
    return this.storage.dtype;
  }

  get requiresGrad(): boolean {
    return this.#requiresGrad || this.gradientNode !== undefined;
  }

  /** Asks autograd to record operations on this tensor, in place. Returns the tensor. */
  requiresGrad_(requiresGrad = true): this {
    this.#requiresGrad = requiresGrad;
    return this;
  }

  /** The number of dimensions. */
  dim(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  numel(): number {
    return elementCount(this.shape);
  }

  /** The size of dimension `dim`. Throws IndexError where there is no such dimension. */
  size(dim: number): number {
    return this.shape[normalizeDim(dim, this.dim())] ?? 1;
  }

  isContiguous(): boolean {
    return isContiguous(this.shape, this.strides);
  }

  /** The elements in row-major order: a window on the storage where the tensor is contiguous, else a copy. */
  values(): NumericArray {
    const { data } = this.storage;
    if (this.isContiguous()) return data.subarray(this.offset, this.offset + this.numel());
    const copy = Storage.allocate(this.dtype, this.shape).data;
    forEachOffset(this.shape, this.strides, this.offset, (offset, index) => {
      copy[index] = data[offset]!;
    });
    return copy;
  }

  /** The one element of a tensor of any shape. Throws RuntimeError where there is not exactly one. */
  item(): number {
    if (this.numel() !== 1) {
      throw new RuntimeError(`a Tensor with ${this.numel()} elements cannot be converted to Scalar`);
    }
    return this.storage.data[this.offset]!;
  }

  /** The elements as nested arrays of numbers; a plain number for a tensor without dimensions. */
  tolist(): NestedNumbers {
    const values = this.values();
    const strides = contiguousStrides(this.shape);
    const nest = (dim: number, offset: number): NestedNumbers =>
      dim === this.dim()
        ? values[offset]!
        : Array.from({ length: this.shape[dim]! }, (_, index) => nest(dim + 1, offset + index * strides[dim]!));
    return nest(0, 0);
  }

  /** The text that PyTorch prints for this tensor. */
  toString(): string {
    return formatTensor(this);
  }
}
