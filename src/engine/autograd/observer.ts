import { Observers } from '../observers.ts';
import type { Tensor } from '../tensor.ts';

/** A tensor and its gradient. */
export type TensorGradient = readonly [tensor: Tensor, gradient: Tensor];

/** Observers of the backward passes that compute gradients: those from `output` to leaves, or to the tensors asked for. */
export const gradientObservers = new Observers<[output: Tensor, gradients: readonly TensorGradient[]]>();

/**
 * Calls `observer` after every backward pass with where it began and the gradients that it arrived at: of `backward()`, what
 * the leaves have gathered so far. Returns a function that ends this.
 */
export const observeGradients = gradientObservers.add;
