import assert from 'node:assert/strict';
import {
  arange,
  defineFunction,
  enableGrad,
  F,
  grad,
  isGradEnabled,
  manualSeed,
  nn,
  noGrad,
  ones,
  randn,
  setGradEnabled,
  slice,
  tensor,
  type Tensor,
  zeros,
} from '../../src/engine/index.ts';

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Makes the garbage collector run. */
function allocateGarbage(): void {
  const garbage: Float64Array[] = [];
  for (let i = 0; i < 200; i++) garbage.push(new Float64Array(100_000));
}

describe('Autograd', () => {
  it("refuses a backward without a gradient to start from, in PyTorch's words", () => {
    assert.throws(() => zeros([1]).backward(), {
      message: 'element 0 of tensors does not require grad and does not have a grad_fn',
    });
    assert.throws(() => zeros([2], { requiresGrad: true }).mul(2).backward(), {
      message: 'grad can be implicitly created only for scalar outputs',
    });
  });

  it('gives leaves gradients of their own memory', () => {
    const [x, y] = [zeros([3], { requiresGrad: true }), zeros([3], { requiresGrad: true })];
    x.add(y).sum().backward();
    assert.ok(x.grad?.isContiguous());
    assert.notEqual(x.grad?.storage, y.grad?.storage);
    x.sum().backward();
    assert.deepEqual(
      [x.grad?.tolist(), y.grad?.tolist()],
      [
        [2, 2, 2],
        [1, 1, 1],
      ],
    );
  });

  it('gives leaves gradients of their own memory where one new gradient flows to both', () => {
    const [x, y] = [ones([2, 3], { requiresGrad: true }), ones([2, 3], { requiresGrad: true })];
    const weight = ones([4, 3]);
    for (let pass = 0; pass < 2; pass++)
      F.linear(x.add(y), weight, zeros([4]))
        .sum()
        .backward();
    assert.notEqual(x.grad?.storage, y.grad?.storage);
    assert.deepEqual([x.grad?.sum().item(), y.grad?.sum().item()], [48, 48]);
  });

  it('gives the same gradients with createGraph where a layer runs on its own output', () => {
    const gradients = (createGraph: boolean): unknown[] => {
      manualSeed(1);
      const layer = new nn.LayerNorm([4]);
      const x = randn([8, 4]).requiresGrad_();
      layer.call(layer.call(x).mul(2)).pow(3).sum().backward({ createGraph });
      return [x, ...layer.parameters()].map(({ grad }) => grad!.values().map((value) => Number(value.toPrecision(4))));
    };
    assert.deepEqual(gradients(true), gradients(false));
  });

  it('differentiates twice through a change of a view', () => {
    const x = leaf(1, 2, 3, 4);
    const y = x.mul(1);
    y.narrow(0, 0, 2).mul_(2);
    const [gradient] = grad(y.pow(3).sum(), [x], { createGraph: true });
    gradient!.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [48, 96, 18, 24]);
  });

  it('records nothing under noGrad, also when it is async', async () => {
    const x = ones([2], { requiresGrad: true });
    assert.equal(noGrad(() => x.mul(2)).requiresGrad, false);
    const waited = await noGrad(async () => {
      await Promise.resolve();
      return x.mul(2);
    });
    assert.equal(waited.requiresGrad, false);
    assert.equal(x.mul(2).requiresGrad, true);
  });

  it('keeps recording right where async functions without recording overlap', async () => {
    const first = noGrad(() => pause(5));
    const second = noGrad(async () => {
      await pause(15);
      return isGradEnabled();
    });
    await first;
    assert.equal(await second, false);
    assert.equal(isGradEnabled(), true);
  });

  it('can be switched, also within a scope', () => {
    noGrad(() => {
      assert.equal(
        enableGrad(() => isGradEnabled()),
        true,
      );
      setGradEnabled(true);
      assert.equal(isGradEnabled(), true);
    });
    setGradEnabled(false);
    assert.equal(leaf(1).mul(2).requiresGrad, false);
    setGradEnabled(true);
    assert.throws(() => {
      noGrad(() => {
        throw new Error('within');
      });
    });
    assert.equal(isGradEnabled(), true);
  });

  it('runs backward a second time only if asked to keep the graph, and only if something was saved', () => {
    const x = leaf(1, 2);
    const squares = x.mul(x).sum();
    squares.backward({ retainGraph: true });
    squares.backward();
    assert.deepEqual(x.grad?.tolist(), [4, 8]);
    assert.throws(() => squares.backward(), {
      name: 'RuntimeError',
      message: /^Trying to backward through the graph a second time/,
    });
    const total = x.sum();
    total.backward();
    total.backward();
    assert.deepEqual(x.grad?.tolist(), [6, 10]);
  });

  it('gives gradients without touching grad, also of intermediate tensors, and says which are unused', () => {
    const [x, y] = [leaf(3), leaf(4)];
    const product = x.mul(2);
    const [toProduct, toX] = grad(product.mul(product).sum(), [product, x]);
    assert.deepEqual([toProduct?.tolist(), toX?.tolist(), x.grad], [[12], [24], undefined]);
    assert.throws(() => grad(x.sum(), [y]), { message: /appears to not have been used in the graph/ });
    assert.deepEqual(grad(x.sum(), [y], { allowUnused: true }), [undefined]);
    assert.throws(() => grad(x.sum(), [tensor([1])]), { message: /does not require grad/ });
  });

  it('shows gradients to hooks, which may change them', () => {
    const x = leaf(1, 2);
    const seen: unknown[] = [];
    const doubled = x.mul(3);
    const remove = doubled.registerHook((gradient) => {
      seen.push(gradient.tolist());
      return gradient.mul(10);
    });
    doubled.retainGrad().sum().backward({ retainGraph: true });
    assert.deepEqual([seen, x.grad?.tolist(), doubled.grad?.tolist()], [[[1, 1]], [30, 30], [10, 10]]);
    remove();
    x.grad = undefined;
    x.registerHook((gradient) => gradient.neg());
    doubled.sum().backward();
    assert.deepEqual([seen.length, x.grad], [1, x.grad]);
    assert.deepEqual((x.grad as Tensor | undefined)?.tolist(), [-3, -3]);
    assert.throws(() => tensor([1]).registerHook(() => undefined), { message: /doesn't require gradient/ });
  });

  it('follows changes in place, through views too', () => {
    const x = leaf(1, 2, 3);
    const y = x.mul(2);
    y.add_(1).mul_(3);
    y.sum().backward();
    assert.deepEqual(
      [y.tolist(), x.grad?.tolist()],
      [
        [9, 15, 21],
        [6, 6, 6],
      ],
    );
    const [a, b] = [leaf(1, 2, 3, 4), leaf(10)];
    const base = a.mul(1).view([2, 2]);
    base.select(0, 0).mul_(b);
    base.indexPut_([slice(), 1], 7);
    assert.deepEqual(base.tolist(), [
      [10, 7],
      [3, 7],
    ]);
    base.sum().backward();
    assert.deepEqual([a.grad?.tolist(), b.grad?.tolist()], [[10, 0, 1, 0], [1]]);
  });

  it('lets a view made before see a change of its base', () => {
    const x = leaf(1, 2);
    const base = x.mul(1);
    const view = base.narrow(0, 1, 1);
    base.mul_(5);
    view.sum().backward();
    assert.deepEqual([view.tolist(), x.grad?.tolist()], [[10], [0, 5]]);
  });

  it("refuses changes of leaves and of what backward needs, in PyTorch's words", () => {
    const x = leaf(1, 2, 3);
    assert.throws(() => x.add_(1), {
      message: 'a leaf Variable that requires grad is being used in an in-place operation.',
    });
    assert.throws(() => x.view([3, 1]).add_(1), {
      message: 'a view of a leaf Variable that requires grad is being used in an in-place operation.',
    });
    noGrad(() => x.add_(1));
    assert.deepEqual(x.tolist(), [2, 3, 4]);
    const e = x.exp();
    e.add_(1);
    assert.throws(() => e.sum().backward(), {
      name: 'RuntimeError',
      message:
        /^one of the variables needed for gradient computation has been modified by an inplace operation: \[torch\.FloatTensor \[3\]\], which is output 0 of Exp, is at version 1; expected version 0 instead\. Hint: /,
    });
    const product = x.mul(2);
    product.mul_(3).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [6, 6, 6]);
  });

  it('refuses what an in-place operation cannot hold, and leaves it as it was', () => {
    const integers = tensor([1, 2], { dtype: 'int64' });
    assert.throws(() => integers.add_(0.5), {
      message: "result type Float can't be cast to the desired output type Long",
    });
    assert.throws(() => integers.add_(ones([3, 2], { dtype: 'int64' })), {
      message: "output with shape [2] doesn't match the broadcast shape [3, 2]",
    });
    assert.deepEqual(integers.tolist(), [1, 2]);
  });

  it('gives 0, not NaN, where a deviation, a norm or a power has no slope', () => {
    const constant = leaf(2, 2, 2);
    constant.std().backward();
    assert.deepEqual(constant.grad?.tolist(), [0, 0, 0]);
    const zero = leaf(0, 0);
    zero.norm().backward();
    assert.deepEqual(zero.grad?.tolist(), [0, 0]);
    const base = leaf(0, 2);
    base.pow(0).add(base.pow(2)).sum().backward();
    assert.deepEqual(base.grad?.tolist(), [0, 4]);
    const exponent = leaf(3);
    tensor([0]).pow(exponent).sum().backward();
    assert.deepEqual(exponent.grad?.tolist(), [0]);
  });

  it('takes functions with gradients of their own', () => {
    const clipped = defineFunction<[Tensor, number]>({
      name: 'ClippedBackward',
      forward: (x, limit) => x.clamp(-limit, limit),
      backward: (gradient) => [gradient],
    });
    const x = leaf(-3, 0.5);
    const y = clipped(x, 1);
    assert.equal(String(y), 'tensor([-1.0000,  0.5000], grad_fn=<ClippedBackward>)');
    y.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [1, 1]);
  });

  it('sends gradients through changes of a view whose memory is not in row-major order', () => {
    const base = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]).t();
    const factor = leaf(1, 2);
    base.select(0, 1).mul_(factor);
    base
      .mul(arange(6).reshape([3, 2]))
      .sum()
      .backward();
    assert.deepEqual(factor.grad?.tolist(), [4, 15]);
  });

  it("refuses to change memory that is shown several times, in PyTorch's words", () => {
    assert.throws(() => arange(4).expand([3, 4]).add_(1), {
      message:
        /^unsupported operation: more than one element of the written-to tensor refers to a single memory location/,
    });
  });

  it('differentiates products and running products of zeros', () => {
    const x = leaf(2, 0, 3);
    x.cumprod(0).sum().backward();
    assert.deepEqual(x.grad?.tolist(), [1, 8, 0]);
    const y = leaf(2, 0, 3);
    const [slope] = grad(y.prod(), [y], { createGraph: true });
    assert.deepEqual(slope?.tolist(), [0, 6, 0]);
    slope?.sum().backward();
    assert.deepEqual(y.grad?.tolist(), [3, 5, 2]);
  });

  it('runs only the operations between outputs and the inputs that were asked for', () => {
    const [x, y] = [leaf(2), leaf(3)];
    const seen: string[] = [];
    const [a, b] = [x.mul(x), y.mul(y)];
    a.registerHook(() => void seen.push('a'));
    b.registerHook(() => void seen.push('b'));
    const sum = a.add(b);
    assert.equal(grad(sum, [x])[0]?.item(), 4);
    assert.deepEqual(seen, ['a']);
    b.backward();
    assert.equal(y.grad?.item(), 6);
  });

  it('lets go of the values that a kept result was computed from', async () => {
    const collected = new Set<number>();
    const registry = new FinalizationRegistry<number>((number) => collected.add(number));
    const weight = ones([1000], { requiresGrad: true });
    const losses = Array.from({ length: 20 }, (_, number) => {
      const activation = weight.mul(number).add(1).reshape([10, 100]).transpose(0, 1).narrow(0, 0, 50);
      registry.register(activation.storage, number);
      const loss = activation.square().clone().sum();
      loss.backward();
      return loss;
    });
    for (let i = 0; i < 10 && collected.size < 19; i++) {
      allocateGarbage();
      await pause(10);
    }
    assert.ok(collected.size >= 19, `${collected.size} of 20 activations were let go`);
    assert.equal(losses.length, 20);
  });

  it('refuses integers as leaves, and taking a computed tensor out of the graph', () => {
    assert.throws(() => tensor([1], { dtype: 'int64', requiresGrad: true }), {
      message: 'Only Tensors of floating point and complex dtype can require gradients',
    });
    assert.throws(() => leaf(1).mul(2).requiresGrad_(false), { message: /^you can only change requires_grad flags/ });
    assert.equal(zeros([1]).mul(2).isLeaf, true);
  });
});
