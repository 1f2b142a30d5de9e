import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '../../src/engine/index.ts';
import { add, arange, div, full, matmul, mul, ones, randn, sub, tensor, zeros } from '../../src/engine/index.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

/** A contiguous tensor and a view of the same shape and values whose elements lie elsewhere. */
const viewed = fc
  .tuple(sizes, fc.integer())
  .chain(([shape]) =>
    fc.tuple(
      fc.constant(shape),
      fc.shuffledSubarray(
        shape.map((_, dim) => dim),
        { minLength: shape.length },
      ),
    ),
  )
  .map(([shape, order]) => {
    const values = randn(order.map((dim) => shape[dim] ?? 1));
    const view = values.permute(shape.map((_, dim) => order.indexOf(dim)));
    return { view, copy: tensor(view.tolist()) };
  });

describe('Tensors', () => {
  it('are created with a shape and values', () => {
    assert.deepEqual(zeros([2, 2]).tolist(), [
      [0, 0],
      [0, 0],
    ]);
    assert.deepEqual(ones([3]).tolist(), [1, 1, 1]);
    assert.deepEqual(full([2], 7).tolist(), [7, 7]);
    assert.deepEqual(arange(3).tolist(), [0, 1, 2]);
    assert.deepEqual(arange(5, 1, -2).tolist(), [5, 3]);
    assert.deepEqual(
      tensor([
        [1, 2],
        [3, 4],
      ]).shape,
      [2, 2],
    );
    assert.equal(tensor(3).item(), 3);
    assert.deepEqual(tensor(new Float32Array([1, 2])).tolist(), [1, 2]);
  });

  it('refuse rows of different lengths and what is not a number', () => {
    assert.throws(() => tensor([[1, 2], [3]]), {
      name: 'ValueError',
      message: 'expected sequence of length 2 at dim 1 (got 1)',
    });
    assert.throws(() => tensor([1, 'x' as unknown as number]), { name: 'TypeError' });
    assert.throws(() => zeros([2, -1]), { name: 'RuntimeError', message: /negative dimension -1: \[2, -1\]/ });
    assert.throws(() => zeros([1e7, 1e7]), {
      name: 'RuntimeError',
      message: /400000000000000 bytes for a float32 tensor of shape \[10000000, 10000000\]/,
    });
  });

  it('as views give what contiguous copies give, in every operation', () => {
    fc.assert(
      fc.property(viewed, ({ view, copy }) => {
        const same = (f: (x: Tensor) => Tensor): void => assert.deepEqual(f(view).tolist(), f(copy).tolist());
        same((x) => x);
        same((x) => x.add(x).mul(2).relu());
        same((x) => x.sum(0));
        same((x) => x.mean(-1, { keepdim: true }));
        same((x) => x.var());
        same((x) => x.reshape([-1]));
        same((x) => x.flatten());
        same((x) => x.transpose(0, -1));
        same((x) => x.narrow(0, 0, 1).contiguous());
        same((x) => x.unsqueeze(1).squeeze(1));
        assert.equal(String(view), String(copy));
      }),
    );
  });

  it('show the same memory through views', () => {
    const base = arange(6);
    const view = base.view([2, 3]);
    base.storage.data[4] = 40;
    assert.deepEqual(view.tolist(), [
      [0, 1, 2],
      [3, 40, 5],
    ]);
    assert.throws(() => view.t().view([6]), { name: 'RuntimeError', message: /Use \.reshape/ });
    assert.deepEqual(view.t().reshape([6]).tolist(), [0, 3, 1, 40, 2, 5]);
    assert.deepEqual(view.t().unsqueeze(0).view([1, 3, 2]).tolist(), [
      [
        [0, 3],
        [1, 40],
        [2, 5],
      ],
    ]);
  });

  it('can be viewed again wherever PyTorch allows it', () => {
    const x = arange(24).view([2, 3, 4]).permute([1, 0, 2]);
    assert.deepEqual(x.view([3, 2, 2, 2]).tolist(), tensor(x.tolist()).view([3, 2, 2, 2]).tolist());
    assert.throws(() => x.view([6, 4]), { name: 'RuntimeError' });
    assert.deepEqual(zeros([2, 0, 3]).view([0, 5]).shape, [0, 5]);
  });

  it('broadcast as NumPy does', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.nat(3),
        (shape, single, dropped) => {
          const smaller = shape.map((size, dim) => (single[dim] ? 1 : size)).slice(Math.min(dropped, shape.length - 1));
          const [a, b] = [randn(shape), randn(smaller)];
          const expanded = b.expand(shape).contiguous();
          for (const operation of [add, sub, mul, div]) {
            assert.deepEqual(operation(a, b).tolist(), operation(a, expanded).tolist());
          }
        },
      ),
    );
    assert.throws(() => zeros([2, 3]).add(zeros([4])), {
      name: 'RuntimeError',
      message: 'The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1',
    });
  });

  it("complain in PyTorch's words", () => {
    const x = zeros([2, 3]);
    assert.throws(() => x.sum(2), {
      name: 'IndexError',
      message: 'Dimension out of range (expected to be in range of [-2, 1], but got 2)',
    });
    assert.throws(() => x.reshape([4, -1]), {
      name: 'RuntimeError',
      message: "shape '[4, -1]' is invalid for input of size 6",
    });
    assert.throws(() => x.item(), {
      name: 'RuntimeError',
      message: 'a Tensor with 6 elements cannot be converted to Scalar',
    });
    assert.throws(() => matmul(x, x), {
      name: 'RuntimeError',
      message: 'mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)',
    });
    assert.throws(() => x.narrow(0, 1, 2), {
      name: 'RuntimeError',
      message: 'start (1) + length (2) exceeds dimension size (2).',
    });
    assert.throws(() => x.select(1, 3), { name: 'IndexError' });
  });

  it('multiply as matrices, with batches that broadcast', () => {
    const a = randn([2, 1, 3, 4]);
    const b = randn([5, 4, 2]);
    const product = matmul(a, b);
    assert.deepEqual(product.shape, [2, 5, 3, 2]);
    const single = matmul(a.select(0, 1).select(0, 0), b.select(0, 3));
    assert.deepEqual(product.select(0, 1).select(0, 3).tolist(), single.tolist());
    assert.equal(matmul(tensor([1, 2]), tensor([3, 4])).item(), 11);
  });

  it('take exact means and variances: constants have no spread, large offsets no error', () => {
    const constant = full([1000], 1e7 + 1);
    assert.equal(constant.var().item(), 0);
    assert.equal(constant.mean().item(), 1e7 + 1);
    const shifted = tensor([1e6 - 1, 1e6, 1e6 + 1]);
    assert.equal(shifted.var().item(), 1);
    assert.equal(shifted.std(0, { correction: 0 }).item(), Math.fround(Math.sqrt(Math.fround(2 / 3))));
  });
});
