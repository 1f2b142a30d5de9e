import { Tensor } from '../tensor.ts';
import { record } from './graph.ts';
import { noGrad } from './mode.ts';

/** A differentiable function that brings its own gradient. */
export interface FunctionDefinition<Arguments extends readonly unknown[]> {
  /** What `grad_fn` prints. */
  readonly name: string;
  /** Computes the result. Nothing in it is recorded. */
  readonly forward: (...args: Arguments) => Tensor;
  /**
   * Given the gradient of the result, the result and the arguments, returns the gradient of each argument that is a
   * tensor, in order; undefined for one that has none.
   */
  readonly backward: (gradient: Tensor, result: Tensor, ...args: Arguments) => readonly (Tensor | undefined)[];
}

/**
 * A function with a gradient of its own, as a subclass of `torch.autograd.Function` is one
 * (https://docs.pytorch.org/docs/stable/autograd.html#function).
 */
export function defineFunction<Arguments extends readonly unknown[]>(
  definition: FunctionDefinition<Arguments>,
): (...args: Arguments) => Tensor {
  return (...args) => {
    const tensors = args.filter((argument) => argument instanceof Tensor);
    const computed = noGrad(() => definition.forward(...args));
    const result: Tensor = tensors.includes(computed) ? computed.detach() : computed;
    return record(
      definition.name,
      result,
      tensors,
      (gradient) => definition.backward(gradient, result, ...args),
      tensors,
    );
  };
}
