import { keras, type Tensor } from '../../src/engine/index.ts';
import { type Argument, type Arguments, bind, resolveArguments, signature } from './arguments.ts';
import { expectEqual, expectText, type Recorded, Unknown } from './compare.ts';
import { expectError, isFloatingTensor, type Kinds } from './kinds.ts';

type LayerClass = new (...args: unknown[]) => keras.layers.Layer;

/** The layers of Keras: their arguments are all options, and the class itself refuses those that Keras does not have. */
const LAYERS: Readonly<Record<string, string>> = {
  BatchNormalization: 'axis momentum epsilon center scale renorm renorm_clipping renorm_momentum',
  LayerNormalization: 'axis epsilon center scale rms_scaling',
  GroupNormalization: 'groups axis epsilon center scale',
  RMSNormalization: 'axis epsilon',
  UnitNormalization: 'axis',
  Normalization: 'axis mean variance invert',
  SpectralNormalization: 'power_iterations',
  Dense: 'units activation use_bias',
  Conv2D: 'filters kernel_size strides padding activation use_bias',
};

const COMMON = 'name trainable dtype';

function build(className: string, { layer: wrapped, ...args }: Arguments, strict: boolean): keras.layers.Layer {
  const known = LAYERS[className];
  const layerClass = (keras.layers as unknown as Record<string, LayerClass | undefined>)[className];
  if (known === undefined || layerClass === undefined) throw new Unknown(`the layer ${className} is not known`);
  const taken = `${known} ${COMMON}`.split(' ');
  const unknown = Object.fromEntries(Object.entries(args).filter(([name]) => !strict && !taken.includes(name)));
  const bound = bind(
    className,
    signature(`| ${taken.join(' ')}`),
    Object.fromEntries(Object.entries(args).filter(([name]) => !(name in unknown))),
  );
  const options = { ...bound.options, ...unknown };
  if (wrapped === undefined) return new layerClass(options);
  const { class_name: inner, config } = wrapped as { class_name: string; config: Record<string, Argument> };
  return new layerClass(build(inner, config, true), options);
}

function argumentsOf(recorded: Recorded): Arguments {
  return resolveArguments(recorded.entry.args ?? {}, (key) => recorded.tensor(key));
}

/** A layer as in a session of its own, so that automatic names start anew. */
function buildRecorded(recorded: Recorded, strict = true): keras.layers.Layer {
  keras.clearSession();
  const dtype = recorded.entry.dtype === undefined ? {} : { dtype: recorded.entry.dtype };
  return build(recorded.entry.layer!, { ...argumentsOf(recorded), ...dtype }, strict);
}

/** Puts the recorded values into the weights of a built layer, by name. */
export function loadWeights(recorded: Recorded, target: keras.layers.Layer): void {
  const named = new Map(target.weights.map(({ name, tensor }) => [name, tensor]));
  for (const [name, key] of Object.entries(recorded.entry.initial ?? {})) {
    const weight = named.get(name);
    if (weight === undefined) throw new Unknown(`the layer has no weight ${name}`);
    weight.detach().copy_(recorded.tensor(key));
  }
}

/** Runs the recorded passes of a Keras layer. */
export function runLayer(recorded: Recorded, target: keras.layers.Layer): void {
  const { entry } = recorded;
  if (entry.adapt !== undefined && target instanceof keras.layers.Normalization) {
    target.adapt(recorded.tensor(entry.adapt));
    const shaped = (statistic: Tensor | undefined, result: string): Tensor | undefined =>
      statistic?.reshape(recorded.tensor(entry.expect?.[result]?.[0]).shape);
    recorded.check('adapted_mean', 0, shaped(target.mean, 'adapted_mean'));
    recorded.check('adapted_variance', 0, shaped(target.variance, 'adapted_variance'));
  }
  target.build(recorded.tensor(entry.inputs?.[0]).shape);
  recorded.checkComplete([
    'output',
    'output_f64',
    'grad_input',
    'adapted_mean',
    'adapted_variance',
    ...target.weights.flatMap(({ name }) => [name, `grad_${name}`]),
  ]);
  loadWeights(recorded, target);
  for (let step = 0; step < (entry.steps ?? 1); step++) {
    for (const { tensor } of target.weights) tensor.grad = undefined;
    const input = recorded.tensor(entry.inputs?.[step]);
    if (isFloatingTensor(input)) input.requiresGrad_();
    const output = target.call(input, { training: (entry.step_modes?.[step] ?? entry.mode) === 'train' });
    recorded.check('output', step, output);
    recorded.check('output_f64', step, output.detach().to('float64'));
    if (entry.cotangents?.[step] !== undefined) {
      output.backward(recorded.tensor(entry.cotangents[step]));
      recorded.check('grad_input', step, input.grad);
    }
    for (const { name, tensor } of target.weights) {
      recorded.check(`grad_${name}`, step, tensor.grad);
      recorded.check(name, step, tensor);
    }
  }
}

function weights(recorded: Recorded): void {
  const { entry } = recorded;
  const target = buildRecorded(recorded);
  target.build(entry.build_shape ?? []);
  expectEqual(
    'weights',
    target.weights.map(({ name, path, tensor, trainable }) => ({
      name,
      path,
      shape: tensor.shape,
      dtype: tensor.dtype,
      trainable,
    })),
    entry.weights,
  );
  if (entry.count_params !== undefined) expectEqual('count_params', target.countParams(), entry.count_params);
  recorded.checkComplete(target.weights.map(({ name }) => name));
  for (const { name, tensor } of target.weights) recorded.check(name, 0, tensor);
}

function repr(recorded: Recorded): void {
  const target = buildRecorded(recorded);
  if (recorded.entry.build_shape !== undefined) target.build(recorded.entry.build_shape);
  expectText('repr', target.toString(), recorded.entry.repr!);
}

function error(recorded: Recorded): void {
  const { entry } = recorded;
  expectError(entry, (enter) => {
    enter('construct');
    const target = buildRecorded(recorded, false);
    if (entry.build_shape !== undefined) {
      enter('build');
      target.build(entry.build_shape);
    }
    for (const key of entry.inputs ?? []) {
      enter('call');
      target.call(recorded.tensor(key));
    }
  });
}

export const kerasKinds: Kinds = {
  layer: (recorded) => {
    runLayer(recorded, buildRecorded(recorded));
  },
  weights,
  repr,
  error,
};
