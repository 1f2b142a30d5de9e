import assert from 'node:assert/strict';
import * as v from 'valibot';
import { F, keras, manualSeed, nn, noGrad, randn, type Tensor } from '../../src/engine/index.ts';
import type { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { type Outcome, type Setting, type WhatIf, whatIfSchema } from '../../src/protocol/whatIf.ts';
import { withLens } from './cardOf.ts';
import { near } from './near.ts';

/** What there is of a card but what each making of it has anew. */
function comparable({ stages, sets, formula, details, mode, statistics }: Card): object {
  return { stages, sets, formula, details, mode, statistics };
}

function made(lens: Lens, run: () => unknown): Card {
  noGrad(run);
  return [...lens.takeCards()].at(-1)!;
}

function outcome(answer: WhatIf | undefined): Outcome {
  assert.ok(answer !== undefined);
  assert.ok(v.is(whatIfSchema, JSON.parse(JSON.stringify(answer))), 'the answer can travel');
  assert.ok('card' in answer, 'error' in answer ? answer.error : '');
  return answer;
}

function expectSame(lens: Lens, card: Card, setting: Setting, other: () => unknown): void {
  const found = outcome(lens.whatIf(card.id, setting)).card;
  assert.deepEqual(comparable(found), comparable(made(lens, other)));
}

interface Options {
  readonly eps?: number;
}

type MakeLayer = (options: Options) => (x: Tensor) => Tensor;

const kerasLayer =
  (make: (epsilon: { readonly epsilon?: number }) => InstanceType<typeof keras.layers.Layer>): MakeLayer =>
  ({ eps }) => {
    const layer = make(eps === undefined ? {} : { epsilon: eps });
    return (x) => layer.call(x, { training: true });
  };

const KINDS: Readonly<Record<string, readonly [shape: number[], make: MakeLayer]>> = {
  BatchNorm1d: [[8, 5], (options) => (x) => new nn.BatchNorm1d(5, options).forward(x)],
  'BatchNorm1d of three dimensions': [[8, 5, 3], (options) => (x) => new nn.BatchNorm1d(5, options).forward(x)],
  BatchNorm2d: [[4, 5, 6, 6], (options) => (x) => new nn.BatchNorm2d(5, options).forward(x)],
  BatchNorm3d: [[4, 5, 2, 3, 3], (options) => (x) => new nn.BatchNorm3d(5, options).forward(x)],
  GhostBatchNorm: [
    [8, 5, 6],
    (options) => (x) => new nn.GhostBatchNorm(5, { ...options, virtualBatchSize: 4 }).forward(x),
  ],
  InstanceNorm2d: [[4, 5, 6, 6], (options) => (x) => new nn.InstanceNorm2d(5, { ...options, affine: true }).forward(x)],
  LayerNorm: [[4, 7, 6], (options) => (x) => new nn.LayerNorm([7, 6], options).forward(x)],
  GroupNorm: [[4, 6, 5], (options) => (x) => new nn.GroupNorm(2, 6, options).forward(x)],
  RMSNorm: [[4, 7, 6], (options) => (x) => new nn.RMSNorm([6], options).forward(x)],
  FilterResponseNorm: [[4, 5, 6, 6], (options) => (x) => new nn.FilterResponseNorm(5, options).forward(x)],
  'F.batchNorm': [[8, 5], (options) => (x) => F.batchNorm(x, { ...options, training: true })],
  'F.layerNorm': [[8, 5], (options) => (x) => F.layerNorm(x, [5], options)],
  'keras BatchNormalization': [[8, 3, 5], kerasLayer((options) => new keras.layers.BatchNormalization(options))],
  'keras LayerNormalization': [[8, 3, 5], kerasLayer((options) => new keras.layers.LayerNormalization(options))],
  'keras GroupNormalization': [
    [8, 3, 6],
    kerasLayer((options) => new keras.layers.GroupNormalization({ groups: 3, ...options })),
  ],
  'keras RMSNormalization': [[8, 3, 6], kerasLayer((options) => new keras.layers.RMSNormalization(options))],
};

describe('What if', () => {
  for (const [name, [shape, make]] of Object.entries(KINDS)) {
    it(`computes ${name} again: as it was, and as a layer with another eps`, () => {
      withLens((lens) => {
        manualSeed(3);
        const x = randn(shape).mul(2).add(1);
        const card = made(lens, () => make({})(x));
        expectSame(lens, card, {}, () => make({})(x));
        for (const eps of [1e-12, 0.5, 10]) expectSame(lens, card, { eps }, () => make({ eps })(x));
        assert.notDeepEqual(outcome(lens.whatIf(card.id, { eps: 10 })).card.stages, card.stages);
      });
    });
  }

  it('takes γ times a factor and β plus an offset, of all channels or of the selected one', () => {
    withLens((lens) => {
      const x = randn([16, 4, 3]);
      const layer = new nn.BatchNorm1d(4);
      noGrad(() => layer.weight!.copy_(randn([4])));
      noGrad(() => layer.bias!.copy_(randn([4])));
      const card = made(lens, () => layer.forward(x));
      const other = (change: (layer: nn.BatchNorm1d) => unknown) => (): unknown => {
        const copy = new nn.BatchNorm1d(4);
        copy.loadStateDict(layer.stateDict());
        noGrad(() => change(copy));
        return copy.forward(x);
      };
      expectSame(
        lens,
        card,
        { scale: 2, shift: -3 },
        other(({ weight, bias }) => [weight!.mul_(2), bias!.sub_(3)]),
      );
      const one = other(({ weight, bias }) => [weight!.narrow(0, 2, 1).mul_(2), bias!.narrow(0, 2, 1).add_(1)]);
      expectSame(lens, card, { scale: 2, shift: 1, set: 2 }, one);
      const detail = outcome(lens.whatIf(card.id, { scale: 2, set: 2 })).detail!;
      near(detail.stages.output.std, 2 * Math.abs(layer.weight!.values()[2]!), 1e-4);
    });
  });

  it('remembers γ and β as they were when the layer ran', () => {
    withLens((lens) => {
      for (const features of [6, 5000]) {
        const x = randn([3, features]);
        const layer = new nn.BatchNorm1d(features);
        noGrad(() => layer.weight!.fill_(3));
        const card = made(lens, () => {
          layer.forward(x);
          layer.weight!.fill_(100);
        });
        layer.weight!.detach().fill_(1000);
        near(outcome(lens.whatIf(card.id, {})).card.stages.output.std, 3, 1e-2);
      }
    });
  });

  it('normalizes fewer samples, and says what PyTorch says to too few', () => {
    withLens((lens) => {
      const x = randn([16, 4]);
      const card = made(lens, () => new nn.BatchNorm1d(4).forward(x));
      const answer = outcome(lens.whatIf(card.id, { samples: 3 }));
      assert.equal(answer.controls.samples, 16);
      assert.deepEqual(answer.card.shape, [3, 4]);
      expectSame(lens, card, { samples: 3 }, () => new nn.BatchNorm1d(4).forward(x.narrow(0, 0, 3)));
      const { error } = lens.whatIf(card.id, { samples: 1 }) as { error: string };
      assert.throws(
        () => new nn.BatchNorm1d(4).forward(x.narrow(0, 0, 1)),
        (thrown: Error) => `${thrown.name}: ${thrown.message}` === error,
      );
      assert.match(error, /^ValueError: Expected more than 1 value per channel when training/);
      const zero = lens.whatIf(card.id, { eps: 0 });
      assert.match((zero as { error: string }).error, /eps must be positive during training/);
      const many = outcome(lens.whatIf(card.id, { samples: 100 }));
      assert.deepEqual(many.card.shape, [16, 4], 'there are no more than there are');
      const ofLayer = made(lens, () => new nn.LayerNorm([4]).forward(x));
      assert.equal(outcome(lens.whatIf(ofLayer.id, {})).controls.samples, undefined, 'samples by themselves');
      const ofKeras = made(lens, () => new keras.layers.BatchNormalization().call(x, { training: true }));
      assert.equal(outcome(lens.whatIf(ofKeras.id, { samples: 1 })).card.stages.output.std, 0, 'Keras takes one');
    });
  });

  it('switches between batch and running statistics', () => {
    withLens((lens) => {
      const x = randn([16, 4]).mul(3).add(1);
      for (const make of [() => new nn.BatchNorm1d(4), () => new nn.InstanceNorm1d(4, { trackRunningStats: true })]) {
        const layer = make();
        const input = layer instanceof nn.BatchNorm1d ? x : x.reshape([4, 4, 4]);
        const card = made(lens, () => layer.forward(input));
        expectSame(lens, card, { statistics: 'running' }, () => {
          layer.eval();
          return layer.forward(input);
        });
        const evaluated = made(lens, () => layer.forward(input));
        expectSame(lens, evaluated, { statistics: 'input' }, () => make().forward(input));
      }
      const free = made(lens, () => new nn.LayerNorm([4]).forward(x));
      assert.equal(outcome(lens.whatIf(free.id, {})).controls.hasRunning, false);
    });
  });

  it('moves running statistics with another momentum, in both conventions', () => {
    withLens((lens) => {
      manualSeed(1);
      const batches = Array.from({ length: 10 }, (_, index) => randn([16, 4]).add(index));
      const train = (momentum: number | null) => (): nn.BatchNorm1d => {
        const layer = new nn.BatchNorm1d(4, { momentum });
        for (const batch of batches) layer.forward(batch);
        return layer;
      };
      const card = made(lens, train(0.1));
      const own = outcome(lens.whatIf(card.id, {}));
      assert.deepEqual(own.controls.momentum, { value: 0.1, ofPast: false, repeats: false });
      assert.equal(own.ownRunning, undefined);
      for (const momentum of [0, 0.5, 1, null]) {
        const answer = outcome(lens.whatIf(card.id, { momentum }));
        assert.deepEqual(answer.card.stages, card.stages, 'the output does not depend on it in training');
        const other = noGrad(train(momentum));
        for (const taken of lens.takeCards()) assert.ok(taken);
        for (const { set, runningMean, runningVariance } of answer.card.running!.series) {
          near(unpack(runningMean).at(-1), other.runningMean!.values()[set]!, 1e-3);
          near(unpack(runningVariance).at(-1), other.runningVar!.values()[set]!, 1e-3);
        }
        assert.deepEqual(
          answer.ownRunning!.series.map(({ set }) => set),
          answer.card.running!.series.map(({ set }) => set),
        );
        other.eval();
        const evaluated = made(lens, () => other.forward(batches.at(-1)!)).stages.output;
        const { output } = outcome(lens.whatIf(card.id, { momentum, statistics: 'running' })).card.stages;
        near(output.mean, evaluated.mean!, 1e-3);
        near(output.std, evaluated.std!, 1e-3);
      }
      const layer = new keras.layers.BatchNormalization({ momentum: 0.8 });
      const ofKeras = made(lens, () => layer.call(batches[3]!, { training: true }));
      const answer = outcome(lens.whatIf(ofKeras.id, { momentum: 0.5 }));
      near(answer.controls.momentum!.value, 0.2);
      assert.deepEqual([answer.controls.momentum!.ofPast, answer.controls.momentum!.repeats], [true, true]);
      const [series] = answer.card.running!.series;
      near(unpack(series!.runningMean)[0], 0.5 * unpack(series!.batchMean)[0]!, 1e-3);
      near(unpack(series!.runningMean).at(-1), unpack(series!.batchMean)[0]!, 1e-3);
    });
  });

  it('changes nothing that the program knows', () => {
    withLens((lens) => {
      const layer = new nn.BatchNorm2d(3);
      const x = randn([4, 3, 5, 5]).requiresGrad_();
      const y = layer.forward(x);
      y.sum().backward();
      const [card] = lens.takeCards();
      const tensors = [...layer.stateDict().values(), x, y, x.grad!, layer.weight!.grad!];
      const state = (): unknown[] => tensors.map((tensor) => [tensor.storage.version, [...tensor.values()]]);
      const before = state();
      manualSeed(5);
      const next = randn([3]).values();
      manualSeed(5);
      for (const setting of [
        { eps: 1, momentum: 0.9, scale: 2, shift: 1 },
        { samples: 2, statistics: 'running' },
      ] as const) {
        outcome(lens.whatIf(card!.id, setting));
      }
      assert.deepEqual(state(), before);
      assert.deepEqual(randn([3]).values(), next, 'the random numbers go on as they would have');
      assert.deepEqual([...lens.takeCards()], [], 'and makes no card');
      assert.equal(layer.training, true);
    });
  });

  it('is not for layers that compute in another way, nor for tensors that are gone', () => {
    withLens((lens) => {
      const x = randn([8, 3]);
      const renorm = made(lens, () => new nn.BatchRenorm(3).forward(x));
      assert.equal(lens.whatIf(renorm.id, {}), undefined);
      const card = made(lens, () => new nn.BatchNorm1d(3).forward(x));
      assert.ok(lens.whatIf(card.id, {}));
      assert.equal(lens.whatIf('unknown', {}), undefined);
      x.fill_(0);
      assert.equal(lens.whatIf(card.id, {}), undefined);
    });
  });
});
