import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  cat,
  cumprod,
  cumsum,
  einsum,
  F,
  grad,
  keras,
  manualSeed,
  nn,
  rand,
  randn,
  stack,
  tensor,
  type Tensor,
  tf,
  where,
} from '../../src/engine/index.ts';

type Function = (...inputs: Tensor[]) => Tensor;

const STEP = 1e-5;

/** The sum of a function's result, weighed so that no symmetry hides an error. */
function weighed(f: Function, inputs: readonly Tensor[]): Tensor {
  const output = f(...inputs);
  const weights = Float64Array.from({ length: output.numel() }, (_, i) => Math.sin(1.7 * i + 0.4));
  return output.mul(tensor(weights, { dtype: 'float64' }).reshape(output.shape)).sum();
}

/** Central differences of `f` for every element of every input, in float64. */
function numericalGradients(f: Function, inputs: readonly Tensor[]): number[][] {
  return inputs.map((input, which) =>
    Array.from({ length: input.numel() }, (_, i) => {
      const shifted = (by: number): number => {
        const values = input.values();
        values[i]! += by;
        const moved = inputs.map((other, index) =>
          index === which ? tensor(values, { dtype: 'float64' }).reshape(input.shape) : other.detach(),
        );
        return weighed(f, moved).item();
      };
      return (shifted(STEP) - shifted(-STEP)) / (2 * STEP);
    }),
  );
}

function assertClose(what: string, got: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((value, i) => {
    assert.ok(
      Math.abs(got[i]! - value) <= 1e-6 * (1 + Math.abs(value)) * 10,
      `${what}: element ${i} is ${got[i]}, by differences ${value}`,
    );
  });
}

function checkGradients(f: Function, inputs: readonly Tensor[]): void {
  const leaves = inputs.map((input) => input.detach().clone().requiresGrad_());
  const found = grad(weighed(f, leaves), leaves, { allowUnused: true });
  numericalGradients(f, inputs).forEach((expected, which) => {
    assertClose(`input ${which}`, found[which]?.values() ?? new Float64Array(expected.length), expected);
  });
}

/** The gradient of the squared length of the gradient of f², against differences: f² is not linear where f is. */
function checkSecondGradients(f: Function, inputs: readonly Tensor[]): void {
  const lengthOfGradient: Function = (...given) => {
    const leaves = given.map((input) => (input.requiresGrad ? input : input.clone().requiresGrad_()));
    const slopes = grad(
      weighed((...x) => f(...x).square(), leaves),
      leaves,
      { createGraph: true, allowUnused: true },
    );
    return slopes
      .map((slope) => (slope === undefined ? tensor(0, { dtype: 'float64' }) : slope.mul(slope).sum()))
      .reduce((total, part) => total.add(part))
      .reshape([1]);
  };
  checkGradients(lengthOfGradient, inputs);
}

const normal = (...shape: number[]): Tensor => randn(shape, { dtype: 'float64' });
const positive = (...shape: number[]): Tensor => rand(shape, { dtype: 'float64' }).add(0.5);

interface Differentiable {
  readonly f: Function;
  readonly inputs: () => Tensor[];
  /** Its second derivative is not continuous, or 0 by definition. */
  readonly once?: boolean;
}

const pointwise = (f: (x: Tensor) => Tensor): Differentiable => ({ f, inputs: () => [normal(3, 4)] });
const ofPositive = (f: (x: Tensor) => Tensor): Differentiable => ({ f, inputs: () => [positive(3, 4)] });
const binary = (f: (a: Tensor, b: Tensor) => Tensor): Differentiable => ({
  f: f,
  inputs: () => [positive(3, 1, 2), positive(4, 1)],
});
const of234 = (f: (x: Tensor) => Tensor): Differentiable => ({ f, inputs: () => [normal(2, 3, 4)] });
const withParameters = (
  f: (x: Tensor, w: Tensor, b: Tensor) => Tensor,
  shape: number[],
  size: number[],
): Differentiable => ({
  f: f,
  inputs: () => [normal(...shape), normal(...size), normal(...size)],
});

const indices = tensor([2, 0, 1, 1], { dtype: 'int64' });
const classWeights = tensor([0.5, 1, 2], { dtype: 'float64' });

/** Keras layers make their weights themselves; here they stay what they are at first. */
const built = (make: () => keras.layers.Layer, training = true): ((x: Tensor) => Tensor) => {
  return (x) => make().call(x, { training });
};

const OPERATIONS: Readonly<Record<string, Differentiable>> = {
  add: binary((a, b) => a.add(b)),
  sub: binary((a, b) => a.sub(b)),
  mul: binary((a, b) => a.mul(b)),
  div: binary((a, b) => a.div(b)),
  pow: binary((a, b) => a.pow(b)),
  maximum: { ...binary((a, b) => a.maximum(b)), once: true },
  minimum: { ...binary((a, b) => a.minimum(b)), once: true },
  atan2: binary((a, b) => a.atan2(b)),
  neg: pointwise((x) => x.neg()),
  abs: pointwise((x) => x.abs()),
  exp: pointwise((x) => x.exp()),
  expm1: pointwise((x) => x.expm1()),
  exp2: pointwise((x) => x.exp2()),
  log: ofPositive((x) => x.log()),
  log2: ofPositive((x) => x.log2()),
  log10: ofPositive((x) => x.log10()),
  log1p: ofPositive((x) => x.log1p()),
  sqrt: ofPositive((x) => x.sqrt()),
  rsqrt: ofPositive((x) => x.rsqrt()),
  square: pointwise((x) => x.square()),
  reciprocal: ofPositive((x) => x.reciprocal()),
  sin: pointwise((x) => x.sin()),
  cos: pointwise((x) => x.cos()),
  tan: { f: (x: Tensor) => x.tan(), inputs: () => [rand([3, 4], { dtype: 'float64' })] },
  asin: { f: (x: Tensor) => x.asin(), inputs: () => [rand([3, 4], { dtype: 'float64' }).mul(0.8)] },
  acos: { f: (x: Tensor) => x.acos(), inputs: () => [rand([3, 4], { dtype: 'float64' }).mul(0.8)] },
  atan: pointwise((x) => x.atan()),
  sinh: pointwise((x) => x.sinh()),
  cosh: pointwise((x) => x.cosh()),
  tanh: pointwise((x) => x.tanh()),
  sigmoid: pointwise((x) => x.sigmoid()),
  logsigmoid: pointwise((x) => F.logsigmoid(x)),
  erf: pointwise((x) => x.erf()),
  relu: pointwise((x) => x.relu()),
  gelu: pointwise((x) => F.gelu(x)),
  'gelu by tanh': pointwise((x) => F.gelu(x, { approximate: 'tanh' })),
  silu: pointwise((x) => F.silu(x)),
  softplus: pointwise((x) => F.softplus(x)),
  elu: pointwise((x) => F.elu(x)),
  leakyRelu: pointwise((x) => F.leakyRelu(x)),
  clamp: pointwise((x) => x.clamp(-0.5, 0.7)),
  frac: pointwise((x) => x.frac()),
  remainder: { f: (x: Tensor) => x.remainder(0.7), inputs: () => [normal(3, 4)] },
  sum: of234((x) => x.sum([0, 2])),
  mean: of234((x) => x.mean(1, { keepdim: true })),
  var: of234((x) => x.var([0, 2])),
  std: of234((x) => x.std(1, { correction: 0 })),
  prod: { ...of234((x) => x.prod(1)), inputs: () => [positive(2, 3, 4)] },
  logsumexp: of234((x) => x.logsumexp(2)),
  'norm 2': of234((x) => x.norm(2, [1, 2])),
  'norm 1': of234((x) => x.norm(1, 0)),
  'norm 3': of234((x) => x.norm(3, [0, 1])),
  'norm ∞': { ...of234((x) => x.norm(Infinity, 1)), once: true },
  amax: { ...of234((x) => x.amax([0, 1])), once: true },
  amin: { ...of234((x) => x.amin(2)), once: true },
  max: { ...of234((x) => x.max(1).values), once: true },
  sort: of234((x) => x.sort({ dim: 1, descending: true }).values),
  topk: of234((x) => x.topk(2).values),
  median: of234((x) => x.median().reshape([1])),
  cumsum: of234((x) => cumsum(x, 1)),
  cumprod: { ...of234((x) => cumprod(x, 2)), inputs: () => [positive(2, 3, 4)] },
  view: of234((x) => x.view([6, 4])),
  permute: of234((x) => x.permute([2, 0, 1])),
  transpose: of234((x) => x.transpose(0, 2)),
  expand: { f: (x: Tensor) => x.expand([3, 2, 4]), inputs: () => [normal(2, 1)] },
  narrow: of234((x) => x.narrow(2, 1, 2)),
  select: of234((x) => x.select(1, -1)),
  slice: of234((x) => x.sliceAlong(2, 0, 4, 2)),
  diagonal: of234((x) => x.diagonal(1, 1, 2)),
  'squeeze and unsqueeze': of234((x) => x.unsqueeze(1).squeeze(1)),
  repeat: of234((x) => x.repeat([2, 1, 2])),
  repeatInterleave: of234((x) => x.repeatInterleave(2, 1)),
  flip: of234((x) => x.flip([0, 2])),
  roll: of234((x) => x.roll([1, 2], [0, 2])),
  tril: of234((x) => x.tril()),
  triu: of234((x) => x.triu(1)),
  pad: of234((x) => F.pad(x, [1, 2, 0, 1])),
  'pad by reflection': of234((x) => F.pad(x, [1, 2], { mode: 'reflect' })),
  'pad circularly': of234((x) => F.pad(x, [1, 2, 1, 0], { mode: 'circular' })),
  cat: { f: (a, b) => cat([a, b], 1), inputs: () => [normal(2, 3), normal(2, 2)] },
  stack: { f: (a, b) => stack([a, b], 1), inputs: () => [normal(2, 3), normal(2, 3)] },
  'index by tensors': of234((x) => x.index(0, indices.narrow(0, 0, 2), indices.narrow(0, 1, 2))),
  gather: of234((x) => x.gather(1, indices.reshape([1, 1, 4]).expand([2, 2, 4]))),
  scatter: {
    f: (x, source) => x.scatter(1, indices.reshape([2, 2]), source, { reduce: 'add' }),
    inputs: () => [normal(2, 3), normal(2, 2)],
  },
  maskedFill: of234((x) => x.maskedFill(x.detach().gt(0.3), 2)),
  where: { f: (a, b) => where(a.detach().gt(0), a, b), inputs: () => [normal(3, 2), normal(2)] },
  mm: { f: (a, b) => a.mm(b), inputs: () => [normal(2, 3), normal(3, 4)] },
  'matmul, broadcast': { f: (a, b) => a.matmul(b), inputs: () => [normal(2, 1, 2, 3), normal(2, 3, 2)] },
  dot: { f: (a, b) => a.dot(b).reshape([1]), inputs: () => [normal(4), normal(4)] },
  einsum: { f: (a, b) => einsum('bij,bkj->ki', a, b), inputs: () => [normal(2, 3, 2), normal(2, 4, 2)] },
  linear: { f: (x, w, b) => F.linear(x, w, b), inputs: () => [normal(3, 4), normal(2, 4), normal(2)] },
  conv1d: {
    f: (x, w, b) => F.conv1d(x, w, { bias: b, stride: 2, padding: 1 }),
    inputs: () => [normal(2, 2, 6), normal(3, 2, 3), normal(3)],
  },
  conv2d: {
    f: (x, w, b) => F.conv2d(x, w, { bias: b, groups: 2, dilation: [1, 2] }),
    inputs: () => [normal(1, 4, 3, 5), normal(2, 2, 2, 2), normal(2)],
  },
  'conv2d that keeps the size': {
    f: (x, w) => F.conv2d(x, w, { padding: 'same' }),
    inputs: () => [normal(1, 1, 3, 4), normal(2, 1, 2, 3)],
  },
  convTranspose2d: {
    f: (x, w, b) => F.convTranspose2d(x, w, { bias: b, stride: 2, padding: 1, outputPadding: 1 }),
    inputs: () => [normal(1, 2, 2, 3), normal(2, 2, 3, 3), normal(2)],
  },
  maxPool2d: { f: (x) => F.maxPool2d(x, 2, { stride: 1, padding: 1 }), inputs: () => [normal(1, 2, 3, 4)] },
  avgPool2d: { f: (x) => F.avgPool2d(x, 2, { padding: 1, ceilMode: true }), inputs: () => [normal(1, 2, 3, 4)] },
  adaptiveAvgPool2d: { f: (x) => F.adaptiveAvgPool2d(x, [2, 3]), inputs: () => [normal(1, 2, 3, 4)] },
  embedding: { f: (w) => F.embedding(indices, w), inputs: () => [normal(3, 2)] },
  softmax: of234((x) => F.softmax(x, 1)),
  logSoftmax: of234((x) => F.logSoftmax(x, 2)),
  crossEntropy: {
    f: (x) => F.crossEntropy(x, indices, { weight: classWeights, labelSmoothing: 0.1 }).reshape([1]),
    inputs: () => [normal(4, 3)],
  },
  'crossEntropy with probabilities': {
    f: (x, y) => F.crossEntropy(x, F.softmax(y, 1)).reshape([1]),
    inputs: () => [normal(4, 3), normal(4, 3)],
  },
  mseLoss: { f: (x, y) => F.mseLoss(x, y).reshape([1]), inputs: () => [normal(4, 3), normal(4, 3)] },
  l1Loss: { f: (x, y) => F.l1Loss(x, y).reshape([1]), inputs: () => [normal(4, 3), normal(4, 3)] },
  smoothL1Loss: { f: (x, y) => F.smoothL1Loss(x, y).reshape([1]), inputs: () => [normal(4, 3), normal(4, 3)] },
  bceWithLogits: {
    f: (x, y) => F.binaryCrossEntropyWithLogits(x, y.sigmoid(), { reduction: 'sum' }).reshape([1]),
    inputs: () => [normal(4, 3), normal(4, 3)],
  },
  klDiv: {
    f: (x, y) => F.klDiv(F.logSoftmax(x, 1), F.softmax(y, 1), { reduction: 'batchmean' }).reshape([1]),
    inputs: () => [normal(4, 3), normal(4, 3)],
  },
  batchNorm: withParameters((x, weight, bias) => F.batchNorm(x, { weight, bias, training: true }), [4, 3, 2], [3]),
  'batchNorm in evaluation': withParameters(
    (x, weight, bias) =>
      F.batchNorm(x, {
        runningMean: tensor([1, 2, 3], { dtype: 'float64' }),
        runningVar: tensor([1, 2, 3], { dtype: 'float64' }),
        weight,
        bias,
      }),
    [4, 3, 2],
    [3],
  ),
  layerNorm: withParameters((x, weight, bias) => F.layerNorm(x, [3, 2], { weight, bias }), [4, 3, 2], [3, 2]),
  groupNorm: withParameters((x, weight, bias) => F.groupNorm(x, 2, { weight, bias }), [2, 4, 3], [4]),
  instanceNorm: withParameters((x, weight, bias) => F.instanceNorm(x, { weight, bias }), [2, 3, 4], [3]),
  rmsNorm: { f: (x, weight) => F.rmsNorm(x, [4], { weight }), inputs: () => [normal(3, 4), normal(4)] },
  localResponseNorm: of234((x) => F.localResponseNorm(x, 2, { alpha: 0.5 })),
  normalize: of234((x) => F.normalize(x, { dim: 2 })),
  cosineSimilarity: { f: (a, b) => F.cosineSimilarity(a, b), inputs: () => [normal(3, 4), normal(3, 4)] },
  weightStandardization: { f: (w) => nn.utils.standardizeWeight(w), inputs: () => [normal(2, 3, 2, 2)] },
  'keras BatchNormalization': of234(built(() => new keras.layers.BatchNormalization({ axis: 1, dtype: 'float64' }))),
  'keras LayerNormalization': of234(
    built(() => new keras.layers.LayerNormalization({ axis: [0, 2], dtype: 'float64' })),
  ),
  'keras GroupNormalization': of234(built(() => new keras.layers.GroupNormalization({ groups: 2, dtype: 'float64' }))),
  'keras UnitNormalization': of234(built(() => new keras.layers.UnitNormalization({ dtype: 'float64' }))),
  'tf l2Normalize': of234((x) => tf.nn.l2Normalize(x, [1, 2])),
  'tf batchNormalization': {
    f: (x, mean, variance) => tf.nn.batchNormalization(x, { mean: mean, variance: variance, varianceEpsilon: 1e-3 }),
    inputs: () => [normal(3, 4), normal(4), positive(4)],
  },
};

describe('Gradients', () => {
  before(() => {
    manualSeed(7);
  });

  for (const [name, { f, inputs, once = false }] of Object.entries(OPERATIONS)) {
    it(`of ${name} agree with differences${once ? '' : ', the second ones too'}`, () => {
      checkGradients(f, inputs());
      if (!once) checkSecondGradients(f, inputs());
    });
  }

  it('of chains of random operations agree with differences', () => {
    const steps: readonly ((x: Tensor) => Tensor)[] = [
      (x) => x.tanh(),
      (x) => x.mul(x).add(0.3),
      (x) => F.layerNorm(x, [4]),
      (x) => x.transpose(0, 1).contiguous().reshape([3, 4]),
      (x) => x.sub(x.mean(0, { keepdim: true })),
      (x) => F.softmax(x, 1),
      (x) => x.sigmoid(),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 5 }), (chain) => {
        checkGradients((x) => chain.reduce((flowing, step) => step(flowing), x), [normal(3, 4)]);
      }),
      { numRuns: 50 },
    );
  });
});
