import assert from 'node:assert/strict';
import { F, keras, nn, noGrad, optim, randn, tensor, type Tensor } from '../../src/engine/index.ts';
import { lastBatchOfOne, remarksOnCode, remarksOnError, targetsNoDistribution } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import type { FindingValues } from '../../src/protocol/finding.ts';
import { cardsOf, withLens } from './cardOf.ts';

/** The findings of all layers that run within `run`, as `code severity`. */
function found(run: () => unknown): string[] {
  return cardsOf(run).flatMap(({ findings = [] }) =>
    findings.map(({ code, severity }) => `${code.slice(5)} ${severity}`),
  );
}

function findingOf(run: () => unknown, code: string): NonNullable<Card['findings']>[number] {
  const finding = cardsOf(run)
    .flatMap(({ findings = [] }) => findings)
    .find((each) => each.code === code);
  assert.ok(finding, code);
  return finding;
}

function repeated(count: number, run: () => unknown): void {
  for (let i = 0; i < count; i++) run();
}

/** One step of gradients through a layer. */
function learn(layer: nn.Module, x: Tensor): void {
  layer.forward(x).pow(2).sum().backward();
}

describe('Findings on layers', () => {
  it('there are none where nothing is wrong', () => {
    const layers: readonly (() => unknown)[] = [
      () => new nn.BatchNorm1d(100).forward(randn([20, 100])),
      () => new nn.BatchNorm1d(100, { affine: false }).forward(randn([20, 100])),
      () => new nn.BatchNorm2d(100).forward(randn([20, 100, 7, 9])),
      () => new nn.BatchNorm3d(10).forward(randn([2, 10, 5, 4, 6])),
      () => new nn.BatchNorm2d(3).eval().forward(randn([1, 3, 8, 8])),
      () => new nn.InstanceNorm2d(10).forward(randn([4, 10, 5, 5])),
      () => new nn.LayerNorm(10).forward(randn([20, 5, 10])),
      () => new nn.LayerNorm([5, 10, 10]).forward(randn([20, 5, 10, 10])),
      () => new nn.GroupNorm(3, 6).forward(randn([20, 6, 10, 10])),
      () => new nn.GroupNorm(6, 6).forward(randn([20, 6, 10, 10])),
      () => new nn.RMSNorm([2, 3]).forward(randn([2, 2, 3])),
      () => new nn.LocalResponseNorm(2).forward(randn([4, 5, 6, 6])),
      () => new keras.layers.BatchNormalization().call(randn([32, 8]), { training: true }),
      () => new keras.layers.BatchNormalization().call(randn([4, 8, 8, 3]), { training: true }),
      () =>
        new keras.layers.LayerNormalization().call(
          tensor([
            [0, 10],
            [20, 30],
            [40, 50],
          ]),
        ),
      () => new keras.layers.GroupNormalization({ groups: 4 }).call(randn([2, 6, 6, 8])),
    ];
    for (const run of layers) assert.deepEqual(found(run), [], String(run));
  });

  it('nor of a network that was trained well', () => {
    const model = new nn.Sequential(
      new nn.Linear(4, 16, { bias: false }),
      new nn.BatchNorm1d(16),
      new nn.ReLU(),
      new nn.Linear(16, 1),
    );
    const inputs = randn([256, 4]);
    const wanted = inputs.pow(2).sum(1, { keepdim: true });
    const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
    const train = (): void => {
      for (let step = 0; step < 200; step++) {
        const start = 64 * (step % 4);
        optimizer.zeroGrad();
        F.mseLoss(model.forward(inputs.narrow(0, start, 64)), wanted.narrow(0, start, 64)).backward();
        optimizer.step();
      }
    };
    assert.deepEqual(found(train), []);
    model.eval();
    assert.deepEqual(
      found(() => noGrad(() => model.forward(inputs))),
      [],
    );
  });

  it('batches: two values, few values, and enough', () => {
    const batch = (size: number, ...places: number[]) =>
      found(() => new nn.BatchNorm1d(3).forward(randn([size, 3, ...places])));
    assert.deepEqual(batch(2), ['two-values warning']);
    assert.deepEqual(batch(3), ['few-values information']);
    assert.deepEqual(batch(7), ['few-values information']);
    assert.deepEqual(batch(8), []);
    assert.deepEqual(batch(2, 4), []);
    const layer = new nn.BatchNorm1d(3);
    const lastIsSmall = (): unknown => [layer.forward(randn([32, 3])), layer.forward(randn([2, 3]))];
    assert.deepEqual(found(lastIsSmall), []);
  });

  it('gathered gradients of small batches', () => {
    const run = (size: number, every: number) => () => {
      const layer = new nn.BatchNorm1d(3);
      const optimizer = new optim.SGD(layer.parameters(), { lr: 0.1 });
      for (let pass = 1; pass <= 8; pass++) {
        learn(layer, randn([size, 3]));
        if (pass % every === 0) optimizer.step();
      }
    };
    assert.ok(found(run(4, 4)).includes('micro-batch warning'));
    assert.deepEqual(found(run(4, 1)), ['few-values information']);
    assert.deepEqual(found(run(8, 4)), []);
  });

  it('momentum of the other framework', () => {
    const torch = (momentum: number) => found(() => new nn.BatchNorm1d(3, { momentum }).forward(randn([16, 3])));
    assert.deepEqual(torch(0.9), ['momentum-convention warning']);
    assert.deepEqual(torch(0.5), ['momentum-convention information']);
    assert.deepEqual(torch(0.49), []);
    const ofKeras = (momentum: number) =>
      found(() => new keras.layers.BatchNormalization({ momentum }).call(randn([16, 3]), { training: true }));
    assert.deepEqual(ofKeras(0.1), ['momentum-convention warning']);
    assert.deepEqual(ofKeras(0.51), []);
    const { values } = findingOf(
      () => new nn.BatchNorm1d(3, { momentum: 0.9 }).forward(randn([16, 3])),
      'norm.momentum-convention',
    );
    const { halfLife, ...rest } = values as FindingValues['norm.momentum-convention'];
    assert.ok(Math.abs(halfLife - Math.log(0.5) / Math.log(0.1)) < 1e-12);
    assert.deepEqual(rest, { momentum: 0.9, suggested: 0.1, ofPast: false });
  });

  it('running statistics that are not warmed up', () => {
    const evaluated = (updates: number, mean: number) => () => {
      const layer = new nn.BatchNorm1d(3);
      repeated(updates, () => layer.forward(randn([64, 3]).add(mean)));
      layer.eval();
      layer.forward(randn([64, 3]).add(mean));
    };
    assert.deepEqual(found(evaluated(10, 5)), ['not-warmed-up warning']);
    assert.deepEqual(found(evaluated(10, 0)), ['not-warmed-up information']);
    assert.deepEqual(found(evaluated(28, 0)), ['not-warmed-up information']);
    assert.deepEqual(found(evaluated(29, 0)), []);
    assert.deepEqual(found(evaluated(0, 0)), []);
  });

  it('training mode without gradients, or without anything that learns', () => {
    const unseen = (layer: nn.BatchNorm1d) => () => noGrad(() => layer.forward(randn([32, 3])));
    const learned = new nn.BatchNorm1d(3);
    withLens((lens) => {
      learn(learned, randn([32, 3]));
      assert.equal([...lens.takeCards()][0]?.findings, undefined);
      unseen(learned)();
      assert.deepEqual(
        [...lens.takeCards()][0]?.findings?.map(({ code }) => code),
        ['norm.no-grad-in-training'],
      );
      learned.eval();
      unseen(learned)();
      assert.ok([...lens.takeCards()][0]?.findings?.every(({ code }) => code !== 'norm.no-grad-in-training'));
    });
    assert.deepEqual(found(unseen(new nn.BatchNorm1d(3))), []);
    const frozen = new nn.BatchNorm1d(3);
    for (const parameter of frozen.parameters()) parameter.requiresGrad_(false);
    assert.deepEqual(
      found(() => frozen.forward(randn([32, 3]))),
      ['frozen-in-training warning'],
    );
    const inTurns = (): void => {
      frozen.forward(randn([32, 3]));
      frozen.weight!.requiresGrad_();
      frozen.forward(randn([32, 3]));
    };
    assert.deepEqual(found(inTurns), []);
  });

  it('statistics and inputs that are not finite', () => {
    const layer = new nn.BatchNorm1d(2);
    const broken = (): void => {
      for (let step = 1; step <= 6; step++) layer.forward(step === 4 ? randn([8, 2]).mul(NaN) : randn([8, 2]));
    };
    const { values, severity } = findingOf(broken, 'norm.running-not-finite');
    assert.deepEqual([values, severity], [{ channels: 2, count: 2, update: 4 }, 'error']);
    assert.deepEqual(
      found(() => new nn.LayerNorm(3).forward(tensor([[1, 2, Infinity]]))),
      ['input-not-finite warning'],
    );
  });

  it('outputs that differ between training and evaluation', () => {
    const layer = new nn.BatchNorm1d(4);
    repeated(60, () => layer.forward(randn([64, 4])));
    layer.eval();
    assert.deepEqual(
      found(() => layer.forward(randn([64, 4]))),
      [],
    );
    assert.deepEqual(
      found(() => layer.forward(randn([64, 4]).add(3))),
      ['train-eval-gap warning'],
    );
    // One sample tells little of a distribution.
    assert.deepEqual(
      found(() => layer.forward(randn([1, 4]).add(1))),
      [],
    );
  });

  it('variances near eps, and means far from 0', () => {
    const scaled = (scale: number, eps: number) =>
      found(() => new nn.BatchNorm1d(4, { eps }).forward(randn([64, 4]).mul(scale)));
    assert.deepEqual(scaled(1e-3, 1e-5), ['variance-near-eps warning']);
    assert.deepEqual(scaled(0.1, 1e-5), []);
    assert.deepEqual(
      found(() => new nn.BatchNorm1d(4).forward(randn([64, 4]).mul(tensor([1, 1, 1, 0])))),
      ['variance-near-eps information'],
    );
    const shifted = (mean: number) => found(() => new nn.BatchNorm1d(4).forward(randn([64, 4]).add(mean)));
    assert.deepEqual(shifted(5000), ['mean-far-from-zero warning']);
    assert.deepEqual(shifted(500), []);
  });

  it('axes', () => {
    const ofKeras = (shape: number[], axis: number) =>
      found(() => new keras.layers.BatchNormalization({ axis }).call(randn(shape), { training: true }));
    assert.deepEqual(ofKeras([4, 3, 8, 8], -1), ['channels-first warning']);
    assert.deepEqual(ofKeras([4, 3, 8, 8], 1), []);
    assert.deepEqual(ofKeras([4, 8, 8, 8], -1), []);
    assert.deepEqual(ofKeras([4, 16, 8, 8], -1), []);
    assert.deepEqual(
      found(() => new nn.GroupNorm(1, 6).forward(randn([4, 6, 5, 5]))),
      ['one-group information'],
    );
    assert.deepEqual(
      found(() => new nn.GroupNorm(1, 6).forward(randn([4, 6]))),
      [],
    );
    const tracking = new nn.InstanceNorm2d(3, { trackRunningStats: true }).eval();
    assert.deepEqual(
      found(() => tracking.forward(randn([4, 3, 5, 5]))),
      ['tracking-instance-norm information'],
    );
  });

  it('a bias that is subtracted again', () => {
    const before = (layer: nn.Module, norm: nn.Module, x: Tensor) => found(() => norm.forward(layer.forward(x)));
    const linear = new nn.Linear(5, 4);
    const conv = new nn.Conv2d(2, 4, 3);
    const image = randn([4, 2, 6, 6]);
    assert.deepEqual(before(linear, new nn.BatchNorm1d(4), randn([32, 5])), ['bias-before-norm information']);
    assert.deepEqual(before(conv, new nn.BatchNorm2d(4), image), ['bias-before-norm information']);
    assert.deepEqual(before(conv, new nn.InstanceNorm2d(4), image), ['bias-before-norm information']);
    assert.deepEqual(before(new nn.Conv2d(2, 4, 3, { bias: false }), new nn.BatchNorm2d(4), image), []);
    assert.deepEqual(before(linear, new nn.LayerNorm(4), randn([32, 5])), []);
    assert.deepEqual(before(new nn.Sequential(linear, new nn.ReLU()), new nn.BatchNorm1d(4), randn([32, 5])), []);
    assert.deepEqual(before(conv, new nn.GroupNorm(2, 4), image), []);
  });
});

describe('Remarks on what is no layer', () => {
  it('targets that are no distribution', () => {
    const codes = (target: Tensor) => targetsNoDistribution(target)?.finding.values;
    assert.deepEqual(
      codes(
        tensor([
          [-1, 2],
          [0.5, 0.5],
        ]),
      ),
      { negative: 1, count: 4, least: -1, lowSum: 1, highSum: 1 },
    );
    assert.ok(codes(tensor([[1, 1, 0]])));
    assert.equal(
      codes(
        tensor([
          [0.25, 0.75],
          [1, 0],
        ]),
      ),
      undefined,
    );
    assert.equal(
      codes(
        tensor([
          [0, 0],
          [1, 0],
        ]),
      ),
      undefined,
      'a sample that is left out',
    );
    assert.equal(codes(F.softmax(randn([2, 3, 4]), 1)), undefined);
    assert.ok(codes(F.softmax(randn([2, 3, 4]), 2)));
  });

  it('loaders whose last batch has one sample', () => {
    assert.ok(lastBatchOfOne(65, 32, false));
    for (const [samples, size, dropLast] of [
      [65, 32, true],
      [64, 32, false],
      [66, 32, false],
      [5, 1, false],
    ] as const) {
      assert.equal(lastBatchOfOne(samples, size, dropLast), undefined);
    }
  });

  it('errors, in the framework’s words', () => {
    const codes = (message: string) => remarksOnError({ message }, new Map()).map(({ finding }) => finding.code);
    assert.deepEqual(codes('Expected more than 1 value per channel when training, got input size torch.Size([1, 4])'), [
      'norm.one-value-per-channel',
    ]);
    assert.deepEqual(codes('running_mean should contain 10 elements not 16'), ['norm.channel-axis']);
    assert.deepEqual(codes('Incompatible shapes: [4,8,6,6] vs. [8] [Op:Mul] name: '), ['norm.statistics-shape']);
    assert.deepEqual(codes('Incompatible shapes: [4,8,6,6] vs. [5] [Op:Mul] name: '), []);
    assert.deepEqual(codes('weight should contain 10 elements not 16'), []);
  });

  it('a view that changes the batch, with the size that fits', () => {
    const message = 'Expected input batch_size (80) to match target batch_size (20).';
    const of = (code: string) => remarksOnError({ message }, new Map([[7, code]]))[0]!;
    const flat = of('x = 1\ny = x.view(-1, 4 * 3 * 3)');
    assert.deepEqual(flat.finding.values, { rows: 80, batch: 20, features: 36, fitting: 144 });
    assert.deepEqual(flat.change, { kind: 'replaceText', found: '4 * 3 * 3', text: '4 * 6 * 6' });
    assert.deepEqual(of('const y = x.reshape([-1, 36]);').change, { kind: 'replaceText', found: '36', text: '144' });
    assert.deepEqual(of('y = x.view(-1, columns)').finding.values, { rows: 80, batch: 20 });
  });

  it('running averages whose momentum weighs the old value', () => {
    const codes = (code: string) => remarksOnCode(code, 1).map(({ finding }) => finding.values);
    assert.deepEqual(codes('running_var = momentum * running_var + (1 - momentum) * v'), [{}]);
    assert.deepEqual(
      codes('this.runningMean = this.momentum * this.runningMean + (1 - this.momentum) * m; // momentum = 0.8'),
      [{ momentum: 0.8 }],
    );
    assert.deepEqual(codes('running_var = (1 - momentum) * running_var + momentum * v'), []);
    assert.deepEqual(codes('moving_mean = momentum * moving_mean + (1 - momentum) * m'), []);
  });
});
