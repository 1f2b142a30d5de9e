import { keras, nn, Tensor } from '../../engine/index.ts';
import { checkSteps, compareTwins, keeping, titleOf, type TwinRunner } from '../../experiments/index.ts';
import type { Twin } from '../../protocol/layerPairs.ts';
import { shown } from '../experiments.ts';
import { type KerasLayer, type Twins, twinsOfKeras, twinsOfTorch } from './twinLayers.ts';

export interface TwinCallOptions {
  /** How many steps of training on `x` precede the evaluation. Default: 100. */
  readonly steps?: number;
  readonly title?: string;
}

/** What {@link twin} found. */
export interface TwinResult extends Twin {
  /** The layer in both frameworks: the given one, and one of the same arguments and weights. */
  readonly torch: nn.Module;
  readonly keras: KerasLayer;
}

const KERAS = [
  keras.layers.BatchNormalization,
  keras.layers.LayerNormalization,
  keras.layers.GroupNormalization,
  keras.layers.RMSNormalization,
] as const;

function isKeras(layer: unknown): layer is KerasLayer {
  return KERAS.some((type) => layer instanceof type);
}

function runnerOf(layer: nn.Module | KerasLayer, x: Tensor, movedAxis: number | undefined): TwinRunner {
  if (!(layer instanceof nn.Module)) {
    return {
      run: (training) => layer.call(x, { training }),
      statistics: () =>
        'movingMean' in layer ? { mean: layer.movingMean, variance: layer.movingVariance } : undefined,
    };
  }
  const input = movedAxis === undefined ? x : x.movedim(movedAxis, 1);
  return {
    run: (training) => {
      layer.train(training);
      const output = layer.call(input);
      return movedAxis === undefined ? output : output.movedim(1, movedAxis);
    },
    statistics: () => {
      const state = layer.stateDict();
      const [mean, variance] = [state.get('running_mean'), state.get('running_var')];
      return mean && variance && { mean, variance };
    },
  };
}

/**
 * The same layer in the other framework, and what differs: `layer` is a module (BatchNorm1d–3d, LayerNorm, GroupNorm,
 * InstanceNorm1d–3d, RMSNorm) or a layer of Keras (BatchNormalization, LayerNormalization, GroupNormalization,
 * RMSNormalization). Arguments are converted (momentum is 1 − momentum, eps is given, for the defaults differ) and weights are
 * copied; the result has the layer in both frameworks as `torch` and `keras`, and `code` that makes the new one.
 *
 * Both, and the other framework's layer with its own defaults, then run `steps` times on `x` in training mode and once in
 * evaluation mode, as copies. What is left after the conversion is the running variance: PyTorch divides by N − 1, Keras by N.
 * `layer` is left as it was. Throws TypeError for a layer that has no twin, with the reason.
 *
 * @example twin(new nn.BatchNorm2d(8), randn([16, 8, 4, 4])).converted
 */
export function twin(layer: nn.Module | KerasLayer, x: Tensor, options: TwinCallOptions = {}): TwinResult {
  const { steps = 100, title = '' } = options;
  if (!(x instanceof Tensor)) throw new TypeError(`twin takes a tensor as its data, but got ${typeof x}`);
  checkSteps(steps);
  let twins: Twins;
  if (layer instanceof nn.Module) twins = twinsOfTorch(layer, x.shape);
  else if (isKeras(layer)) {
    layer.build(x.shape);
    twins = twinsOfKeras(layer, x.shape);
  } else {
    throw new TypeError('twin takes a normalization layer of nn or of keras.layers as its first argument');
  }
  const { settings, movedAxis, code } = twins;
  const other = settings.from === 'torch' ? twins.keras : twins.torch;
  const result = keeping([layer, other], () =>
    compareTwins(
      {
        given: runnerOf(layer, x, movedAxis),
        twin: runnerOf(other, x, movedAxis),
        defaults: runnerOf(twins.defaults, x, movedAxis),
      },
      {
        settings,
        layers: { torch: titleOf(String(twins.torch)), keras: twins.keras.constructor.name },
        code,
        shape: x.shape,
        steps,
        title,
      },
    ),
  );
  // Not among what is shown and saved.
  return shown(
    Object.defineProperties(result, { torch: { value: twins.torch }, keras: { value: twins.keras } }) as TwinResult,
  );
}
