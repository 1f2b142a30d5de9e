import type { keras } from '../../../../engine/index.ts';
import { agreement, foldParameters, silently } from '../../../../experiments/index.ts';
import type { Folding } from '../../../../protocol/layerPairs.ts';
import { experimentBundle } from '../../../experiments.ts';
import type { Bridge, Extras } from './bridge.ts';
import { taken } from './experiments.ts';

/** A layer's weight and the normalization's tensors, by their handles. */
interface Request {
  readonly weight: number;
  readonly bias: number | null;
  readonly outputDimension: number;
  readonly groups: { readonly dimension: number; readonly count: number } | null;
  readonly mean: number;
  readonly variance: number;
  readonly eps: number;
  readonly gamma: number | null;
  readonly beta: number | null;
}

type Texts = Pick<Folding, 'layers' | 'folded' | 'isRandom'>;

/** Folds layers of Python's, and runs what nobody is to see. */
export function foldingFunctions(bridge: Bridge): Extras {
  const { handles, kept, toPython } = bridge;
  const optional = (handle: number | null) => (handle === null ? undefined : handles.get(handle));
  return {
    foldParameters: (json: string) => {
      const { weight, bias, outputDimension, groups, mean, variance, eps, gamma, beta } = JSON.parse(json) as Request;
      const layer = { weight: handles.get(weight), bias: optional(bias), outputDimension, groups: groups ?? undefined };
      const norm = {
        mean: handles.get(mean),
        variance: handles.get(variance),
        eps,
        weight: optional(gamma),
        bias: optional(beta),
      };
      const folded = foldParameters(layer, norm);
      return toPython([folded.weight, folded.bias]);
    },
    /** `both` and `one` run the layers on the data of a shape, and give handles up. */
    foldingReport: (json: string, shape: readonly number[], bias: number, both: () => number, one: () => number) => {
      const [expected, actual] = silently(() => [taken(bridge, both()), taken(bridge, one())] as const);
      return JSON.stringify(
        experimentBundle({
          kind: 'folding',
          title: '',
          ...(JSON.parse(json) as Texts),
          ...agreement({ expected, actual, bias: handles.get(bias) }),
          shape: [...shape],
        }),
      );
    },
    silently: (body: () => void) => {
      silently(body);
    },
    /** The weight that moving statistics keep, of a batch normalization of Keras'. Returns the one before. */
    kerasSetMomentum: (id: number, momentum: number) => {
      const layer = kept.get(id) as InstanceType<typeof keras.layers.BatchNormalization>;
      const before = layer.momentum;
      Object.assign(layer, { momentum });
      return before;
    },
  };
}
