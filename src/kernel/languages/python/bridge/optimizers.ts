import * as engine from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';

type AnyOptimizer = engine.optim.Optimizer<engine.optim.OptimizerOptions>;
type OptimizerClass = new (groups: object[], defaults: object) => AnyOptimizer;

/** Options of a parameter group, as Pyodide hands a dict over. */
interface PythonDict {
  toJs(options: { dict_converter: typeof Object.fromEntries }): Record<string, unknown>;
}

/** The engine's optimizers, which keep what Python's steer. */
export function optimizerFunctions({ handles, kept, toPython }: Bridge): Extras {
  const get = (id: number): AnyOptimizer => kept.get(id) as AnyOptimizer;
  const groupOf = (handleList: readonly number[], options: PythonDict): { readonly params: engine.Tensor[] } => ({
    ...options.toJs({ dict_converter: Object.fromEntries }),
    params: handleList.map((handle) => handles.get(handle)),
  });
  return {
    optimizer: (name: string, params: { toJs(): number[] }, options: PythonDict) => {
      const optimizerClass = (engine.optim as unknown as Record<string, OptimizerClass>)[name]!;
      const { params: tensors, ...defaults } = groupOf(params.toJs(), options);
      return kept.put(new optimizerClass([{ params: tensors }], defaults));
    },
    optimizerAdd: (id: number, params: { toJs(): number[] }, options: PythonDict) => {
      get(id).addParamGroup(groupOf(params.toJs(), options));
    },
    optimizerSet: (id: number, group: number, options: PythonDict) => {
      Object.assign(get(id).paramGroups[group]!, options.toJs({ dict_converter: Object.fromEntries }));
    },
    optimizerStep: (id: number) => {
      get(id).step();
    },
    /** Name and handle of every tensor that it keeps: `0.exp_avg`. */
    optimizerState: (id: number) => toPython([...get(id).stateDict()]),
    optimizerLoad: (id: number, names: { toJs(): string[] }, tensors: { toJs(): number[] }) => {
      const values = tensors.toJs();
      get(id).loadStateDict(new Map(names.toJs().map((name, index) => [name, handles.get(values[index]!)])));
    },
    zeroGrad: (...parameters: number[]) => {
      for (const parameter of parameters) handles.get(parameter).grad = undefined;
    },
  };
}
