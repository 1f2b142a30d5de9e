import { RuntimeError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { isGradEnabled } from './mode.ts';

/**
 * The gradient of a loss with respect to each input, given that with respect to the output; undefined where none is
 * needed.
 */
export type Backward = (gradient: Tensor) => readonly (Tensor | undefined)[];

/**
 * Sees a backward pass go through an operation: the gradient that arrived and what {@link Backward} made of it, for each
 * input. To be used within the call, or held, for the pass gives their memory back afterwards.
 */
export type BackwardWatcher = (gradient: Tensor, contributions: readonly (Tensor | undefined)[]) => void;

/** Sees a gradient on its way; may return another to take its place. */
export type GradientHook = (gradient: Tensor) => Tensor | undefined;

/** A tensor that a backward pass will read, and the version of its memory that it must still have. */
interface SavedTensor {
  readonly tensor: Tensor;
  readonly version: number;
  /** The operation that computed it, for the message. */
  readonly source: string | undefined;
}

/** One recorded operation, or the place where a leaf's gradients are summed. */
export interface GradientNode {
  /** The name that PyTorch prints as `grad_fn`. */
  readonly name: string;
  /** Where the gradients of the inputs flow on to; undefined for an input that requires none. */
  readonly next: readonly (GradientNode | undefined)[];
  /** Operations are numbered as they run, so descending numbers are a reverse topological order; leaves have -1. */
  readonly sequence: number;
  /** Undefined where nobody watches. */
  hooks: Set<GradientHook> | undefined;
  /** Undefined where nobody watches. */
  watcher: BackwardWatcher | undefined;
  /** Called when the leaf's `grad` has been summed. Undefined where nobody watches. */
  accumulated?: Set<() => void>;
  /** The leaf whose `grad` is summed here. */
  readonly leaf?: Tensor;
  saved: readonly SavedTensor[];
  /** Whether {@link backward} makes tensors that nothing else refers to: a leaf may then keep its gradient as it is. */
  makesNew: boolean;
  /** Undefined once the graph was freed. */
  backward: Backward | undefined;
}

let sequence = 0;

/** Records `backward` as the way of gradients through the operation `name`, from its output to `next`. */
export function createNode(
  name: string,
  next: readonly (GradientNode | undefined)[],
  backward: Backward,
): GradientNode {
  return {
    name,
    next,
    sequence: sequence++,
    hooks: undefined,
    watcher: undefined,
    saved: [],
    makesNew: false,
    backward,
  };
}

/** Calls `watcher` whenever a backward pass goes through the operation of `node`, after other watchers. */
export function watchBackward(node: GradientNode, watcher: BackwardWatcher): void {
  const previous = node.watcher;
  node.watcher =
    previous === undefined
      ? watcher
      : (gradient, contributions) => {
          previous(gradient, contributions);
          watcher(gradient, contributions);
        };
}

function savedTensor(tensor: Tensor): SavedTensor {
  return { tensor, version: tensor.storage.version, source: tensor.gradientNode?.name };
}

/**
 * Marks `output` as computed from `inputs` by the operation `name`, if a gradient can flow to any of them.
 *
 * `saved` are the tensors whose values `backward` will read: changing them in place before then is an error, and so is
 * a second backward pass after the first freed them.
 */
export function record(
  name: string,
  output: Tensor,
  inputs: readonly Tensor[],
  backward: Backward,
  saved: readonly Tensor[] = [],
): Tensor {
  if (!isGradEnabled() || !inputs.some((input) => input.requiresGrad)) return output;
  const node = createNode(
    name,
    inputs.map((input) => input.edge),
    backward,
  );
  output.gradientNode = node;
  // Only now, for `output` may be among the saved and is named after its own operation.
  node.saved = saved.map(savedTensor);
  return output;
}

/** Gives a result of several operations the name that PyTorch prints for all of them. */
export function named(name: string, result: Tensor): Tensor {
  return record(name, result.detach(), [result], (gradient) => [gradient]);
}

/** {@link record} for operations whose gradients are new tensors, not the incoming one, parts of it or saved ones. */
export function recordMakingNew(
  name: string,
  output: Tensor,
  inputs: readonly Tensor[],
  backward: Backward,
  saved: readonly Tensor[] = [],
): Tensor {
  const result = record(name, output, inputs, backward, saved);
  if (result.gradientNode !== undefined) result.gradientNode.makesNew = true;
  return result;
}

const accumulators = new WeakMap<Tensor, GradientNode>();

/** The node in which the gradients of a leaf are summed. */
export function accumulatorOf(leaf: Tensor): GradientNode {
  const existing = accumulators.get(leaf);
  if (existing !== undefined) return existing;
  const node: GradientNode = {
    name: 'AccumulateGrad',
    next: [],
    sequence: -1,
    hooks: undefined,
    watcher: undefined,
    leaf,
    saved: [],
    makesNew: false,
    backward: undefined,
  };
  accumulators.set(leaf, node);
  return node;
}

/** Throws RuntimeError, in PyTorch's words, where a saved tensor was changed since. */
export function checkSaved(node: GradientNode): void {
  for (const { tensor, version, source } of node.saved) {
    if (tensor.storage.version === version) continue;
    const origin = source === undefined ? '' : `, which is output 0 of ${source.replace(/Backward\d*$/, '')},`;
    throw new RuntimeError(
      `one of the variables needed for gradient computation has been modified by an inplace operation: [${tensor.typeName()} ${formatShape(tensor.shape)}]${origin} is at version ${tensor.storage.version}; expected version ${version} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).`,
    );
  }
}
