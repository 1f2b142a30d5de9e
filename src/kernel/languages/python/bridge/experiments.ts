import type { Tensor } from '../../../../engine/index.ts';
import {
  compareBatchSizesOf,
  compareLayers,
  covariateShiftOf,
  keepingTensors,
  lossAlongGradientOf,
  type Mode,
  type Subject,
  withOwnRandomNumbers,
} from '../../../../experiments/index.ts';
import type { Experiment } from '../../../../protocol/experiment.ts';
import { experimentBundle } from '../../../experiments.ts';
import type { Bridge, Extras } from './bridge.ts';

/** Runs one of Python's layers; an exception comes as its class and its message, in two lines. */
type PythonLayer = (number: number, handle: number) => number | string;

/** Computes the loss of one of Python's models. */
type PythonLoss = (number: number) => number | string;

interface Named {
  readonly name: string;
  readonly text: string;
}

/** What Python tells of an experiment beside its tensors. */
interface Request {
  readonly title: string;
  readonly mode: Mode;
  readonly layers: readonly Named[];
  readonly sizes: readonly number[];
  readonly batches: number;
  readonly steps: readonly number[];
  readonly samples: number;
}

/** An exception of a layer's or a loss's, under the name that it has in Python. */
function exceptionOf(text: string): Error {
  const [name = '', ...message] = text.split('\n');
  return Object.assign(new Error(message.join('\n')), { name });
}

/** What Python made, which it gave up; throws the exception that came in its place. */
export function taken({ handles }: Pick<Bridge, 'handles'>, made: number | string): Tensor {
  if (typeof made === 'string') throw exceptionOf(made);
  const tensor = handles.get(made);
  handles.release([made]);
  return tensor;
}

/** The experiments of TypeScript cells on what Python has; each gives its representations as JSON. */
export function experimentFunctions(bridge: Bridge): Extras {
  const { handles } = bridge;
  const requestOf = (json: string): Request => JSON.parse(json) as Request;
  const bundle = (experiment: Experiment): string => JSON.stringify(experimentBundle(experiment));
  const tensorsOf = (list: readonly number[]): Tensor[] => list.map((handle) => handles.get(handle));
  const subjectsOf = ({ layers }: Request, run: PythonLayer): Subject[] =>
    layers.map(({ name, text }, number) => ({ name, text, run: (x) => taken(bridge, run(number, handles.put(x))) }));
  const unchanged = <Result>(kept: readonly number[], body: () => Result): Result =>
    keepingTensors(tensorsOf(kept), () => withOwnRandomNumbers(body));
  return {
    experimentCompare: (json: string, x: number, kept: readonly number[], run: PythonLayer) => {
      const request = requestOf(json);
      return bundle(unchanged(kept, () => compareLayers(subjectsOf(request, run), handles.get(x), request)));
    },
    experimentBatchSizes: (json: string, x: number, kept: readonly number[], run: PythonLayer) => {
      const request = requestOf(json);
      return bundle(unchanged(kept, () => compareBatchSizesOf(subjectsOf(request, run), handles.get(x), request)));
    },
    /** `parameters`: of each model. */
    experimentGradient: (json: string, parameters: readonly number[][], kept: readonly number[], loss: PythonLoss) => {
      const request = requestOf(json);
      const learned = parameters.map((each) => each.map((handle) => handles.get(handle)));
      const subjects = request.layers.map(({ name }, number) => ({
        name,
        parameters: learned[number]!,
        loss: () => taken(bridge, loss(number)),
      }));
      return bundle(unchanged(kept, () => lossAlongGradientOf(subjects, request)));
    },
    /** `inputs` gives the handle of each layer's input on the probe, or None; `step` trains. */
    experimentShift: (
      json: string,
      kept: () => readonly number[],
      inputs: () => readonly (number | null | undefined)[],
      step: (number: number) => void,
    ) => {
      const { layers, steps, samples, title } = requestOf(json);
      const measured = (): (Tensor | undefined)[] =>
        unchanged(kept(), () => inputs().map((handle) => (handle == null ? undefined : taken(bridge, handle))));
      return bundle(covariateShiftOf({ layers, inputs: measured }, { steps: steps.length, step, samples, title }));
    },
  };
}
