import { chosenLayers, TrainingRun } from '../../../../lens/index.ts';
import type { Watch, WatchOptions } from '../../../watches.ts';
import type { Bridge, Extras } from './bridge.ts';

/** Shows a run below the cell until that ends: see `Watches`. */
export type ShowRun = (run: TrainingRun, options: WatchOptions) => Watch;

interface PythonRun {
  readonly run: TrainingRun;
  readonly watch: Watch;
}

/** A layer of a model of Python's. */
interface PythonLayer {
  readonly path: string;
  readonly type: string;
  /** The handles of what it learns: none where it is not built yet. */
  readonly parameters: readonly number[];
}

/** Models of torch and Keras that are watched: Python tells what their layers give. */
export function watchFunctions({ handles }: Bridge, show: ShowRun): Extras {
  const runs = new Map<number, PythonRun>();
  let last = 0;
  return {
    /** Begins to watch. Returns as JSON the run's number, and which of the layers, given as JSON, are shown. */
    watchBegin: (json: string) => {
      const { layers, ...options } = JSON.parse(json) as WatchOptions & { readonly layers: readonly PythonLayer[] };
      const known = layers.map((layer, index) => ({
        ...layer,
        index,
        parameters: layer.parameters.map((handle) => handles.get(handle)),
      }));
      const chosen = chosenLayers(known);
      const run = new TrainingRun(options.name ?? 'model', chosen);
      runs.set(++last, { run, watch: show(run, options) });
      return JSON.stringify([last, chosen.map(({ index }) => index)]);
    },
    watchWants: (id: number) => runs.get(id)?.run.isWanted ?? false,
    /** A layer has given `output`; it learns `parameters`, where those are told for the first time. */
    watchOutput: (id: number, layer: number, output: number, ...parameters: number[]) => {
      const run = runs.get(id)?.run;
      run?.addParameters(
        layer,
        parameters.map((handle) => handles.get(handle)),
      );
      run?.seeOutput(layer, handles.get(output));
    },
    watchLog: (id: number, values: string) => {
      const pairs = JSON.parse(values) as readonly (readonly [string, string])[];
      // JSON has no NaN.
      runs.get(id)?.watch.log(Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)])));
    },
    /** An optimizer of Python's own has moved `parameters`. */
    watchStep: (rate: number, ...parameters: number[]) => {
      const params = parameters.map((handle) => handles.get(handle));
      for (const { run } of runs.values()) run.seeStep([{ params, lr: rate }]);
    },
    watchEnd: (id: number) => {
      runs.delete(id);
    },
  };
}
