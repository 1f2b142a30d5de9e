import assert from 'node:assert/strict';
import { data, manualSeed, ones, rand, randperm, tensor, type Tensor } from '../../src/engine/index.ts';

describe('Data', () => {
  it('come in batches, the last smaller or left out', () => {
    const dataset = new data.TensorDataset(tensor([[1], [2], [3], [4], [5]]), tensor([10, 20, 30, 40, 50]));
    const shapes = (dropLast: boolean): unknown[] =>
      [...new data.DataLoader(dataset, { batchSize: 2, dropLast })].map((batch) => batch.map(({ shape }) => shape));
    assert.deepEqual(shapes(false), [
      [[2, 1], [2]],
      [[2, 1], [2]],
      [[1, 1], [1]],
    ]);
    assert.equal(shapes(true).length, 2);
    assert.throws(() => new data.TensorDataset(ones([2]), ones([3])), { message: 'Size mismatch between tensors' });
  });

  it('are shuffled anew in every pass, each sample once, with its partner', () => {
    manualSeed(1);
    const numbers = randperm(20);
    const loader = new data.DataLoader(new data.TensorDataset(numbers, numbers.mul(2)), {
      batchSize: 6,
      shuffle: true,
    });
    const pass = (): number[] =>
      [...loader].flatMap(([x, y]) => {
        assert.deepEqual(x!.mul(2).tolist(), y!.tolist());
        return x!.tolist() as number[];
      });
    const [first, second] = [pass(), pass()];
    assert.notDeepEqual(first, second);
    assert.deepEqual([...new Set(first)].length, 20);
    manualSeed(1);
    randperm(20);
    assert.deepEqual(pass(), first);
  });

  it('draw as many random numbers as in PyTorch, shuffled or not', () => {
    manualSeed(3);
    const numbers = { length: 4, at: (index: number) => index };
    const batches = [...new data.DataLoader<number, Tensor>(numbers, { batchSize: 3 })];
    assert.deepEqual(batches.map(String), ['tensor([0, 1, 2])', 'tensor([3])']);
    assert.equal(String(rand([2])), 'tensor([0.2858, 0.0270])');
  });

  it('of other kinds are collated by stacking, or as asked', () => {
    const squares = { length: 3, at: (index: number) => tensor([index, index * index]) };
    const [batch] = [...new data.DataLoader<Tensor, Tensor>(squares, { batchSize: 3 })];
    assert.deepEqual(batch?.tolist(), [
      [0, 0],
      [1, 1],
      [2, 4],
    ]);
    const sums = new data.DataLoader<Tensor, number>(squares, {
      batchSize: 2,
      collate: (samples) => samples.reduce((total, sample) => total + sample.sum().item(), 0),
    });
    assert.deepEqual([...sums], [2, 6]);
    const parts = data.randomSplit(squares, [2, 1]);
    assert.deepEqual(
      parts.map(({ length }) => length),
      [2, 1],
    );
  });
});
