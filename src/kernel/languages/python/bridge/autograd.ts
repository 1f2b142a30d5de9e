import * as engine from '../../../../engine/index.ts';
import { AnomalyDetection, nextOperation } from './anomalies.ts';
import type { Bridge, Extras } from './bridge.ts';

/** A function of Python's that takes and gives handles; a copy is kept until it is destroyed. */
type PythonCallback = ((...handles: number[]) => number | undefined) & { copy(): PythonCallback; destroy(): void };

type Explain = ((name: string, sequence: number) => void) & { copy(): Explain };

/** Gradients, as far as Python steers them. */
export function autogradFunctions({ handles, kept, toPython }: Bridge): Extras {
  const get = (handle: number): engine.Tensor => handles.get(handle);
  const optional = (handle: number | undefined): engine.Tensor | undefined =>
    handle === undefined ? undefined : get(handle);
  let keepsGraph = false;
  let anomalies: AnomalyDetection | undefined;
  /** Runs a backward pass from `roots`, within which another may run. */
  const withGraph = <Result>(roots: readonly engine.Tensor[], keep: boolean, pass: () => Result): Result => {
    const before = keepsGraph;
    keepsGraph = keep;
    try {
      return anomalies === undefined ? pass() : anomalies.during(roots, pass);
    } finally {
      keepsGraph = before;
    }
  };
  return {
    isGradEnabled: () => engine.isGradEnabled(),
    setGradEnabled: (enabled: boolean) => {
      engine.setGradEnabled(enabled);
    },
    backward: (x: number, gradient: number | undefined, retainGraph: boolean, createGraph: boolean) => {
      const root = get(x);
      withGraph([root], retainGraph, () => {
        root.backward({ gradient: optional(gradient), retainGraph, createGraph });
      });
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
      const roots = outputs.toJs().map(get);
      const found = withGraph(roots, retainGraph, () =>
        engine.grad(roots, inputs.toJs().map(get), {
          ...(starts === undefined ? {} : { gradOutputs: starts }),
          retainGraph,
          createGraph,
          allowUnused,
        }),
      );
      return toPython(found);
    },
    /** From now on every backward pass is checked; `explain` hears of the operation that failed. */
    detectAnomalies: (checksNaN: boolean, explain: Explain) => {
      anomalies = new AnomalyDetection(checksNaN, explain.copy());
    },
    ignoreAnomalies: () => {
      anomalies = undefined;
    },
    nextOperation,
    retainGrad: (x: number) => {
      get(x).retainGrad();
    },
    registerHook: (x: number, callback: PythonCallback) => {
      const hook = callback.copy();
      const remove = get(x).registerHook((gradient) => optional(hook(handles.put(gradient))));
      return kept.put(remove);
    },
    registerPostAccumulateGradHook: (x: number, callback: PythonCallback) => {
      const hook = callback.copy();
      return kept.put(
        get(x).registerPostAccumulateGradHook(() => {
          hook();
        }),
      );
    },
    removeHook: (id: number) => {
      (kept.get(id) as () => void)();
    },
    /** The tensor under the name that PyTorch prints for the operations which computed it. */
    named: (name: string, x: number) => handles.put(engine.named(name, get(x))),
    /**
     * Gives `output` the history of a function of Python's: `callback` takes the gradient's handle and the number of an
     * input, and returns the handle of that input's gradient, or None. It is let go, and with it what it saved, by a
     * backward pass that does not keep the graph: within a running cell Python could not learn that the history is gone.
     */
    recordFunction: (name: string, output: number, inputs: { toJs(): number[] }, callback: PythonCallback) => {
      const backward = callback.copy();
      const result = get(output);
      const tensors = inputs.toJs().map(get);
      const define = engine.defineFunction<engine.Tensor[]>({
        name,
        forward: () => result.detach(),
        backward: (gradient, _, ...args) => {
          const gradients = args.map((_input, index) => optional(backward(handles.put(gradient), index)));
          if (!keepsGraph) backward.destroy();
          return gradients;
        },
      });
      return handles.put(define(...tensors));
    },
  };
}
