// The workloads in TensorFlow.js, channels last; its backend is the argument: wasm or cpu.
import { createRequire } from 'node:module';
import { data, FEATURES, IMAGES, NORMALS, product, serve } from './serve.mjs';

const require = createRequire(`${process.env.BENCH_FOLDER}package.json`);
console.log = console.warn = () => {};
const tf = require('@tensorflow/tfjs');
const backend = process.argv[3] ?? 'wasm';
if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm');
await tf.setBackend(backend);
await tf.ready();

const { layers } = tf;
const tensor = (shape) => tf.tensor(data(product(shape)), shape);
const channelsLast = ([samples, channels, ...spatial]) => [samples, ...spatial, channels];
const tidied = (compute) => () => tf.dispose(tf.tidy(compute));

function batchNorm(x, weight, bias) {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return { y: tf.batchNorm(x, mean, variance, bias, weight, 1e-5), mean, variance };
}

function forward(training) {
  const [x, weight, bias] = [tensor(channelsLast(IMAGES)), tf.ones([32]), tf.zeros([32])];
  const [runningMean, runningVar] = [tf.zeros([32]), tf.ones([32])];
  if (!training) return tidied(() => tf.batchNorm(x, runningMean, runningVar, bias, weight, 1e-5));
  return tidied(() => {
    const { y, mean, variance } = batchNorm(x, weight, bias);
    return [y, runningMean.mul(0.9).add(mean.mul(0.1)), runningVar.mul(0.9).add(variance.mul(0.1))];
  });
}

function backward() {
  const [x, gradient] = [tensor(channelsLast(IMAGES)), tensor(channelsLast(IMAGES))];
  const [weight, bias] = [tf.ones([32]), tf.zeros([32])];
  const gradients = tf.grads((x, weight, bias) => batchNorm(x, weight, bias).y);
  return tidied(() => gradients([x, weight, bias], gradient));
}

function layerNorm() {
  const shape = channelsLast(FEATURES);
  const [x, weight, bias] = [tensor(shape), tf.ones([1, ...shape.slice(1)]), tf.zeros([1, ...shape.slice(1)])];
  return tidied(() => {
    const { mean, variance } = tf.moments(x, [1, 2, 3], true);
    return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(weight).add(bias);
  });
}

function groupNorm(groups, affine) {
  const shape = channelsLast(FEATURES);
  const [samples, height, width, channels] = shape;
  const [x, weight, bias] = [tensor(shape), tf.ones([channels]), tf.zeros([channels])];
  return tidied(() => {
    const rows = x.reshape([samples, height * width, groups, channels / groups]);
    const { mean, variance } = tf.moments(rows, [1, 3], true);
    const y = rows.sub(mean).mul(variance.add(1e-5).rsqrt()).reshape(shape);
    return affine ? y.mul(weight).add(bias) : y;
  });
}

const smallNet = () =>
  tf.sequential({
    layers: [
      layers.dense({ units: 20, inputShape: [10] }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.dense({ units: 2 }),
    ],
  });

const convNet = () =>
  tf.sequential({
    layers: [
      layers.conv2d({ filters: 32, kernelSize: 5, padding: 'same', inputShape: [28, 28, 1] }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 128 }),
      layers.batchNormalization(),
      layers.dense({ units: 10 }),
    ],
  });

function training(model, shape, classes) {
  const labels = Array.from({ length: shape[0] }, (_, i) => i % classes);
  const [x, target] = [tensor(shape), tf.oneHot(tf.tensor1d(labels, 'int32'), classes)];
  const optimizer = tf.train.adam(1e-3);
  const loss = () => tf.losses.softmaxCrossEntropy(target, model.apply(x, { training: true }));
  return () => optimizer.minimize(loss, true).dispose();
}

function smallForward() {
  const [model, x] = [smallNet(), tensor([5, 10])];
  return tidied(() => model.apply(x, { training: true }));
}

const works = {
  W1: () => forward(true),
  W2: () => forward(false),
  W3: backward,
  W4: layerNorm,
  W5: () => groupNorm(64, false),
  W6: () => groupNorm(32, true),
  W7f: smallForward,
  W7t: () => training(smallNet(), [5, 10], 2),
  W8: () => training(convNet(), [100, 28, 28, 1], 10),
  W9a: () => tidied(() => tf.randomNormal([NORMALS])),
};
// The wasm backend cannot differentiate convolutions.
if (backend === 'wasm') delete works.W8;

await serve(`TensorFlow.js ${tf.version.tfjs} (${backend})`, works);
