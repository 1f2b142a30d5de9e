import assert from 'node:assert/strict';
import { nn, noGrad, ones, randn, RuntimeError, tensor } from '../../src/engine/index.ts';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';

const BUILD = new URL('../../dist/', import.meta.url);

const DISPOSED = (error: unknown): boolean => error instanceof RuntimeError && error.message.includes('disposed of');

describe('A tensor that is disposed of', () => {
  it('is refused by every later use, and so are its views', () => {
    const x = ones([2, 3]);
    const view = x.reshape([6]);
    x[Symbol.dispose]();
    assert.throws(() => x.add(1), DISPOSED);
    assert.throws(() => x.values(), DISPOSED);
    assert.throws(() => view.sum(), DISPOSED);
    assert.throws(() => String(x), DISPOSED);
    assert.deepEqual(x.shape, [2, 3]);
  });

  it('may be disposed of again', () => {
    const x = ones([2]);
    x[Symbol.dispose]();
    assert.doesNotThrow(() => {
      x[Symbol.dispose]();
    });
  });

  it('leaves what was computed from it, and the gradients that do not need it', () => {
    const weight = tensor([1, 2, 3]).requiresGrad_();
    const doubled = weight.mul(2);
    const total = doubled.sum();
    doubled[Symbol.dispose]();
    total.backward();
    assert.deepEqual(weight.grad?.tolist(), [2, 2, 2]);
  });

  it('is missed by a backward pass that needs it', () => {
    const weight = tensor([1, 2, 3]).requiresGrad_();
    const raised = weight.exp();
    const total = raised.sum();
    raised[Symbol.dispose]();
    assert.throws(() => {
      total.backward();
    }, RuntimeError);
  });

  it('gives its memory to the next of its size, at the end of its block', () => {
    assert.ok(loadNativeKernels(BUILD));
    const layer = new nn.BatchNorm2d(4);
    const x = randn([8, 4, 128, 128]);
    const addresses = new Set<number>();
    noGrad(() => {
      for (let i = 0; i < 20; i++) {
        using y = layer.call(x);
        addresses.add(y.storage.data.byteOffset);
      }
    });
    assert.equal(addresses.size, 1);
  });
});
