import {
  compareModesOf,
  diagnoseModel,
  type DiagnosisSubject,
  firstNonFiniteOf,
  keepingTensors,
  type Mode,
  type ModelLayer,
  withOwnRandomNumbers,
} from '../../../../experiments/index.ts';
import type { LayerLinks } from '../../../../protocol/diagnosis.ts';
import { experimentBundle } from '../../../experiments.ts';
import type { Findings } from '../../../findings/findings.ts';
import { linksOf } from '../../../models/layerLinks.ts';
import { differentiable } from '../../../models/modelSubject.ts';
import type { Bridge, Extras } from './bridge.ts';
import { taken } from './experiments.ts';

/** What Python tells of a model: its layers with the handles of what they learn. */
interface Request {
  readonly title: string;
  readonly layers: readonly {
    readonly path: string;
    readonly text: string;
    readonly units: ModelLayer['units'] | null;
    readonly batches: number | null;
    readonly parameters: readonly number[];
    /** The cell and the line that made it. */
    readonly place: readonly [executionCount: number, line: number] | null;
    /** The number by which the engine knows it. */
    readonly number: number | null;
  }[];
}

/** Runs the model on a handle; `see` is to be told the number of each layer and its output's handle. */
type PythonModel = (mode: Mode, handle: number, see: (layer: number, output: number) => void) => number | string;

/** Computes the loss of an output of which it gets a handle. */
type PythonLoss = (output: number) => number | string;

/** Looks at models of Python's as TypeScript cells look at theirs; results pass as JSON. */
export function diagnosisFunctions(bridge: Bridge, findings: Findings): Extras {
  const { handles, kept: layersKept } = bridge;
  const linksOfLayer = ({ place, number }: Request['layers'][number]): LayerLinks => {
    const links = number === null ? {} : linksOf(layersKept.get(number));
    return place === null ? links : { ...links, place: findings.lineAt({ executionCount: place[0], line: place[1] }) };
  };
  /** Runs `body` on a model that is left as it was. `kept`: the handles of what running it may change. */
  const withModel = (
    json: string,
    x: number,
    kept: readonly number[],
    run: PythonModel,
    loss: PythonLoss | null | undefined,
    body: (subject: DiagnosisSubject) => unknown,
  ): string => {
    const { title, layers } = JSON.parse(json) as Request;
    const known = layers.map((layer): ModelLayer => ({
      path: layer.path,
      text: layer.text,
      units: layer.units ?? undefined,
      batches: layer.batches ?? undefined,
      parameters: layer.parameters.map((handle) => handles.get(handle)),
      links: linksOfLayer(layer),
    }));
    const batch = handles.get(x);
    const result = keepingTensors(
      kept.map((handle) => handles.get(handle)),
      () =>
        withOwnRandomNumbers(() => {
          const learns = known.some(({ parameters }) => parameters.some(({ requiresGrad }) => requiresGrad));
          const input = learns ? batch : differentiable(batch);
          return body({
            title,
            batch,
            sources: !learns && input.requiresGrad ? [input] : [],
            loss: loss ? (output) => taken(bridge, loss(handles.put(output))) : undefined,
            run: (mode, see) =>
              taken(
                bridge,
                run(mode, handles.put(input), (layer, output) => {
                  see(known[layer]!, handles.get(output));
                }),
              ),
          });
        }),
    );
    return JSON.stringify(result ?? null);
  };
  type Given = readonly [json: string, x: number, kept: readonly number[], run: PythonModel, loss?: PythonLoss | null];
  return {
    diagnoseModel: (...[json, x, kept, run, loss]: Given) =>
      withModel(json, x, kept, run, loss, (subject) => experimentBundle(diagnoseModel(subject))),
    diagnoseModes: (...[json, x, kept, run]: Given) =>
      withModel(json, x, kept, run, undefined, (subject) => experimentBundle(compareModesOf(subject))),
    diagnoseNonFinite: (...[json, x, kept, run, loss]: Given) => withModel(json, x, kept, run, loss, firstNonFiniteOf),
  };
}
