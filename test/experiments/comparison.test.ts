import assert from 'node:assert/strict';
import { F, keras, manualSeed, nn, normalizationCalls, randn, type Tensor, tensor } from '../../src/engine/index.ts';
import { compare } from '../../src/kernel/experiments.ts';
import { displayValue } from '../../src/kernel/display.ts';
import { Lens } from '../../src/lens/index.ts';
import type { Comparison, GroupStatistics } from '../../src/protocol/experiment.ts';
import { parseExperiment } from '../../src/protocol/experiment.ts';
import { EXPERIMENT_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';

/** What a stage says of one way of grouping. */
function statisticsOf(comparison: Comparison, layer: number, grouping: string): GroupStatistics {
  const index = comparison.groupings.findIndex(({ name }) => name === grouping);
  const found = comparison.layers[layer]?.output.statistics[index];
  assert.ok(found, `${grouping} of layer ${layer}`);
  return found;
}

/** Which ways of grouping a layer has normalized. */
function normalizedBy(comparison: Comparison, layer: number): string[] {
  return comparison.groupings
    .filter((_, index) => comparison.layers[layer]!.output.statistics[index]?.normalized === 'standard')
    .map(({ name }) => name);
}

describe('compare', () => {
  let x: Tensor;

  beforeEach(() => {
    manualSeed(3);
    x = randn([16, 8, 5, 5])
      .mul(randn([1, 8, 1, 1]).abs().add(0.5))
      .add(randn([16, 8, 1, 1]).mul(2));
  });

  it('finds that each layer normalizes the sets that share its statistics, and no smaller ones', () => {
    const comparison = compare(
      [new nn.BatchNorm2d(8), new nn.LayerNorm([8, 5, 5]), new nn.InstanceNorm2d(8), new nn.GroupNorm(2, 8)],
      x,
    );
    assert.deepEqual(
      comparison.groupings.map(({ name, count, size }) => [name, count, size]),
      [
        ['all', 1, 3200],
        ['sample', 16, 200],
        ['channel', 8, 400],
        ['instance', 128, 25],
        ['group', 32, 100],
      ],
    );
    assert.deepEqual(normalizedBy(comparison, 0), ['all', 'channel']);
    assert.deepEqual(normalizedBy(comparison, 1), ['all', 'sample']);
    assert.deepEqual(normalizedBy(comparison, 2), ['all', 'sample', 'channel', 'instance', 'group']);
    assert.deepEqual(normalizedBy(comparison, 3), ['all', 'sample', 'group']);
  });

  it('gives the ranges of means and σ that the output has', () => {
    const layer = new nn.BatchNorm2d(8);
    const comparison = compare(layer, x);
    const y = layer.forward(x);
    const [means, stds] = [y.mean([1, 2, 3]), y.std([1, 2, 3], { correction: 0 })];
    const { mean, std } = statisticsOf(comparison, 0, 'sample');
    const expected = [means.min().item(), means.max().item(), stds.min().item(), stds.max().item()];
    [...mean, ...std].forEach((value, index) => {
      assert.ok(Math.abs(value - expected[index]!) < 1e-5, `${value} is not ${expected[index]}`);
    });
  });

  it('tells a root mean square of 1 from mean 0 and σ 1', () => {
    const comparison = compare(new nn.RMSNorm([8, 5, 5]), x.add(3));
    const { normalized, rms, mean } = statisticsOf(comparison, 0, 'sample');
    assert.equal(normalized, 'rms');
    assert.ok(Math.abs(rms[0] - 1) < 1e-3 && Math.abs(rms[1] - 1) < 1e-3);
    assert.ok(mean[0] > 0.3);
    assert.equal(comparison.layers[0]!.sharing?.centred, false);
    // σ of each channel is near 1 here, and so is the root mean square, but by chance alone.
    assert.equal(statisticsOf(compare(new nn.LayerNorm([8]), randn([4000, 8])), 0, 'channel').normalized, 'no');
  });

  it('counts constant sets apart: they stay constant, and the others are normalized all the same', () => {
    const pixels = randn([20, 3]);
    const blank = pixels.mul(tensor([1, 0, 1]));
    const { constant, normalized } = statisticsOf(compare(new nn.BatchNorm1d(3), blank), 0, 'channel');
    assert.deepEqual([constant, normalized], [1, 'standard']);
  });

  it('leaves layers, modes, gradients, random numbers and cards as they were', () => {
    const layer = new nn.BatchNorm2d(8);
    const dropout = new nn.Dropout({ p: 0.5 }).eval();
    layer.weight!.grad = randn([8]);
    const { grad } = layer.weight!;
    const before = new Map([...layer.stateDict()].map(([name, value]) => [name, value.clone()]));
    const fields = { ...layer };
    manualSeed(7);
    const next = randn([3]).tolist();
    manualSeed(7);
    const lens = new Lens();
    const { output } = compare([layer, dropout], x.requiresGrad_()).layers[1]!;
    assert.equal([...lens.takeCards()].length, 0);
    lens.dispose();
    assert.ok(output.distribution.std! > 0);
    for (const [name, value] of layer.stateDict()) assert.deepEqual(value.tolist(), before.get(name)!.tolist(), name);
    assert.deepEqual({ ...layer }, fields);
    assert.equal(layer.weight!.grad, grad);
    assert.equal(dropout.training, false);
    assert.deepEqual(randn([3]).tolist(), next);
    assert.equal(x.grad, undefined);
  });

  it('leaves a lazy layer lazy', () => {
    const layer = new nn.LazyBatchNorm2d();
    assert.deepEqual(normalizedBy(compare(layer, x), 0), ['all', 'channel']);
    assert.ok(layer instanceof nn.LazyBatchNorm2d);
    assert.equal(layer.numFeatures, 0);
    assert.equal(layer.weight!.numel(), 0);
  });

  it('uses running statistics in evaluation mode', () => {
    const layer = new nn.BatchNorm2d(8);
    const comparison = compare(layer, x, { mode: 'eval' });
    assert.equal(comparison.layers[0]!.usesInputStatistics, false);
    assert.deepEqual(normalizedBy(comparison, 0), []);
    assert.equal(layer.training, true);
  });

  it("takes Keras' layers, functions and modules of one's own, also with outputs of another shape", () => {
    class Centred extends nn.Module {
      override forward(input: Tensor): Tensor {
        return input.sub(input.mean(0));
      }
    }
    const flat = x.reshape([16, 200]);
    const comparison = compare(
      [
        new keras.layers.BatchNormalization(),
        new nn.Sequential(new nn.Linear(200, 6), new nn.BatchNorm1d(6)),
        new Centred(),
        (input) => F.layerNorm(input, [200]),
      ],
      flat,
    );
    assert.deepEqual(
      comparison.layers.map(({ name }) => name),
      ['BatchNormalization', 'Sequential', 'Centred()', 'function'],
    );
    assert.deepEqual(
      comparison.layers.map(({ sharing }) => sharing?.name),
      ['channel', 'channel', undefined, 'sample'],
    );
    assert.deepEqual(normalizedBy(comparison, 1), ['all', 'channel']);
    assert.ok(Math.abs(statisticsOf(comparison, 2, 'channel').mean[1]) < 1e-6);
    assert.deepEqual(normalizedBy(comparison, 3), ['all', 'sample']);
  });

  it('numbers layers that are called the same, and takes names', () => {
    const layers = [new nn.BatchNorm2d(8), new nn.BatchNorm2d(8, { eps: 0.1 })];
    assert.deepEqual(
      compare(layers, x).layers.map(({ name }) => name),
      ['BatchNorm2d(8) #1', 'BatchNorm2d(8) #2'],
    );
    assert.equal(compare(layers, x, { names: ['a', 'b'] }).layers[1]!.name, 'b');
    assert.throws(() => compare(layers, x, { names: ['a'] }), /names has 1 texts for 2 layers; give one for each/);
  });

  it("names the layer in the layer's own error, and says what else is wrong", () => {
    const layers = [new nn.BatchNorm2d(8), new nn.BatchNorm1d(5)];
    assert.throws(() => compare(layers, x), {
      name: 'ValueError',
      message: 'BatchNorm1d(5): expected 2D or 3D input (got 4D input)',
    });
    assert.equal((layers[0] as nn.BatchNorm2d).numBatchesTracked!.item(), 0);
    const wrong = 3 as unknown as nn.Module;
    assert.throws(() => compare([layers[0]!, wrong], x), /compare takes modules.*layer 2 of 2 is number/);
    assert.throws(() => compare(layers, [1] as unknown as Tensor), /compare takes a tensor as its input/);
    assert.throws(() => compare(layers, randn([0, 8, 2, 2])), /x has no elements/);
    assert.throws(() => compare([], x), /takes 1 to 24 layers or models, but got 0/);
    assert.throws(() => compare(layers, x, { mode: 'training' as 'train' }), /mode must be 'train' or 'eval'/);
  });

  it('shows itself as data that the renderer takes, and as a text', () => {
    x.storage.data[5] = NaN;
    const bundle = displayValue(compare([new nn.BatchNorm2d(8)], x, { title: 'Mine' }));
    assert.deepEqual(Object.keys(bundle), [EXPERIMENT_MIME, TEXT_MIME]);
    const parsed = parseExperiment(JSON.parse(JSON.stringify(bundle[EXPERIMENT_MIME])));
    assert.equal(parsed.title, 'Mine');
    assert.match(bundle[TEXT_MIME] as string, /^Mine\ntraining mode · float32 · 16 × 8 × 5 × 5/);
    assert.match(bundle[TEXT_MIME] as string, /mean NaN/);
    assert.ok(normalizationCalls() > 0);
  });
});
