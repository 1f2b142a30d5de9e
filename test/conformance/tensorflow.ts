import { keras, tf, Tensor } from '../../src/engine/index.ts';
import { type Arguments, bind, type CallArguments, resolveArguments, signature } from './arguments.ts';
import { type Recorded, Unknown } from './compare.ts';
import { runLayer } from './keras.ts';
import { differentiate, isFloatingTensor, type Kinds } from './kinds.ts';

interface KnownFunction {
  readonly arguments: string;
  readonly compute: (x: Tensor, args: CallArguments) => Tensor | readonly Tensor[];
}

/** The functions of TensorFlow that we have, by their full names. */
const FUNCTIONS: Readonly<Record<string, KnownFunction>> = {
  'tf.nn.batch_normalization': {
    arguments: '| mean variance offset scale variance_epsilon',
    compute: (x, { options }) =>
      tf.nn.batchNormalization(x, options as unknown as Parameters<typeof tf.nn.batchNormalization>[1]),
  },
  'tf.compat.v1.nn.fused_batch_norm': {
    arguments: '| scale offset mean variance epsilon data_format is_training exponential_avg_factor',
    compute: (x, { options }) =>
      tf.compat.v1.nn.fusedBatchNorm(x, options as unknown as Parameters<typeof tf.nn.fusedBatchNorm>[1]),
  },
  'tf.nn.moments': {
    arguments: 'axes | keepdims',
    compute: (x, { positional, options }) => tf.nn.moments(x, positional[0] as number[], options),
  },
  'tf.nn.l2_normalize': {
    arguments: 'axis | epsilon',
    compute: (x, { positional, options }) =>
      tf.nn.l2Normalize(x, (positional[0] as number | null | undefined) ?? null, options),
  },
  'tf.nn.local_response_normalization': {
    arguments: '| depth_radius bias alpha beta',
    compute: (x, { options }) => tf.nn.localResponseNormalization(x, options),
  },
  'tf.image.per_image_standardization': {
    arguments: '',
    compute: (x) => tf.image.perImageStandardization(x),
  },
};

const ALIASES: Readonly<Record<string, string>> = {
  'tf.math.l2_normalize': 'tf.nn.l2_normalize',
  'tf.nn.lrn': 'tf.nn.local_response_normalization',
  'tf.nn.fused_batch_norm': 'tf.compat.v1.nn.fused_batch_norm',
};

function argumentsOf(recorded: Recorded): Arguments {
  return resolveArguments(recorded.entry.args ?? {}, (key) => recorded.tensor(key));
}

function functional(recorded: Recorded): void {
  const { entry } = recorded;
  const known = FUNCTIONS[ALIASES[entry.op!] ?? entry.op!];
  if (known === undefined) throw new Unknown(`the function ${entry.op} is not known`);
  const args = argumentsOf(recorded);
  const input = recorded.tensor(entry.inputs?.[0]);
  const named = Object.entries(args).filter((pair): pair is [string, Tensor] => isFloatingTensor(pair[1]));
  const leaves = new Map<string, Tensor>([['input', input], ...named]);
  recorded.checkComplete(['output', ...[...leaves.keys()].map((name) => `grad_${name}`)]);
  differentiate(recorded, leaves, () => {
    const result = known.compute(input, bind(entry.op!, signature(known.arguments), args));
    return result instanceof Tensor ? [result] : result;
  });
}

function layer(recorded: Recorded): void {
  const { entry } = recorded;
  if (entry.layer !== 'tf.compat.v1.layers.batch_normalization') {
    throw new Unknown(`the layer ${entry.layer} is not known`);
  }
  keras.clearSession();
  const names = '| axis momentum epsilon center scale fused name trainable renorm renorm_clipping renorm_momentum';
  const { options } = bind(entry.layer, signature(names), argumentsOf(recorded));
  const { dtype } = recorded.tensor(entry.inputs?.[0]);
  runLayer(recorded, new tf.compat.v1.layers.BatchNormalization({ dtype, ...options }));
}

export const tensorflowKinds: Kinds = { functional, layer };
