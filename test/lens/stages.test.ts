import assert from 'node:assert/strict';
import fc from 'fast-check';
import { F, keras, nn, noGrad, optim, randn, type Tensor } from '../../src/engine/index.ts';
import { describeSets, isBroken } from '../../src/charts/sets.ts';
import type { Card } from '../../src/protocol/card.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { cardOf } from './cardOf.ts';
import { allNear, near } from './near.ts';

function scaled<Layer extends { weight: Tensor | undefined; bias?: Tensor | undefined }>(layer: Layer): Layer {
  noGrad(() => {
    layer.weight?.copy_(randn(layer.weight.shape).add(3));
    layer.bias?.copy_(randn(layer.bias.shape));
  });
  return layer;
}

function check(card: Card, normalized: Tensor): void {
  const stage = card.stages.normalized;
  assert.ok(stage);
  near(stage.mean, normalized.mean().item());
  near(stage.std, normalized.std(undefined, { correction: 0 }).item());
  near(stage.min, normalized.min().item());
  near(stage.max, normalized.max().item());
}

describe('The stages of a card', () => {
  it('show x̂ as the layer would give it without γ and β', () => {
    const sizes = fc.record({
      n: fc.integer({ min: 2, max: 6 }),
      c: fc.constantFrom(2, 4, 6),
      l: fc.integer({ min: 2, max: 40 }),
    });
    fc.assert(
      fc.property(sizes, ({ n, c, l }) => {
        const x = randn([n, c, l]).mul(3).add(1);
        check(
          cardOf(() => scaled(new nn.BatchNorm1d(c)).forward(x)),
          F.batchNorm(x, { training: true }),
        );
        check(
          cardOf(() => scaled(new nn.GroupNorm(2, c)).forward(x)),
          F.groupNorm(x, 2),
        );
        check(
          cardOf(() => scaled(new nn.InstanceNorm1d(c, { affine: true })).forward(x)),
          F.instanceNorm(x),
        );
        check(
          cardOf(() => scaled(new nn.LayerNorm([c, l])).forward(x)),
          F.layerNorm(x, [c, l]),
        );
        check(
          cardOf(() => scaled(new nn.RMSNorm([l])).forward(x)),
          F.rmsNorm(x, [l]),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('show x̂ of a large tensor by a sample', () => {
    const x = randn([32, 4, 10_000]).mul(3).add(1);
    const card = cardOf(() => scaled(new nn.BatchNorm1d(4)).forward(x));
    assert.ok(card.stages.normalized?.sample !== undefined);
    near(card.stages.normalized.mean, 0);
    near(card.stages.normalized.std, 1);
  });

  it('are two where γ = 1 and β = 0, or there are no such parameters', () => {
    assert.equal(cardOf(() => new nn.BatchNorm1d(3).forward(randn([8, 3]))).stages.normalized, undefined);
    assert.equal(cardOf(() => F.layerNorm(randn([8, 3]), [3])).stages.normalized, undefined);
  });

  it('take γ and β as they were at the call, though an optimizer writes them afterwards', () => {
    for (const channels of [5, 5000]) {
      const layer = scaled(new nn.BatchNorm1d(channels));
      const [weight, bias] = [layer.weight!.clone().values(), layer.bias!.clone().values()];
      const optimizer = new optim.SGD(layer.parameters(), { lr: 1 });
      const x = randn([4, channels]);
      const card = cardOf(() => {
        layer.forward(x).pow(2).sum().backward();
        optimizer.step();
      });
      const shown = card.sets.shown ?? Array.from(weight.keys());
      allNear(
        unpack(card.formula!.weight!),
        shown.map((set) => weight[set]!),
      );
      allNear(
        unpack(card.formula!.bias!),
        shown.map((set) => bias[set]!),
      );
      check(card, F.batchNorm(x, { training: true }));
    }
  });

  it('are those of the layer though an activation in place has overwritten its output', () => {
    const layer = scaled(new nn.BatchNorm2d(3));
    const x = randn([4, 3, 5, 5]);
    let expected = 0;
    const card = cardOf(() => {
      for (let step = 0; step < 3; step++) {
        const y = layer.forward(x);
        expected = y.detach().min().item();
        y.relu_();
      }
    });
    assert.ok(expected < 0);
    near(card.stages.output.min, expected);
  });

  it('come with the numbers of the formula', () => {
    const x = randn([6, 3, 4]);
    const evaluated = cardOf(() =>
      scaled(new nn.BatchNorm1d(3, { eps: 0.25 }))
        .eval()
        .forward(x),
    ).formula;
    assert.ok(evaluated);
    assert.deepEqual([evaluated.eps, evaluated.affine, evaluated.parameters], [0.25, 'perSet', ['weight', 'bias']]);
    allNear(unpack(evaluated.mean!), [0, 0, 0]);
    allNear(unpack(evaluated.variance!), [1, 1, 1]);
    const ofLayer = cardOf(() => scaled(new nn.LayerNorm([4])).forward(x)).formula;
    assert.deepEqual([ofLayer?.affine, ofLayer?.weight, ofLayer?.mean], ['perElement', undefined, undefined]);
    const instance = scaled(new nn.InstanceNorm1d(3, { affine: true }));
    const ofInstance = cardOf(() => instance.forward(x)).formula;
    const repeated = Array.from({ length: 18 }, (_, set) => instance.weight!.values()[set % 3]!);
    allNear(unpack(ofInstance!.weight!), repeated);
    assert.equal(cardOf(() => new nn.BatchRenorm(3).forward(x)).formula, undefined);
  });

  it('tell finite numbers of float64 from infinite ones, though float32 has none so large or so small', () => {
    for (const scale of [1e100, 1e-100]) {
      const x = randn([50, 3], { dtype: 'float64' }).mul(scale).add(scale);
      const layer = new nn.BatchNorm1d(3, { dtype: 'float64', eps: 1e-300 });
      const card = cardOf(() => layer.call(x).pow(3).mul(scale).sum().backward());
      const sets = describeSets(card);
      x.mean([0])
        .values()
        .forEach((mean, set) => {
          near(sets[set]!.input.mean / mean, 1, 1e-3);
          assert.ok(!isBroken(sets[set]!) && !sets[set]!.isOutlier);
        });
      near(card.stages.input.max! / x.max().item(), 1);
      near(unpack(card.gradients!.outputStd)[0]! / card.gradients!.output.std!, 1, 1e-3);
      near(unpack(card.running!.series[0]!.batchMean)[0]! / x.mean([0]).values()[0]!, 1, 1e-3);
    }
  });

  it('know ghost batches and Keras’ groups', () => {
    const ghost = scaled(new nn.GhostBatchNorm(3, { virtualBatchSize: 2 }));
    const card = cardOf(() => ghost.forward(randn([6, 3, 4])));
    assert.equal(card.formula?.affine, 'perSet');
    allNear(
      unpack(card.formula.weight!),
      [0, 1, 2].flatMap(() => [...ghost.weight!.values()]),
    );
    const [x, uneven] = [randn([10, 3, 4]), scaled(new nn.GhostBatchNorm(3, { virtualBatchSize: 4 }))];
    const whole = cardOf(() => {
      const y = uneven.forward(x);
      near(y.narrow(0, 0, 4).mean([0, 2]).values()[1], uneven.bias!.values()[1]!);
    });
    assert.deepEqual([whole.shape, whole.sets.count, whole.sets.dimensions[0]], [[10, 3, 4], 3, '≤V']);
    near(whole.stages.input.max, x.max().item());
    near(whole.stages.input.std, x.std(undefined, { correction: 0 }).item());
    allNear(unpack(whole.sets.input.mean), x.mean([0, 2]).values());
    allNear(unpack(whole.sets.output.mean), uneven.bias!.values());
    const groups = cardOf(() => new keras.layers.GroupNormalization({ groups: 2 }).call(randn([2, 3, 3, 4])));
    assert.equal(groups.formula?.affine, 'perElement');
  });
});
