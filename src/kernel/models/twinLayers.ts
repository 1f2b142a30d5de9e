import { keras, nn, type Tensor } from '../../engine/index.ts';
import type { TwinSettings } from '../../experiments/index.ts';

export type KerasLayer =
  | InstanceType<typeof keras.layers.BatchNormalization>
  | InstanceType<typeof keras.layers.LayerNormalization>
  | InstanceType<typeof keras.layers.GroupNormalization>
  | InstanceType<typeof keras.layers.RMSNormalization>;

/** The same layer in both frameworks, and the other framework's with its own defaults. */
export interface Twins {
  readonly settings: TwinSettings;
  readonly torch: nn.Module;
  readonly keras: KerasLayer;
  readonly defaults: nn.Module | KerasLayer;
  /** The dimension that PyTorch has at 1 and Keras elsewhere; undefined where both have it at the same place. */
  readonly movedAxis: number | undefined;
  readonly code: string;
}

/** The arguments of a layer that may be left out, as code. */
function code(type: string, options: Readonly<Record<string, unknown>>, ...first: readonly unknown[]): string {
  const given = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const shown = [
    ...first.map((value) => JSON.stringify(value)),
    ...(given.length === 0 ? [] : [`{ ${given.join(', ')} }`]),
  ];
  return `new ${type}(${shown.join(', ')})`;
}

/** PyTorch's parameters and buffers in the order of Keras' weights. */
export function weightsOf(layer: nn.Module): Tensor[] {
  const state = layer.stateDict();
  return ['weight', 'bias', 'running_mean', 'running_var'].flatMap((name) => state.get(name) ?? []);
}

/** PyTorch's tensors as fields of our modules. */
const FIELDS: Readonly<Record<string, string>> = {
  weight: 'weight',
  bias: 'bias',
  running_mean: 'runningMean',
  running_var: 'runningVar',
};

/** What PyTorch calls the weights of Keras' layers. */
const TO_TORCH: Readonly<Record<string, string>> = {
  gamma: 'weight',
  scale: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** Keras' weights under PyTorch's names. */
function stateOf(layer: KerasLayer): Map<string, Tensor> {
  return new Map(layer.weights.map(({ name, tensor }) => [TO_TORCH[name] ?? name, tensor]));
}

const BATCH_NORMS = { 2: 'BatchNorm1d', 3: 'BatchNorm1d', 4: 'BatchNorm2d', 5: 'BatchNorm3d' } as const;

/** What torch and Keras call the same, and how to make both. */
interface Recipe {
  readonly settings: TwinSettings;
  /** For the converted layer, and for one that leaves out what it can. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly least: Readonly<Record<string, unknown>>;
}

function axesText(rank: number): number | number[] {
  const axes = Array.from({ length: rank }, (_, index) => index - rank);
  return rank === 1 ? -1 : axes;
}

function refuse(layer: unknown, reason: string): never {
  throw new TypeError(`twin: ${String(layer)} ${reason}`);
}

/** The layer that Keras has for one of PyTorch's. */
function recipeForKeras(layer: nn.Module): Recipe & { readonly type: keyof typeof keras.layers } {
  const affine = (names: nn.Module): { scale: boolean; center: boolean } => ({
    scale: names.stateDict().has('weight'),
    center: names.stateDict().has('bias'),
  });
  if (layer instanceof nn.BatchNorm1d || layer instanceof nn.BatchNorm2d || layer instanceof nn.BatchNorm3d) {
    const { eps, momentum } = layer;
    if (!layer.trackRunningStats) refuse(layer, 'keeps no running statistics; Keras’ batch normalization always does');
    if (momentum === null)
      refuse(layer, 'averages all batches alike (momentum null), which Keras’ momentum cannot say');
    const options = { axis: 1, momentum: Number((1 - momentum).toPrecision(12)), epsilon: eps, ...affine(layer) };
    const settings = { layer: 'batch', from: 'torch', eps, momentum, kerasAxis: '1', torchAxis: '1' } as const;
    return { type: 'BatchNormalization', settings, options, least: { axis: 1 } };
  }
  if (layer instanceof nn.LayerNorm || layer instanceof nn.RMSNorm) {
    const axis = axesText(layer.normalizedShape.length);
    const kind = layer instanceof nn.LayerNorm ? 'layer' : 'rms';
    const eps = layer.eps ?? 2 ** -23;
    const settings = {
      layer: kind,
      from: 'torch',
      eps,
      kerasAxis: JSON.stringify(axis),
      torchAxis: JSON.stringify(axis),
    } as const;
    const parameters = kind === 'layer' ? affine(layer) : {};
    const type = kind === 'layer' ? 'LayerNormalization' : 'RMSNormalization';
    return { type, settings, options: { axis, epsilon: eps, ...parameters }, least: { axis } };
  }
  const isInstance =
    layer instanceof nn.InstanceNorm1d || layer instanceof nn.InstanceNorm2d || layer instanceof nn.InstanceNorm3d;
  if (isInstance && layer.trackRunningStats)
    refuse(layer, 'tracks running statistics, which no layer of Keras does for instances');
  if (isInstance || layer instanceof nn.GroupNorm) {
    const groups = isInstance ? -1 : layer.numGroups;
    const settings = {
      layer: isInstance ? 'instance' : 'group',
      from: 'torch',
      eps: layer.eps,
      kerasAxis: '1',
      torchAxis: '1',
    } as const;
    const options = { groups, axis: 1, epsilon: layer.eps, ...affine(layer) };
    return { type: 'GroupNormalization', settings, options, least: { groups, axis: 1 } };
  }
  if (layer instanceof nn.LocalResponseNorm) {
    refuse(
      layer,
      'is no layer in Keras; tf.nn.local_response_normalization takes depth_radius (size − 1) / 2, bias k and alpha / size',
    );
  }
  return refuse(
    layer,
    'has no twin in Keras; there are those of BatchNorm1d–3d, LayerNorm, GroupNorm, InstanceNorm1d–3d and RMSNorm',
  );
}

function makeKeras(type: string, options: Readonly<Record<string, unknown>>): KerasLayer {
  return new (keras.layers as unknown as Record<string, new (options: object) => KerasLayer>)[type]!(options);
}

function makeTorch(type: string, first: readonly unknown[], options: Readonly<Record<string, unknown>>): nn.Module {
  return new (nn as unknown as Record<string, new (...given: unknown[]) => nn.Module>)[type]!(...first, options);
}

/** The twin of a module. `shape`: of the input. */
export function twinsOfTorch(layer: nn.Module, shape: readonly number[]): Twins {
  const { type, settings, options, least } = recipeForKeras(layer);
  const [made, defaults] = [makeKeras(type, options), makeKeras(type, least)];
  for (const each of [made, defaults]) each.build(shape);
  const weights = weightsOf(layer);
  if (made.weights.length === weights.length) made.setWeights(weights);
  const names = [...layer.stateDict().keys()].flatMap((name) => FIELDS[name] ?? []);
  const copies = names.length === 0 ? '' : `\nnorm.setWeights([${names.map((name) => `layer.${name}`).join(', ')}]);`;
  const text = `const norm = ${code(`keras.layers.${type}`, options)};\nnorm.build(x.shape);${copies}`;
  return { settings, torch: layer, keras: made, defaults, movedAxis: undefined, code: text };
}

/** The dimensions `axis` names, from the front. */
function dimensionsOf(axis: number | readonly number[], rank: number): number[] {
  return [axis]
    .flat()
    .map((each) => (each + rank) % rank)
    .sort((a, b) => a - b);
}

/** The twin of a Keras layer, whose weights are there. */
export function twinsOfKeras(layer: KerasLayer, shape: readonly number[]): Twins {
  const { epsilon: eps } = layer;
  const axes = dimensionsOf(layer.axis, shape.length);
  const sizes = axes.map((axis) => shape[axis]!);
  const isTrailing = axes.every((axis, index) => axis === shape.length - axes.length + index);
  const state = stateOf(layer);
  const [hasWeight, hasBias] = [state.has('weight'), state.has('bias')];
  const base = { from: 'keras', eps, kerasAxis: JSON.stringify(layer.axis) } as const;
  const made = (
    type: string,
    first: readonly unknown[],
    own: Readonly<Record<string, unknown>>,
    settings: TwinSettings,
  ): Twins => {
    const isByChannel = settings.layer === 'batch' || settings.layer === 'group';
    const [torch, defaults] = [makeTorch(type, first, { eps, ...own }), makeTorch(type, first, {})];
    torch.loadStateDict(state, { strict: false });
    const movedAxis = isByChannel && axes[0] !== 1 ? axes[0] : undefined;
    const moved =
      movedAxis === undefined
        ? ''
        : `\n// Channels lie at dimension 1: norm.call(x.movedim(${movedAxis}, 1)).movedim(1, ${movedAxis})`;
    const names = layer.weights.map(({ name }) => name);
    const entries = names.map((name, index) => `['${TO_TORCH[name]}', layer.weights[${index}].tensor]`);
    const text = `const norm = ${code(`nn.${type}`, { eps, ...own }, ...first)};\nnorm.loadStateDict(new Map([${entries.join(', ')}]), { strict: false });${moved}`;
    return { settings, torch, keras: layer, defaults, movedAxis, code: text };
  };
  if (layer instanceof keras.layers.BatchNormalization) {
    const type = BATCH_NORMS[shape.length as keyof typeof BATCH_NORMS] as string | undefined;
    if (axes.length !== 1 || type === undefined || layer.renorm)
      refuse(layer, `on inputs of rank ${shape.length} has no twin in PyTorch`);
    const momentum = Number((1 - layer.momentum).toPrecision(12));
    const own = { momentum, affine: hasWeight || hasBias, bias: hasBias };
    return made(type, sizes, own, { ...base, layer: 'batch', momentum, torchAxis: '1' });
  }
  if (layer instanceof keras.layers.GroupNormalization) {
    const groups = layer.groups === -1 ? sizes[0]! : layer.groups;
    return made(
      'GroupNorm',
      [groups, sizes[0]!],
      { affine: hasWeight || hasBias, bias: hasBias },
      { ...base, layer: 'group', torchAxis: '1' },
    );
  }
  if (!isTrailing) refuse(layer, 'normalizes dimensions that are not the last ones, which PyTorch’s layers cannot');
  const axis = JSON.stringify(axesText(axes.length));
  if (layer instanceof keras.layers.RMSNormalization)
    return made('RMSNorm', [sizes], {}, { ...base, layer: 'rms', torchAxis: axis });
  if (layer.rmsScaling)
    refuse(layer, 'scales by the root mean square alone, which PyTorch’s LayerNorm cannot: take RMSNormalization');
  return made(
    'LayerNorm',
    [sizes],
    { elementwiseAffine: hasWeight || hasBias, bias: hasBias },
    { ...base, layer: 'layer', torchAxis: axis },
  );
}
