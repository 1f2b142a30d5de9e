import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, type DType, div, eq, full, mul, ones, sub, tensor } from '../../src/engine/index.ts';

describe('Dtypes', () => {
  /** Rows and columns of PyTorch's table of promotions. */
  const order: readonly DType[] = [
    'uint8',
    'int8',
    'int16',
    'int32',
    'int64',
    'float16',
    'bfloat16',
    'float32',
    'bool',
  ];
  const table = [
    'uint8 int16 int16 int32 int64 float16 bfloat16 float32 uint8',
    'int16 int8 int16 int32 int64 float16 bfloat16 float32 int8',
    'int16 int16 int16 int32 int64 float16 bfloat16 float32 int16',
    'int32 int32 int32 int32 int64 float16 bfloat16 float32 int32',
    'int64 int64 int64 int64 int64 float16 bfloat16 float32 int64',
    'float16 float16 float16 float16 float16 float16 float32 float32 float16',
    'bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 float32 bfloat16 float32 bfloat16',
    'float32 float32 float32 float32 float32 float32 float32 float32 float32',
    'uint8 int8 int16 int32 int64 float16 bfloat16 float32 bool',
  ].map((row) => row.split(' '));

  it('meet as in the table of PyTorch', () => {
    order.forEach((a, row) => {
      order.forEach((b, column) => {
        const met = add(ones([2], { dtype: a }), ones([2], { dtype: b })).dtype;
        assert.equal(met, table[row]?.[column], `${a} + ${b}`);
      });
    });
  });

  it('of tensors without dimensions and of numbers count only for their category', () => {
    const one = ones([2]);
    assert.equal(add(one, full([], 1, { dtype: 'float64' })).dtype, 'float32');
    assert.equal(add(ones([2], { dtype: 'int32' }), full([], 1, { dtype: 'int64' })).dtype, 'int32');
    assert.equal(add(ones([2], { dtype: 'int32' }), full([], 1, { dtype: 'float64' })).dtype, 'float64');
    assert.equal(mul(ones([2], { dtype: 'float16' }), 2.5).dtype, 'float16');
    assert.equal(mul(ones([2], { dtype: 'uint8' }), 3).dtype, 'uint8');
    assert.equal(mul(ones([2], { dtype: 'uint8' }), 0.5).dtype, 'float32');
    assert.equal(div(ones([2], { dtype: 'int64' }), 2).dtype, 'float32');
  });

  it('bool holds true and false alone', () => {
    const yes = tensor([true, false]);
    assert.equal(yes.dtype, 'bool');
    assert.deepEqual(add(yes, yes).tolist(), [1, 0]);
    assert.deepEqual(full([2], 7, { dtype: 'bool' }).tolist(), [1, 1]);
    assert.deepEqual(add(yes, 1).tolist(), [2, 1]);
    assert.throws(() => sub(yes, yes), { message: /Subtraction, the `-` operator, with two bool tensors/ });
  });

  it('of integers wrap around, cut off and divide as integers do', () => {
    assert.deepEqual(tensor([250], { dtype: 'uint8' }).add(10).tolist(), [4]);
    assert.deepEqual(tensor([1.9, -1.9]).to('int32').tolist(), [1, -1]);
    assert.deepEqual(tensor([-7, 7], { dtype: 'int64' }).floorDivide(2).tolist(), [-4, 3]);
    assert.deepEqual(tensor([-7, 7], { dtype: 'int64' }).remainder(3).tolist(), [2, 1]);
    assert.deepEqual(
      tensor([2 ** 53 - 2], { dtype: 'int64' })
        .add(1)
        .tolist(),
      [2 ** 53 - 1],
    );
    assert.throws(() => tensor([1], { dtype: 'int32' }).floorDivide(0), { message: 'ZeroDivisionError' });
  });

  it('of 16 bits round to the nearest number they have, ties to even', () => {
    const half = (value: number): number => tensor([value], { dtype: 'float16' }).item();
    assert.deepEqual([1 / 3, 65504, 65519, 65520, 2 ** -24, 2 ** -25, 2049, 2051, -0].map(half), [
      0.333251953125,
      65504,
      65504,
      Infinity,
      2 ** -24,
      0,
      2048,
      2052,
      -0,
    ]);
    const brain = (value: number): number => tensor([value], { dtype: 'bfloat16' }).item();
    assert.deepEqual([1 / 3, 257, 259, 1e38, NaN].map(brain), [0.333984375, 256, 260, brain(1e38), NaN]);
    assert.equal(tensor([1, 2], { dtype: 'float16' }).storage.data.BYTES_PER_ELEMENT, 2);
    const bits = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(bits, fc.constantFrom<DType>('float16', 'bfloat16'), (pattern, dtype) => {
        const one = ones([1], { dtype });
        one.storage.data[0] = pattern;
        const value = one.item();
        assert.ok(Object.is(tensor([value], { dtype }).item(), value));
      }),
      { numRuns: 2000 },
    );
  });

  it('of 16 bits go through every kind of operation', () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: 'float16', requiresGrad: true },
    );
    const y = x.t().matmul(x).sum(0).div(3);
    assert.equal(y.dtype, 'float16');
    y.sum().backward();
    assert.equal(x.grad?.dtype, 'float16');
    assert.deepEqual(x.grad.tolist(), [
      [2, 2],
      [4.6640625, 4.6640625],
    ]);
    assert.deepEqual(eq(x.index(0), tensor([1, 5])).tolist(), [1, 0]);
    assert.equal(String(x.detach()), 'tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float16)');
  });

  it('of a mask may be compared with numbers that float32 does not have', () => {
    assert.deepEqual(tensor([0.1, 0.2]).eq(0.1).tolist(), [1, 0]);
  });
});
