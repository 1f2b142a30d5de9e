import assert from 'node:assert/strict';
import { manualSeed, nn, noGrad, rand, randn, tensor, type Tensor } from '../../src/engine/index.ts';
import { foldBatchNorm, freeze, recomputeStatistics } from '../../src/kernel/models/index.ts';
import { parseExperiment } from '../../src/protocol/experiment.ts';

type Norm = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d;

/** As after some training: nothing is 0 or 1. */
function warmed<Each extends Norm>(norm: Each): Each {
  noGrad(() => {
    norm.runningMean!.copy_(randn([norm.numFeatures]).mul(2));
    norm.runningVar!.copy_(rand([norm.numFeatures]).mul(3).add(0.2));
    norm.weight?.copy_(randn([norm.numFeatures]));
    norm.bias?.copy_(randn([norm.numFeatures]));
  });
  return norm;
}

describe('foldBatchNorm', () => {
  beforeEach(() => {
    manualSeed(5);
  });

  const cases: Record<string, () => Parameters<typeof foldBatchNorm>> = {
    Linear: () => [new nn.Linear(5, 8), new nn.BatchNorm1d(8)],
    'Linear without bias': () => [new nn.Linear(5, 8, { bias: false }), new nn.BatchNorm1d(8, { affine: false })],
    'Conv1d with stride and dilation': () => [
      new nn.Conv1d(4, 6, 3, { stride: 2, dilation: 2, padding: 1 }),
      new nn.BatchNorm1d(6),
    ],
    'Conv2d of groups': () => [new nn.Conv2d(4, 6, 3, { groups: 2, bias: false }), new nn.BatchNorm2d(6)],
    'depthwise Conv2d, padded by reflection': () => [
      new nn.Conv2d(6, 6, 3, { groups: 6, padding: 1, paddingMode: 'reflect' }),
      new nn.BatchNorm2d(6),
    ],
    'Conv3d in float64': () => [
      new nn.Conv3d(2, 3, [1, 2, 3], { dtype: 'float64' }),
      new nn.BatchNorm3d(3, { dtype: 'float64' }),
    ],
    ConvTranspose1d: () => [new nn.ConvTranspose1d(4, 6, 3, { stride: 2, outputPadding: 1 }), new nn.BatchNorm1d(6)],
    'ConvTranspose2d of groups': () => [
      new nn.ConvTranspose2d(4, 6, 3, { groups: 2 }),
      new nn.BatchNorm2d(6, { bias: false }),
    ],
    ConvTranspose3d: () => [new nn.ConvTranspose3d(2, 3, 2, { bias: false }), new nn.BatchNorm3d(3)],
  };

  for (const [name, make] of Object.entries(cases)) {
    it(`of ${name}: one layer gives what both gave, to within rounding`, () => {
      const [layer, norm] = make();
      warmed(norm as Norm);
      const before = [...layer.stateDict().values(), ...norm.stateDict().values()].map((value) =>
        Array.from(value.values()),
      );
      manualSeed(8);
      const expected = rand([1]).item();
      manualSeed(8);
      const found = foldBatchNorm(layer, norm);
      assert.equal(rand([1]).item(), expected);
      assert.ok(found.agrees, `${found.largest} of ${found.reach}`);
      const [first] = found.shape;
      const x = randn([...found.shape.slice(0, 1), ...found.shape.slice(1)], { dtype: layer.weight.dtype });
      norm.eval();
      const both = norm.call(layer.call(x));
      norm.train();
      const one = found.layer.call(x);
      assert.equal(one.size(0), first);
      const [apart, reach] = [one.sub(both).abs().max().item(), both.abs().max().item()];
      assert.ok(
        apart <= (layer.weight.dtype === 'float64' ? 1e-13 : 3e-6) * Math.max(1, reach),
        `${apart} of ${reach}`,
      );
      assert.deepEqual(
        [...layer.stateDict().values(), ...norm.stateDict().values()].map((value) => Array.from(value.values())),
        before,
      );
      assert.equal(found.layer.constructor, layer.constructor);
      assert.equal(parseExperiment(JSON.parse(JSON.stringify(found))).kind, 'folding');
    });
  }

  it('takes the given data, and refuses what does not fit', () => {
    const [layer, norm] = [new nn.Linear(3, 4), warmed(new nn.BatchNorm1d(4))];
    const found = foldBatchNorm(layer, norm, randn([7, 3]));
    assert.deepEqual([found.isRandom, found.shape], [false, [7, 3]]);
    const wrong =
      (pair: readonly unknown[]): (() => unknown) =>
      () =>
        foldBatchNorm(...(pair as Parameters<typeof foldBatchNorm>));
    assert.throws(wrong([new nn.ReLU(), norm]), {
      name: 'TypeError',
      message: /takes a Linear, Conv or ConvTranspose layer first, but got ReLU\(\)/,
    });
    assert.throws(wrong([layer, new nn.LayerNorm([4])]), {
      name: 'TypeError',
      message: /takes a BatchNorm layer second, but got LayerNorm/,
    });
    assert.throws(wrong([layer, new nn.BatchNorm1d(5)]), {
      name: 'TypeError',
      message: /takes 5 channels, but .* gives 4/,
    });
    assert.throws(wrong([layer, new nn.BatchNorm1d(4, { trackRunningStats: false })]), {
      name: 'TypeError',
      message: /keeps no running statistics/,
    });
  });
});

describe('recomputeStatistics', () => {
  it('takes the plain average over batches, and leaves modes and momentum', () => {
    manualSeed(6);
    const model = new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4), new nn.Dropout({ p: 0.5 }));
    const norm = model.at(1) as nn.BatchNorm1d;
    model.eval();
    const batches = [randn([8, 3]), [randn([8, 3]).mul(3), tensor([1])], randn([8, 3]).add(2)] as const;
    const found = recomputeStatistics(model, batches);
    const inputs = batches.map((batch) => model.at(0)!.call((Array.isArray(batch) ? batch[0] : batch) as Tensor));
    const average = (of: (x: Tensor) => Tensor): Tensor =>
      inputs
        .map(of)
        .reduce((a, b) => a.add(b))
        .div(3);
    const apart = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();
    assert.ok(
      apart(
        norm.runningMean!,
        average((x) => x.mean(0)),
      ) < 1e-6,
    );
    assert.ok(
      apart(
        norm.runningVar!,
        average((x) => x.var(0)),
      ) < 1e-5,
    );
    assert.deepEqual([found.layers, found.batches, norm.numBatchesTracked!.item()], [['1'], 3, 3]);
    assert.deepEqual(
      [norm.momentum, ...model.modules().map(({ training }) => training)],
      [0.1, false, false, false, false],
    );
    assert.throws(() => recomputeStatistics(model, [3 as never]), { name: 'TypeError', message: /batch 1 is number/ });
    assert.equal(norm.momentum, 0.1);
  });
});

describe('freeze', () => {
  it('keeps normalization layers in evaluation mode, whatever train() says, until it is undone', () => {
    manualSeed(7);
    const model = new nn.Sequential(
      new nn.Linear(3, 4),
      new nn.BatchNorm1d(4),
      new nn.Sequential(new nn.LayerNorm([4])),
    );
    const norm = model.at(1) as nn.BatchNorm1d;
    norm.weight!.requiresGrad_(false);
    const frozen = freeze(model);
    assert.deepEqual(frozen.layers, ['1', '2.0']);
    model.train();
    model
      .call(randn([8, 3]))
      .sum()
      .backward();
    assert.deepEqual(
      model.modules().map(({ training }) => training),
      [true, true, false, true, false],
    );
    assert.equal(norm.numBatchesTracked!.item(), 0);
    assert.deepEqual(
      model.namedParameters().map(([name, { requiresGrad }]) => [name, requiresGrad]),
      [
        ['0.weight', true],
        ['0.bias', true],
        ['1.weight', false],
        ['1.bias', false],
        ['2.0.weight', false],
        ['2.0.bias', false],
      ],
    );
    frozen.unfreeze();
    frozen.unfreeze();
    assert.deepEqual([norm.training, norm.weight!.requiresGrad, norm.bias!.requiresGrad], [true, false, true]);
    model.call(randn([8, 3]));
    assert.equal(norm.numBatchesTracked!.item(), 1);
  });
});
