import assert from 'node:assert/strict';
import { manualSeed, nn, noGrad, randn, tensor, withoutKernels } from '../../src/engine/index.ts';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { cardOf, cardsOf } from './cardOf.ts';
import { allNear, near } from './near.ts';

describe('The lens', () => {
  it('agrees with the engine on means, deviations and extremes', () => {
    const x = randn([32, 5, 3]).mul(4).sub(1);
    const [card] = cardsOf(() => new nn.BatchNorm1d(5).forward(x));
    assert.ok(card);
    const { input, output } = card.stages;
    near(input.mean, x.mean().item());
    near(input.std, x.std(undefined, { correction: 0 }).item());
    near(input.min, x.min().item());
    near(input.max, x.max().item());
    near(output.std, 1);
    allNear(unpack(card.sets.input.mean), x.mean([0, 2]).values());
    allNear(unpack(card.sets.input.std), x.std([0, 2], { correction: 0 }).values());
    allNear(unpack(card.sets.output.std), [1, 1, 1, 1, 1]);
    assert.equal(card.sets.shown, undefined);
    assert.deepEqual([card.sets.shape, card.sets.reduced, card.sets.name], [[32, 5, 3], [0, 2], 'channel']);
  });

  it('knows the sets of a large output, whatever the layer and its parameters, as if it had measured them', () => {
    const channels = (layer: nn.BatchNorm2d | nn.InstanceNorm2d | nn.GroupNorm): typeof layer => {
      noGrad(() => {
        layer.weight?.copy_(randn(layer.weight.shape));
        layer.bias?.copy_(randn(layer.bias.shape));
      });
      return layer;
    };
    const x = randn([4, 6, 120, 120]).mul(3).add(2);
    const layers = [
      channels(new nn.BatchNorm2d(6)),
      channels(new nn.BatchNorm2d(6)).eval(),
      channels(new nn.InstanceNorm2d(6, { affine: true })),
      channels(new nn.GroupNorm(3, 6)),
      new nn.GroupNorm(3, 6, { affine: false }),
      new nn.LayerNorm([6, 120, 120]),
    ];
    for (const layer of layers) {
      let y = x;
      const card = cardOf(() => (y = noGrad(() => layer.call(x))));
      const { shape, reduced } = card.sets;
      const divided = y.reshape(shape);
      allNear(unpack(card.sets.output.mean), divided.mean(reduced).values());
      allNear(unpack(card.sets.output.std), divided.std(reduced, { correction: 0 }).values());
      near(card.stages.output.mean, y.mean().item());
      near(card.stages.output.std, y.std(undefined, { correction: 0 }).item());
    }
  });

  it('measures a large output that numbers could not hold', () => {
    const layer = new nn.BatchNorm2d(2);
    noGrad(() => layer.weight?.copy_(tensor([1, 3e38])));
    const card = cardOf(() => noGrad(() => layer.call(randn([4, 2, 200, 200]))));
    const { output } = card.stages;
    assert.ok(output.positiveInfinity > 0 && output.negativeInfinity > 0);
    assert.deepEqual([output.mean, output.std], [null, null]);
    near(unpack(card.sets.output.std)[0], 1);
  });

  it('tells training from evaluation, and stops when it is disposed of', () => {
    const bn = new nn.BatchNorm1d(2);
    const modes = cardsOf(() => {
      bn.forward(randn([4, 2]));
      new nn.BatchNorm1d(2).eval().forward(randn([4, 2]));
      new nn.BatchNorm1d(2, { trackRunningStats: false }).eval().forward(randn([4, 2]));
    }).map(({ mode, statistics }) => `${mode}: ${statistics}`);
    assert.deepEqual(modes, ['training: input', 'evaluation: running', 'evaluation: input']);
    const lens = new Lens();
    lens.dispose();
    bn.forward(randn([4, 2]));
    assert.deepEqual([...lens.takeCards()], []);
  });

  it('makes the cards that are left, whole, when it was stopped in the midst of one', () => {
    let isStopped = true;
    class StoppedOnce extends nn.BatchNorm1d {
      override toString(): string {
        if (!isStopped) return super.toString();
        isStopped = false;
        throw new Error('stopped');
      }
    }
    const lens = new Lens();
    try {
      const layers = [new nn.BatchNorm1d(2), new StoppedOnce(3), new nn.BatchNorm1d(4)];
      for (const layer of layers) {
        layer
          .call(randn([8, layer.numFeatures]).requiresGrad_())
          .pow(3)
          .sum()
          .backward();
      }
      const channels: (number | undefined)[] = [];
      const take = (): void => {
        for (const { shape, gradients, running } of lens.takeCards()) {
          channels.push(shape[1]);
          assert.ok(gradients?.input, 'the gradients are there');
          assert.ok(running);
        }
      };
      assert.throws(take, /stopped/);
      take();
      assert.deepEqual(channels, [2, 3, 4]);
      assert.deepEqual([...lens.takeCards()], []);
    } finally {
      lens.dispose();
    }
  });

  it('summarizes large tensors in another thread as it would in this one, and as they were', () => {
    assert.ok(loadNativeKernels(new URL('../../dist/', import.meta.url), 2), 'the kernels must be built');
    const describeBoth = (): Card[] =>
      cardsOf(() => {
        manualSeed(1);
        const x = randn([40, 8, 1000]).mul(3);
        const y = new nn.BatchNorm1d(8).call(x);
        noGrad(() => {
          x.fill_(7);
          y.fill_(7);
        });
      }).map((card) => ({ ...card, id: '', milliseconds: 0 }));
    const [card] = describeBoth();
    const [expected] = withoutKernels(describeBoth);
    assert.ok(card && expected);
    const round = (_key: string, value: unknown): unknown =>
      typeof value === 'number' ? Number(value.toPrecision(4)) + 0 : value;
    const { histogram, ...before } = card.stages.input;
    const { histogram: expectedHistogram, ...expectedBefore } = expected.stages.input;
    assert.equal(JSON.stringify(before, round), JSON.stringify(expectedBefore, round));
    allNear(unpack(card.sets.input.mean), unpack(expected.sets.input.mean));
    allNear(unpack(card.sets.input.std), unpack(expected.sets.input.std));
    const moved = histogram.counts.reduce(
      (sum, count, bin) => sum + Math.abs(count - expectedHistogram.counts[bin]!),
      0,
    );
    assert.ok(moved < 100, 'but for a few at the borders of bins');
  });
});
