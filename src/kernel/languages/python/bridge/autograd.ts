import * as engine from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

/** A function of Python's that takes and gives handles; kept until the process ends or the interpreter is replaced. */
type PythonCallback = ((...handles: number[]) => number | undefined) & { copy(): PythonCallback };

/** Gradients, as far as Python steers them. */
export function autogradFunctions({ handles, toPython }: Bridge): Extras {
  const get = (handle: number): engine.Tensor => handles.get(handle);
  const optional = (handle: number | undefined): engine.Tensor | undefined =>
    handle === undefined ? undefined : get(handle);
  const removals: (() => void)[] = [];
  return {
    isGradEnabled: () => engine.isGradEnabled(),
    setGradEnabled: (enabled: boolean) => {
      engine.setGradEnabled(enabled);
    },
    backward: (x: number, gradient: number | undefined, retainGraph: boolean, createGraph: boolean) => {
      get(x).backward({ gradient: optional(gradient), retainGraph, createGraph });
    },
    gradients: (
      outputs: { toJs(): number[] },
      inputs: { toJs(): number[] },
      gradOutputs: { toJs(): number[] } | undefined,
      retainGraph: boolean,
      createGraph: boolean,
      allowUnused: boolean,
    ) => {
      const starts = gradOutputs?.toJs().map(get);
      const found = engine.grad(outputs.toJs().map(get), inputs.toJs().map(get), {
        ...(starts === undefined ? {} : { gradOutputs: starts }),
        retainGraph,
        createGraph,
        allowUnused,
      });
      return toPython(found);
    },
    retainGrad: (x: number) => {
      get(x).retainGrad();
    },
    registerHook: (x: number, callback: PythonCallback) => {
      const hook = callback.copy();
      const remove = get(x).registerHook((gradient) => optional(hook(handles.put(gradient))));
      return removals.push(remove) - 1;
    },
    removeHook: (id: number) => {
      removals[id]?.();
    },
    /**
     * Gives `output` the history of a function of Python's: `callback` takes the gradient's handle and the number of an
     * input, and returns the handle of that input's gradient, or None.
     */
    recordFunction: (name: string, output: number, inputs: { toJs(): number[] }, callback: PythonCallback) => {
      const backward = callback.copy();
      const result = get(output);
      const tensors = inputs.toJs().map(get);
      const define = engine.defineFunction<engine.Tensor[]>({
        name,
        forward: () => result.detach(),
        backward: (gradient, _, ...args) =>
          args.map((_input, index) => optional(backward(handles.put(gradient), index))),
      });
      return handles.put(define(...tensors));
    },
  };
}
