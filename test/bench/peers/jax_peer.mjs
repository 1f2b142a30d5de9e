// The forward workloads in jax-js, compiled, on its WebAssembly backend.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { data, FEATURES, IMAGES, NORMALS, product, serve } from './serve.mjs';

const require = createRequire(`${process.env.BENCH_FOLDER}package.json`);
const { blockUntilReady, defaultDevice, init, jit, numpy: np, random, tree, vjp } = require('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');

const array = (shape) => np.array(data(product(shape))).reshape(shape);
const release = (result) => tree.leaves(result).forEach((each) => each.dispose());
const finished = (compute) => async () => {
  const result = compute();
  await blockUntilReady(result);
  release(result);
};

/** x − mean and 1/√(variance + eps) over `axes`; takes x over. */
function standardize(x, axes) {
  const mean = np.mean(x.ref, axes, { keepdims: true });
  const centred = x.sub(mean.ref);
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return { centred, mean, variance };
}

const inverse = (variance) => np.reciprocal(np.sqrt(variance.add(1e-5)));

function batchNorm(x, weight, bias) {
  const { centred, mean, variance } = standardize(x, [0, 2, 3]);
  const scale = weight.reshape([1, 32, 1, 1]).mul(inverse(variance.ref));
  return { y: centred.mul(scale).add(bias.reshape([1, 32, 1, 1])), mean, variance };
}

function forward() {
  const [x, weight, bias] = [array(IMAGES), np.ones([32]), np.zeros([32])];
  const call = jit((x, weight, bias) => {
    const { y, mean, variance } = batchNorm(x, weight, bias);
    return [y, mean, variance];
  });
  return finished(() => call(x.ref, weight.ref, bias.ref));
}

function backward() {
  const [x, gradient, weight, bias] = [array(IMAGES), array(IMAGES), np.ones([32]), np.zeros([32])];
  const forwardOnly = (x, weight, bias) => {
    const { y, mean, variance } = batchNorm(x, weight, bias);
    mean.dispose();
    variance.dispose();
    return y;
  };
  const call = jit((x, weight, bias, gradient) => {
    const [y, pullBack] = vjp(forwardOnly, [x, weight, bias]);
    const gradients = pullBack(gradient);
    pullBack.dispose?.();
    return [y, gradients];
  });
  return finished(() => call(x.ref, weight.ref, bias.ref, gradient.ref));
}

function groupNorm(groups, axes) {
  const [x, weight, bias] = [array(FEATURES), np.ones([1, 64, 1, 1]), np.zeros([1, 64, 1, 1])];
  const call = jit((x, weight, bias) => {
    const { centred, mean, variance } = standardize(x.reshape([FEATURES[0], groups, -1]), axes);
    mean.dispose();
    return centred.mul(inverse(variance)).reshape(FEATURES).mul(weight).add(bias);
  });
  return finished(() => call(x.ref, weight.ref, bias.ref));
}

function normals() {
  let key = 0;
  return finished(() => random.normal(random.key(key++), [NORMALS]));
}

const { version } = JSON.parse(
  readFileSync(`${process.env.BENCH_FOLDER}node_modules/@jax-js/jax/package.json`, 'utf8'),
);
await serve(`jax-js ${version}`, {
  W1: forward,
  W3: backward,
  W4: () => groupNorm(1, [2]),
  W5: () => groupNorm(64, [2]),
  W6: () => groupNorm(32, [2]),
  W9a: normals,
});
