import assert from 'node:assert/strict';
import { io, manualSeed, randn, tensor, type Tensor, zeros } from '../../src/engine/index.ts';
import { describeAll } from '../../src/lens/index.ts';
import type { TensorDescription, TensorFinding } from '../../src/protocol/tensorFiles.ts';
import { TensorFiles } from '../../src/tensorFiles/index.ts';
import { described, fileOf } from './open.ts';

function describeTensor(x: Tensor): Promise<TensorDescription> {
  return described(fileOf('x.npy', io.saveNpy(x))).then(({ tensors }) => tensors.get('') as TensorDescription);
}

async function findingsOf(tensors: Record<string, Tensor>): Promise<Record<string, readonly TensorFinding[]>> {
  const { tensors: all } = await described(fileOf('x.safetensors', io.saveSafetensors(tensors)));
  const found = [...all].map(([name, each]) => [name, (each as TensorDescription).findings] as const);
  return Object.fromEntries(found.filter(([, findings]) => findings.length > 0));
}

describe('Statistics of tensors in files', () => {
  it('are those of the lens', async () => {
    manualSeed(0);
    const x = randn([40, 50]).mul(3).add(1000);
    assert.deepEqual((await describeTensor(x)).distribution, describeAll(x.values()));
  });

  it('are of all elements of a large tensor, which is read in pieces, with a sample for the histogram', async () => {
    manualSeed(1);
    const x = randn([3_000_000]);
    x.index(2_999_999).fill_(50);
    const { distribution } = await describeTensor(x);
    const expected = describeAll(x.values());
    const near = (a: number | null, b: number | null): void => {
      assert.ok(Math.abs((a ?? NaN) - (b ?? NaN)) < 1e-5, `${a} is not ${b}`);
    };
    near(distribution.mean, expected.mean);
    near(distribution.std, expected.std);
    assert.deepEqual([distribution.max, distribution.count], [50, 3_000_000]);
    assert.deepEqual([distribution.min, distribution.sample], [expected.min, expected.sample]);
  });

  it('count zeros, NaN and both infinities', async () => {
    const { distribution, zeros: count } = await describeTensor(tensor([0, NaN, Infinity, Infinity, -Infinity, -0, 1]));
    const { mean, nan, positiveInfinity, negativeInfinity, min, max } = distribution;
    assert.deepEqual([mean, nan, positiveInfinity, negativeInfinity, min, max, count], [null, 1, 2, 1, 0, 1, 2]);
  });

  it('of whole numbers are exact', async () => {
    const { distribution } = await describeTensor(tensor([123_456_789], { dtype: 'int64' }));
    assert.equal(distribution.max, 123_456_789);
  });
});

describe('Findings in files of tensors', () => {
  const ones = (size: number): Tensor => zeros([size]).add(1);

  it('tell broken numbers and variances, and what float16 cannot hold', async () => {
    assert.deepEqual(
      await findingsOf({
        'a.running_var': tensor([1, -0.5]),
        'b.running_var': tensor([1, 0]),
        'c.running_var': tensor([1, 1e-9]),
        'd.moving_variance': tensor([2, 0]),
        nan: tensor([1, NaN, Infinity]),
        large: tensor([65504, 65505, -1e6]),
        'not a running_var_like': tensor([-1, 2]),
      }),
      {
        'a.running_var': [{ kind: 'negativeVariance', min: -0.5 }],
        'b.running_var': [{ kind: 'zeroVariance', min: 0 }],
        'd.moving_variance': [{ kind: 'zeroVariance', min: 0 }],
        nan: [{ kind: 'notFinite', count: 2 }],
        large: [{ kind: 'beyondHalf', count: 2 }],
      },
    );
  });

  it('tell running statistics that were never updated', async () => {
    const layer = (mean: Tensor, variance: Tensor, counter?: number): Record<string, Tensor> => ({
      'bn.running_mean': mean,
      'bn.running_var': variance,
      ...(counter === undefined ? {} : { 'bn.num_batches_tracked': tensor(counter, { dtype: 'int64' }) }),
    });
    const variance = 'bn.running_var';
    assert.deepEqual(await findingsOf(layer(zeros([3]), ones(3), 0)), {
      [variance]: [{ kind: 'neverUpdated', counted: true }],
    });
    assert.deepEqual(await findingsOf(layer(zeros([3]), ones(3))), {
      [variance]: [{ kind: 'neverUpdated', counted: false }],
    });
    assert.deepEqual(await findingsOf(layer(zeros([3]), ones(3), 5)), {}, 'it was updated');
    assert.deepEqual(await findingsOf(layer(tensor([0, 0, 0.1]), ones(3), 0)), {}, 'the mean has moved');
    assert.deepEqual(await findingsOf(layer(zeros([3]), tensor([1, 1, 1.1]), 0)), {}, 'the variance has moved');
  });

  it('tell weights that are the same throughout, but not biases and scales', async () => {
    assert.deepEqual(
      await findingsOf({
        'fc.weight': zeros([3, 4]),
        'conv.weight': zeros([2, 2, 3, 3]).add(0.5),
        'bn.weight': ones(4),
        'bn.bias': zeros([4]),
        column: zeros([4, 1]),
        'nearly.weight': tensor([
          [0, 0],
          [0, 1e-9],
        ]),
        'index.weight': zeros([2, 2]).to('int64'),
      }),
      { 'fc.weight': [{ kind: 'allZero' }], 'conv.weight': [{ kind: 'constant', value: 0.5 }] },
    );
  });
});

describe('Two files of tensors', () => {
  async function change(before: Tensor, after: Tensor): Promise<unknown> {
    const files = new TensorFiles();
    await files.open([fileOf('a.npy', io.saveNpy(before)), fileOf('b.npy', io.saveNpy(after))]);
    const place = (file: number): { file: number; tensor: number } => ({ file, tensor: 0 });
    return files.change({ before: place(0), after: place(1) }).finally(() => files.close());
  }

  it('are compared element by element, also across dtypes and pieces', async () => {
    assert.deepEqual(await change(tensor([3, 4, 0]), tensor([3, 4, -1])), { changed: 1, maximum: 1, relative: 0.2 });
    assert.deepEqual(await change(tensor([1, NaN]), tensor([1, NaN])), { changed: 0, maximum: 0, relative: 0 });
    assert.deepEqual(await change(tensor([1, 2]), tensor([1, NaN])), { changed: 1, maximum: null, relative: null });
    assert.deepEqual(await change(tensor([0, 0]), tensor([0, 2])), { changed: 1, maximum: 2, relative: null });
    assert.deepEqual(await change(tensor([1.5, 2]), tensor([1.5, 2]).to('float16')), {
      changed: 0,
      maximum: 0,
      relative: 0,
    });
    const large = zeros([2_500_000]).add(2);
    const moved = zeros([2_500_000]).add(2);
    moved.index(2_400_000).fill_(3);
    assert.deepEqual(await change(large, moved), { changed: 1, maximum: 1, relative: 0.000316228 });
  });

  it('are not compared where shapes differ', async () => {
    await assert.rejects(change(zeros([2, 3]), zeros([3, 2])), /shapes differ: 2 × 3 and 3 × 2/);
  });
});
