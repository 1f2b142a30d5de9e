import assert from 'node:assert/strict';
import { keras, nn, randn } from '../../src/engine/index.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { channelOf } from '../../src/charts/sets.ts';
import { cardOf, withLens } from './cardOf.ts';
import { allNear, near } from './near.ts';

describe('The running statistics of a card', () => {
  it('are those of the layer and its batches, call by call', () => {
    const layer = new nn.BatchNorm1d(3);
    const batches = Array.from({ length: 5 }, () => randn([8, 3]).add(2));
    const running: number[] = [];
    const card = cardOf(() => {
      for (const x of batches) {
        layer.forward(x);
        running.push(layer.runningMean!.values()[1]!);
      }
    });
    const [, series] = card.running!.series;
    assert.deepEqual([card.running!.momentum, card.running!.recorded, series!.set], [0.1, [1, 2, 3, 4, 5], 1]);
    allNear(unpack(series!.runningMean), running);
    allNear(
      unpack(series!.batchMean),
      batches.map((x) => x.mean([0]).values()[1]!),
    );
    allNear(
      unpack(series!.batchVariance),
      batches.map((x) => x.var([0]).values()[1]!),
    );
    near(unpack(series!.runningVariance).at(-1), layer.runningVar!.values()[1]!);
  });

  it('keep the first and the last of many calls, and few between', () => {
    const layer = new nn.BatchNorm1d(20);
    const card = cardOf(() => {
      for (let step = 0; step < 1001; step++) layer.forward(randn([4, 20]));
    });
    const { recorded, series } = card.running!;
    assert.ok(recorded.length >= 20 && recorded.length <= 48, `${recorded.length}`);
    assert.deepEqual([recorded[0], recorded.at(-1)], [1, 1001]);
    assert.equal(new Set(recorded.slice(1, -1).map((step, i) => step - recorded[i]!)).size, 1, 'evenly spaced');
    assert.equal(series.length, 8);
    assert.equal(unpack(series[0]!.runningMean).length, recorded.length);
  });

  it('give the momentum as PyTorch counts it; null for the plain average', () => {
    const x = randn([8, 3]);
    near(
      cardOf(() => new keras.layers.BatchNormalization({ momentum: 0.9 }).call(x, { training: true })).running
        ?.momentum,
      0.1,
    );
    assert.equal(cardOf(() => new nn.BatchNorm1d(3, { momentum: null }).forward(x)).running?.momentum, null);
    assert.equal(cardOf(() => new nn.BatchRenorm(3, { momentum: 0.5 }).forward(x)).running?.momentum, 0.5);
  });

  it('of instances are those of their channels, averaged over the samples', () => {
    const layer = new nn.InstanceNorm1d(3, { trackRunningStats: true });
    const x = randn([4, 3, 10]);
    const { series } = cardOf(() => layer.forward(x)).running!;
    assert.deepEqual(
      series.map(({ set }) => set),
      [0, 1, 2],
    );
    near(unpack(series[2]!.batchMean)[0], x.mean([0, 2]).values()[2]!);
    near(unpack(series[2]!.runningMean)[0], layer.runningMean!.values()[2]!);
  });

  it('take a point for every ghost batch, which moves them', () => {
    const x = randn([12, 3]).add(2);
    for (const samples of [12, 10]) {
      const batch = x.narrow(0, 0, samples);
      const [layer, reference] = [new nn.GhostBatchNorm(3, { virtualBatchSize: 4 }), new nn.BatchNorm1d(3)];
      const card = cardOf(() => {
        layer.forward(batch);
        layer.eval().forward(batch);
        layer.train().forward(batch);
      });
      const ghosts = [...batch.split(4), ...batch.split(4)];
      const running = ghosts.map((ghost) => {
        reference.forward(ghost);
        return reference.runningVar!.values()[2]!;
      });
      const [, , series] = card.running!.series;
      assert.deepEqual([card.calls, card.running!.channels, card.running!.recorded], [3, 3, [1, 2, 3, 4, 5, 6]]);
      allNear(unpack(series!.runningVariance), running);
      allNear(
        unpack(series!.batchMean),
        ghosts.map((ghost) => ghost.mean([0]).values()[2]!),
      );
    }
  });

  it('are those of the channel that a ghost batch’s set belongs to', () => {
    const layer = new nn.GhostBatchNorm(3, { virtualBatchSize: 4 });
    withLens((lens) => {
      layer.forward(randn([8, 3]));
      const [card] = lens.takeCards();
      assert.equal(channelOf(card!, 5), 2);
      const { running } = lens.detail(card!.id, 5)!;
      assert.equal(running?.set, 2);
      near(unpack(running.runningMean)[1], layer.runningMean!.values()[2]!);
    });
  });

  it('are absent where none are moved', () => {
    const layer = new nn.BatchNorm1d(3);
    assert.equal(cardOf(() => layer.eval().forward(randn([4, 3]))).running, undefined);
    assert.equal(cardOf(() => new nn.LayerNorm([3]).forward(randn([4, 3]))).running, undefined);
  });
});
