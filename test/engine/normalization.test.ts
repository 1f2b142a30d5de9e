import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cat, F, full, keras, manualSeed, nn, noGrad, randn, tensor, type Tensor, tf } from '../../src/engine/index.ts';

function largestDifference(a: Tensor, b: Tensor): number {
  return noGrad(() => a.to('float64').sub(b.to('float64')).abs().max().item());
}

const batchNormalized = (x: Tensor): Tensor => F.batchNorm(x, { training: true, eps: 1e-12 });

/** Every way to standardize N×C, N×C×L or images that leaves a mean of 0: the statistics run over dimension `over`. */
interface Layer {
  readonly apply: (x: Tensor) => Tensor;
  /** The shape of an input with 4096 values for each statistic. */
  readonly shape: readonly number[];
  readonly centred: boolean;
}

const kerasLayer = (make: (dtype: 'float32' | 'float64') => keras.layers.Layer): Layer['apply'] => {
  return (x) => make(x.dtype as 'float32' | 'float64').call(x, { training: true });
};
const module =
  (make: () => nn.Module): Layer['apply'] =>
  (x) =>
    make().to(x.dtype).call(x);

const LAYERS: Readonly<Record<string, Layer>> = {
  BatchNorm1d: { apply: module(() => new nn.BatchNorm1d(2)), shape: [4096, 2], centred: true },
  BatchNorm2d: { apply: module(() => new nn.BatchNorm2d(2)), shape: [16, 2, 16, 16], centred: true },
  BatchNorm3d: { apply: module(() => new nn.BatchNorm3d(2)), shape: [4, 2, 4, 16, 16], centred: true },
  SyncBatchNorm: { apply: module(() => new nn.SyncBatchNorm(2)), shape: [4096, 2], centred: true },
  BatchRenorm: { apply: module(() => new nn.BatchRenorm(2, { rmax: 1, dmax: 0 })), shape: [4096, 2], centred: true },
  GhostBatchNorm: {
    apply: module(() => new nn.GhostBatchNorm(2, { virtualBatchSize: 4096 })),
    shape: [8192, 2],
    centred: true,
  },
  InstanceNorm1d: { apply: module(() => new nn.InstanceNorm1d(2)), shape: [2, 2, 4096], centred: true },
  InstanceNorm2d: { apply: module(() => new nn.InstanceNorm2d(2)), shape: [2, 2, 64, 64], centred: true },
  LayerNorm: { apply: module(() => new nn.LayerNorm([4096])), shape: [3, 4096], centred: true },
  GroupNorm: { apply: module(() => new nn.GroupNorm(2, 4)), shape: [2, 4, 2048], centred: true },
  'weight standardization': {
    apply: (x) => nn.utils.standardizeWeight(x),
    shape: [2, 16, 16, 16],
    centred: true,
  },
  RMSNorm: { apply: module(() => new nn.RMSNorm([4096])), shape: [3, 4096], centred: false },
  LocalResponseNorm: { apply: module(() => new nn.LocalResponseNorm(3)), shape: [2, 4, 512], centred: false },
  FilterResponseNorm: { apply: module(() => new nn.FilterResponseNorm(2)), shape: [2, 2, 64, 64], centred: false },
  ScaleNorm: { apply: module(() => new nn.ScaleNorm(4096)), shape: [3, 4096], centred: false },
  DyT: { apply: module(() => new nn.DyT(4096)), shape: [3, 4096], centred: false },
  'F.normalize': { apply: (x) => F.normalize(x), shape: [3, 4096], centred: false },
  'keras BatchNormalization': {
    apply: kerasLayer((dtype) => new keras.layers.BatchNormalization({ dtype })),
    shape: [4096, 2],
    centred: true,
  },
  'keras LayerNormalization': {
    apply: kerasLayer((dtype) => new keras.layers.LayerNormalization({ dtype })),
    shape: [3, 4096],
    centred: true,
  },
  'keras GroupNormalization': {
    apply: kerasLayer((dtype) => new keras.layers.GroupNormalization({ groups: 2, dtype })),
    shape: [2, 2048, 4],
    centred: true,
  },
  'keras RMSNormalization': {
    apply: kerasLayer((dtype) => new keras.layers.RMSNormalization({ dtype })),
    shape: [3, 4096],
    centred: false,
  },
  'keras UnitNormalization': {
    apply: kerasLayer(() => new keras.layers.UnitNormalization()),
    shape: [3, 4096],
    centred: false,
  },
  'tf fused_batch_norm': {
    apply: (x) =>
      tf.nn.fusedBatchNorm(x, { scale: full([2], 1, { dtype: x.dtype }), offset: full([2], 0, { dtype: x.dtype }) })[0],
    shape: [16, 16, 16, 2],
    centred: true,
  },
  'tf per_image_standardization': {
    apply: (x) => tf.image.perImageStandardization(x),
    shape: [2, 64, 64, 1],
    centred: true,
  },
};

describe('Normalization', () => {
  describe('is exact to 1e-6 around means of 0, 1e2, 1e4 and 1e6:', () => {
    for (const [name, { apply, shape }] of Object.entries(LAYERS)) {
      it(name, () => {
        manualSeed(0);
        for (const mean of [0, 1e2, 1e4, 1e6]) {
          const x = randn(shape).add(mean);
          const error = largestDifference(apply(x), apply(x.to('float64')));
          const size = Math.max(1, apply(x).abs().max().item() / 10);
          assert.ok(error < 1e-6 * size, `around ${mean}: ${error}`);
        }
      });
    }
  });

  describe('maps constants to exactly 0:', () => {
    for (const [name, { apply, shape, centred }] of Object.entries(LAYERS)) {
      if (!centred) continue;
      it(name, () => {
        for (const value of [3, 0.1, 1e7, -1e30]) assert.equal(apply(full(shape, value)).abs().max().item(), 0);
      });
    }
  });

  it('does not depend on shift and scale of a channel', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (shift, scale) => {
          const x = randn([16, 3], { dtype: 'float64' });
          assert.ok(largestDifference(batchNormalized(x), batchNormalized(x.mul(scale).add(shift))) < 1e-8);
        },
      ),
    );
  });

  const shapes = fc.tuple(...[1, 1, 1, 2].map((least) => fc.integer({ min: least, max: 5 })));

  it('by one group is that of a layer, by as many as channels that of an instance', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const x = randn(shape);
        const channels = shape[1]!;
        assert.deepEqual(F.groupNorm(x, 1).tolist(), F.layerNorm(x, shape.slice(1)).tolist());
        assert.deepEqual(F.groupNorm(x, channels).tolist(), F.instanceNorm(x).tolist());
      }),
    );
  });

  it('of a view is that of a copy, and of one shape that of another with the same sets', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const x = randn(shape.map((size) => size + 1));
        const channelsLast = x.permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2]);
        for (const apply of [
          batchNormalized,
          (y: Tensor) => F.layerNorm(y, y.shape.slice(2)),
          (y: Tensor) => F.groupNorm(y, 1),
        ]) {
          assert.deepEqual(apply(channelsLast).tolist(), apply(x).tolist());
        }
        const flat = x.flatten(2);
        assert.deepEqual(batchNormalized(flat).tolist(), batchNormalized(x).flatten(2).tolist());
      }),
    );
  });

  it('of a whole is that of its parts, where no set is divided', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 8 }), (samples, at) => {
        const x = randn([samples, 4, 3]);
        const cut = Math.min(at, samples - 1);
        const parts = [x.narrow(0, 0, cut), x.narrow(0, cut, samples - cut)];
        for (const apply of [
          (y: Tensor) => F.layerNorm(y, [4, 3]),
          (y: Tensor) => F.groupNorm(y, 2),
          (y: Tensor) => F.rmsNorm(y, [3]),
        ]) {
          assert.deepEqual(cat(parts.map(apply)).tolist(), apply(x).tolist());
        }
      }),
    );
    const ghost = new nn.GhostBatchNorm(4, { virtualBatchSize: 3 });
    const x = randn([8, 4]);
    const expected = x.split(3).map((part) => F.batchNorm(part, { training: true }));
    assert.deepEqual(ghost.forward(x).tolist(), cat(expected).tolist());
    assert.equal(ghost.numBatchesTracked?.item(), 3);
    const reference = new nn.BatchNorm1d(4);
    for (const part of x.split(3)) reference.forward(part);
    assert.ok(largestDifference(ghost.runningVar!, reference.runningVar!) < 1e-6);
  });

  it('keeps a NaN in its set', () => {
    const x = randn([8, 3]);
    x.indexPut_([1, 1], NaN);
    const channels = batchNormalized(x).mean(0).values();
    assert.deepEqual([...channels].map(Number.isNaN), [false, true, false]);
    const rows = F.layerNorm(x, [3]).mean(1).values();
    assert.deepEqual([...rows].map(Number.isNaN), [false, true, false, false, false, false, false, false]);
  });

  it('refuses integers and parameters of another shape in the words of PyTorch', () => {
    const integers = full([2, 4], 1, { dtype: 'int64' });
    assert.throws(() => F.batchNorm(integers, { training: true }), {
      name: 'NotImplementedError',
      message: '"batch_norm" not implemented for \'Long\'',
    });
    assert.throws(() => F.layerNorm(integers, [4]), { message: '"LayerNormKernelImpl" not implemented for \'Long\'' });
    assert.throws(() => F.layerNorm(randn([2, 4]), [4], { weight: randn([3]) }), {
      name: 'RuntimeError',
      message:
        'Expected weight to be of same shape as normalized_shape, but got weight of shape [3] and normalized_shape = [4]',
    });
    assert.throws(() => F.instanceNorm(randn([2, 4, 3]), { weight: randn([3]) }), {
      message: 'weight should contain 8 elements not 6',
    });
  });

  it('of a batch renormalized is that of the running statistics, within the bounds', () => {
    const layer = new nn.BatchRenorm(2, { rmax: 1e9, dmax: 1e9, momentum: 0 });
    const x = randn([64, 2]).mul(3).add(1);
    const evaluated = F.batchNorm(x, { runningMean: layer.runningMean, runningVar: layer.runningVar });
    assert.ok(largestDifference(layer.forward(x), evaluated) < 1e-6);
    const plain = new nn.BatchRenorm(2, { rmax: 1, dmax: 0 });
    assert.ok(largestDifference(plain.forward(x), F.batchNorm(x, { training: true })) < 1e-6);
  });

  it('of responses divides by the root of the mean square, cuts off below τ, and learns its eps if asked to', () => {
    const x = tensor([[[3, -4]]]);
    const expected = [3 / Math.sqrt(12.5 + 1e-6), 0];
    for (const learnedEps of [false, true]) {
      const layer = new nn.FilterResponseNorm(1, { learnedEps });
      assert.ok(largestDifference(layer.forward(x), tensor([[expected]])) < 1e-6);
      layer.forward(x).sum().backward();
      assert.equal(layer.epsilon?.grad !== undefined, learnedEps);
    }
  });

  it('of global responses is the identity at first, and follows its formula', () => {
    const x = randn([2, 3, 3, 4]);
    const layer = new nn.GRN(4);
    assert.deepEqual(layer.forward(x).tolist(), x.tolist());
    noGrad(() => layer.weight.fill_(0.5));
    const g = x.norm(2, [1, 2], { keepdim: true });
    const expected = x
      .mul(g.div(g.mean(-1, { keepdim: true }).add(1e-6)))
      .mul(0.5)
      .add(x);
    assert.ok(largestDifference(layer.forward(x), expected) < 1e-5);
  });

  it('of Keras with a mask counts only the places where it holds', () => {
    const x = randn([2, 3, 2]);
    const mask = tensor([
      [true, true, false],
      [true, false, false],
    ]);
    const layer = new keras.layers.BatchNormalization({ momentum: 0 });
    const output = layer.call(x, { training: true, mask });
    const counted = x.reshape([6, 2]).index([0, 1, 3]);
    assert.ok(largestDifference(layer.movingMean, counted.mean(0)) < 1e-5);
    assert.ok(largestDifference(layer.movingVariance, counted.var(0, { correction: 0 })) < 1e-5);
    assert.deepEqual(output.shape, [2, 3, 2]);
  });

  it('to unit length leaves a vector without length where it is, whose gradient is that of a multiple', () => {
    for (const normalize of [
      (x: Tensor) => F.normalize(x),
      (x: Tensor) => new keras.layers.UnitNormalization().call(x),
    ]) {
      const x = tensor([
        [0, 0],
        [3, 4],
      ]).requiresGrad_();
      const y = normalize(x);
      assert.deepEqual(y.index(0).tolist(), [0, 0]);
      y.backward({
        gradient: tensor([
          [1, 2],
          [3, 1],
        ]).to('float32'),
      });
      const [first, second] = x.grad?.tolist() as [number[], number[]];
      assert.deepEqual(
        first.map((value) => value / 1e12).map((value) => value.toFixed(5)),
        ['1.00000', '2.00000'],
      );
      assert.deepEqual(
        second.map((value) => value.toFixed(5)),
        ['0.28800', '-0.21600'],
      );
    }
  });
});
