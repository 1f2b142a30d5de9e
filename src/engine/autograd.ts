import { add } from './arithmetic.ts';
import { onesLike } from './creation.ts';
import { RuntimeError } from './errors.ts';
import { formatShape } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

/** The gradient of a loss with respect to each input, given that with respect to the output; undefined where none is needed. */
export type Backward = (gradient: Tensor) => readonly (Tensor | undefined)[];

/** One recorded operation. Its name is the one PyTorch prints as `grad_fn`. */
export interface GradientNode {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly backward: Backward;
  /** Operations are numbered as they run, so descending numbers are a reverse topological order. */
  readonly sequence: number;
}

let recording = true;
let sequence = 0;

export function isGradEnabled(): boolean {
  return recording;
}

/**
 * Runs `body` without recording its operations, and returns what it returns. Where `body` is async, recording stays
 * off until its promise settles.
 */
export function noGrad<T>(body: () => T): T {
  const previous = recording;
  const restore = (): void => {
    recording = previous;
  };
  recording = false;
  let result: T;
  try {
    result = body();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}

/** Switches recording on, whatever was running: a program that is stopped from outside leaves {@link noGrad} unended. */
export function resetGradMode(): void {
  recording = true;
}

/** Marks `output` as computed from `inputs` by the operation `name`, if a gradient can flow to any of them. */
export function record(name: string, output: Tensor, inputs: readonly Tensor[], backward: Backward): Tensor {
  if (recording && inputs.some((input) => input.requiresGrad)) {
    output.gradientNode = { name, inputs, backward, sequence: sequence++ };
  }
  return output;
}

/**
 * Adds the gradient of `root` to `grad` of every leaf that it was computed from and that requires one
 * (https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html).
 */
function backward(root: Tensor, gradient?: Tensor): void {
  if (!root.requiresGrad) {
    throw new RuntimeError('element 0 of tensors does not require grad and does not have a grad_fn');
  }
  if (gradient === undefined && root.numel() !== 1) {
    throw new RuntimeError('grad can be implicitly created only for scalar outputs');
  }
  const seed = gradient ?? onesLike(root);
  if (formatShape(seed.shape) !== formatShape(root.shape)) {
    throw new RuntimeError(
      `Mismatch in shape: grad_output[0] has a shape of torch.Size(${formatShape(seed.shape)}) and output[0] has a shape of torch.Size(${formatShape(root.shape)}).`,
    );
  }
  const gradients = new Map<Tensor, Tensor>([[root, seed]]);
  noGrad(() => {
    for (const tensor of reverseOrder(root)) {
      const flowing = gradients.get(tensor);
      gradients.delete(tensor);
      if (flowing === undefined) continue;
      const node = tensor.gradientNode;
      if (node === undefined) {
        tensor.grad = tensor.grad === undefined ? copy(flowing) : add(tensor.grad, flowing);
        continue;
      }
      node.backward(flowing).forEach((contribution, index) => {
        const input = node.inputs[index]!;
        if (contribution === undefined || !input.requiresGrad) return;
        const sum = gradients.get(input);
        gradients.set(input, sum === undefined ? contribution : add(sum, contribution));
      });
    }
  });
}

/** A gradient of its own memory: what flows may be a view, repeated, or the caller's. */
function copy(gradient: Tensor): Tensor {
  return new Tensor(new Storage(gradient.dtype, gradient.values().slice()), gradient.shape);
}

/** Every tensor that `root` depends on and that requires a gradient: results before what they were computed from. */
function reverseOrder(root: Tensor): Tensor[] {
  const found = new Set([root]);
  for (const tensor of found) {
    for (const input of tensor.gradientNode?.inputs ?? []) if (input.requiresGrad) found.add(input);
  }
  const order = (tensor: Tensor): number => tensor.gradientNode?.sequence ?? -1;
  return [...found].sort((a, b) => order(b) - order(a));
}

declare module './tensor.ts' {
  interface Tensor {
    /**
     * Accumulates the gradient of this tensor into `grad` of the leaves it was computed from. `gradient`, of this
     * tensor's shape, is the gradient to start from; it may be left out for a single element. Throws RuntimeError
     * where this tensor does not require a gradient or has several elements and no `gradient`.
     */
    backward(gradient?: Tensor): void;
    /** The same values without the history that autograd recorded. Shares memory. */
    detach(): Tensor;
  }
}

Tensor.prototype.backward = function (gradient) {
  backward(this, gradient);
};

Tensor.prototype.detach = function () {
  return new Tensor(this.storage, this.shape, this.strides, this.offset);
};
