import { accumulatorOf, type GradientNode } from './autograd/graph.ts';
import { historyOfView } from './autograd/inPlace.ts';
import { decodeAt, dtypeTitle, type DType, isFloating, type NumericArray } from './dtype.ts';
import { elements } from './elements.ts';
import { IndexError, RuntimeError } from './errors.ts';
import { formatTensor } from './print.ts';
import { contiguousStrides, elementCount, isContiguous, normalizeDim, type Shape } from './shape.ts';
import type { Storage } from './storage.ts';

export type NestedNumbers = number | NestedNumbers[];

/**
 * An n-dimensional array: a {@link Storage} seen through a shape, strides and an offset (all in elements).
 *
 * Operations live beside their gradients in `operations/`; each file there adds its methods to this class.
 */
export class Tensor {
  storage: Storage;
  shape: Shape;
  strides: readonly number[];
  offset: number;
  /** The gradient that {@link Tensor.backward} accumulated for a leaf that requires one. */
  grad: Tensor | undefined;
  /** The tensor that this one is a view of, where a change of either reaches the other's gradient. */
  readonly base: Tensor | undefined;
  #requiresGrad = false;
  #gradientNode: GradientNode | undefined;
  /** How often an operation in place gave this tensor, or a view of it, another history. */
  historyChanges = 0;
  /** The base's {@link historyChanges} that this view's history takes into account. */
  #seenChanges = 0;

  constructor(
    storage: Storage,
    shape: Shape,
    strides: readonly number[] = contiguousStrides(shape),
    offset = 0,
    base?: Tensor,
  ) {
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.base = base;
    this.#seenChanges = base?.historyChanges ?? 0;
  }

  get dtype(): DType {
    return this.storage.dtype;
  }

  /** The operation that computed this tensor, where gradients flow through it. */
  get gradientNode(): GradientNode | undefined {
    const { base } = this;
    if (base !== undefined && base.historyChanges !== this.#seenChanges) this.gradientNode = historyOfView(this, base);
    return this.#gradientNode;
  }

  set gradientNode(node: GradientNode | undefined) {
    this.#gradientNode = node;
    this.#seenChanges = this.base?.historyChanges ?? 0;
  }

  get requiresGrad(): boolean {
    return this.#requiresGrad || this.gradientNode !== undefined;
  }

  /** Whether this tensor was not computed from others that require a gradient. */
  get isLeaf(): boolean {
    return this.gradientNode === undefined;
  }

  /** Where gradients for this tensor flow to: its operation, or for a leaf the sum in {@link grad}. */
  get edge(): GradientNode | undefined {
    return this.gradientNode ?? (this.#requiresGrad ? accumulatorOf(this) : undefined);
  }

  /**
   * Asks autograd to record operations on this tensor, in place. Returns the tensor. Throws RuntimeError for a tensor of
   * integers, or to take it back from a computed tensor.
   */
  requiresGrad_(requiresGrad = true): this {
    if (requiresGrad && !isFloating(this.dtype)) {
      throw new RuntimeError('Only Tensors of floating point and complex dtype can require gradients');
    }
    if (!requiresGrad && !this.isLeaf) {
      throw new RuntimeError(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
      );
    }
    this.#requiresGrad = requiresGrad;
    return this;
  }

  /** Shows the memory of `other` from now on, as assigning to `tensor.data` does in Python. */
  setData(other: Tensor): void {
    this.storage = other.storage;
    this.shape = other.shape;
    this.strides = other.strides;
    this.offset = other.offset;
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
    if (this.dim() === 0) throw new IndexError(`Dimension specified as ${dim} but tensor has no dimensions`);
    return this.shape[normalizeDim(dim, this.dim())]!;
  }

  isContiguous(): boolean {
    return isContiguous(this.shape, this.strides);
  }

  /** A copy of the elements in row-major order. */
  values(): NumericArray {
    return elements(this).slice();
  }

  /** The one element of a tensor of any shape. Throws RuntimeError where there is not exactly one. */
  item(): number {
    if (this.numel() !== 1) {
      throw new RuntimeError(`a Tensor with ${this.numel()} elements cannot be converted to Scalar`);
    }
    return decodeAt(this.dtype, this.storage.data, this.offset);
  }

  /** The elements as nested arrays of numbers; a plain number for a tensor without dimensions. */
  tolist(): NestedNumbers {
    const values = elements(this);
    const strides = contiguousStrides(this.shape);
    const nest = (dim: number, offset: number): NestedNumbers =>
      dim === this.dim()
        ? values[offset]!
        : Array.from({ length: this.shape[dim]! }, (_, index) => nest(dim + 1, offset + index * strides[dim]!));
    return nest(0, 0);
  }

  /**
   * Gives the tensor's memory back at once, for the next results: `using y = layer.call(x)` does it at the end of the
   * block. Without it memory comes back when garbage is collected. Views share the memory and end with it; so does
   * whatever autograd saved of it. Using the tensor afterwards throws RuntimeError.
   */
  [Symbol.dispose](): void {
    this.storage.dispose();
  }

  /** `torch.FloatTensor`: the dtype and place as PyTorch's older messages write them. */
  typeName(): string {
    return `torch.${dtypeTitle(this.dtype)}Tensor`;
  }

  /** The text that PyTorch prints for this tensor. */
  toString(): string {
    return formatTensor(this);
  }
}
