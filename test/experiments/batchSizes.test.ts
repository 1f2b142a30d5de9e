import assert from 'node:assert/strict';
import { manualSeed, nn, randn, type Tensor } from '../../src/engine/index.ts';
import { compareBatchSizes } from '../../src/kernel/experiments.ts';

function isClose(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual - expected) <= share * expected, `${actual} is not within ${share} of ${expected}`);
}

describe('compareBatchSizes', () => {
  let x: Tensor;

  before(() => {
    manualSeed(1);
    x = randn([2000, 16]).mul(3).add(5);
  });

  it('finds the spread of the mean that theory gives, σ/√n, and of σ, σ/√(2n)', () => {
    const { layers } = compareBatchSizes(new nn.BatchNorm1d(16), x, [8, 32, 128], { batches: 100 });
    assert.deepEqual([layers[0]!.poolsBatch, layers[0]!.spatial], [true, 1]);
    for (const { size, meanSpread, stdSpread, theory, outputSpread } of layers[0]!.sizes) {
      assert.equal(theory, 1 / Math.sqrt(size));
      isClose(meanSpread, theory, 0.1);
      if (size > 8) isClose(stdSpread, 1 / Math.sqrt(2 * size), 0.15);
      // An output moves by −Δμ − x̂·Δσ.
      if (size > 8) isClose(outputSpread, Math.sqrt(meanSpread ** 2 + stdSpread ** 2), 0.15);
    }
  });

  it('counts the places of a channel among what shares a statistic', () => {
    const images = randn([300, 4, 6, 6]);
    const { layers } = compareBatchSizes(new nn.BatchNorm2d(4), images, [1, 4], { batches: 100 });
    assert.equal(layers[0]!.spatial, 36);
    for (const { size, meanSpread, theory } of layers[0]!.sizes) {
      assert.equal(theory, 1 / Math.sqrt(36 * size));
      isClose(meanSpread, theory, 0.15);
    }
  });

  it('is flat where a sample has its statistics to itself, and where they are running ones', () => {
    const { layers } = compareBatchSizes([new nn.LayerNorm([16]), new nn.GroupNorm(4, 16)], x, [1, 8, 64]);
    for (const { poolsBatch, sizes } of layers) {
      assert.equal(poolsBatch, false);
      for (const { meanSpread, stdSpread, outputSpread, theory } of sizes) {
        assert.equal(theory, 0);
        assert.ok(Math.max(meanSpread, stdSpread, outputSpread) < 1e-5);
      }
    }
  });

  it("shows a layer's refusal of a batch of one, and goes on", () => {
    const layer = new nn.BatchNorm1d(16);
    const [alone, pair] = compareBatchSizes(layer, x, [1, 2]).layers[0]!.sizes;
    assert.equal(
      alone!.error,
      'ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 16])',
    );
    assert.ok(Number.isNaN(alone!.meanSpread));
    assert.ok(pair!.error === undefined && pair!.meanSpread > 0.5);
    assert.equal(layer.numBatchesTracked!.item(), 0);
    assert.deepEqual(layer.runningMean!.tolist(), new Array(16).fill(0));
  });

  it('draws the same batches each time, and leaves the random numbers of the program alone', () => {
    manualSeed(4);
    const next = randn([2]).tolist();
    manualSeed(4);
    const first = compareBatchSizes(new nn.BatchNorm1d(16), x, [4]);
    assert.deepEqual(randn([2]).tolist(), next);
    assert.deepEqual(compareBatchSizes(new nn.BatchNorm1d(16), x, [4]).layers, first.layers);
  });

  it('measures the output of a layer that tells of no statistics', () => {
    const { layers } = compareBatchSizes((input: Tensor) => input.sub(input.mean(0)), x, [10], { batches: 200 });
    assert.equal(layers[0]!.poolsBatch, undefined);
    isClose(layers[0]!.sizes[0]!.outputSpread, 3 / Math.sqrt(10), 0.1);
  });

  it('throws for sizes, inputs and layers that make no sense', () => {
    const layer = new nn.BatchNorm1d(16);
    assert.throws(() => compareBatchSizes(layer, x, [2, 0.5]), /whole numbers from 1 on, but got 0.5/);
    assert.throws(() => compareBatchSizes(layer, x, []), /but got 0 of them/);
    assert.throws(() => compareBatchSizes(layer, x, [2], { batches: 0 }), /batches must be a whole number from 1 on/);
    assert.throws(() => compareBatchSizes(layer, randn([4])), /samples along its first dimension/);
    assert.throws(() => compareBatchSizes(new nn.BatchNorm2d(16), x), /BatchNorm2d\(16\): expected 4D input/);
  });
});
