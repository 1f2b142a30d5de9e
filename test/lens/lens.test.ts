import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '../../src/engine/index.ts';
import { F, manualSeed, nn, noGrad, randn, tensor, withoutKernels } from '../../src/engine/index.ts';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import { Lens } from '../../src/lens/index.ts';
import type { Card } from '../../src/protocol/card.ts';
import { parseCard } from '../../src/protocol/card.ts';

function cardsOf(run: () => unknown): Card[] {
  const lens = new Lens();
  try {
    run();
    return lens.takeCards();
  } finally {
    lens.dispose();
  }
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe('The lens', () => {
  it('agrees with the engine on means, deviations and extremes', () => {
    const x = randn([32, 5, 3]).mul(4).sub(1);
    const [card] = cardsOf(() => new nn.BatchNorm1d(5).forward(x));
    assert.ok(card);
    const close = (got: number | null | undefined, expected: number): void => {
      assert.ok(
        Math.abs((got ?? NaN) - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
        `${got} is not ${expected}`,
      );
    };
    close(card.before.mean, x.mean().item());
    close(card.before.std, x.std(undefined, { correction: 0 }).item());
    close(card.before.min, x.min().item());
    close(card.before.max, x.max().item());
    x.mean([0, 2])
      .values()
      .forEach((mean, set) => close(card.sets.before.mean[set], mean));
    x.std([0, 2], { correction: 0 })
      .values()
      .forEach((std, set) => close(card.sets.before.std[set], std));
    close(card.after.std, 1);
    assert.deepEqual(card.sets.shown, [0, 1, 2, 3, 4]);
    assert.deepEqual([card.sets.shape, card.sets.reduced, card.sets.name], [[32, 5, 3], [0, 2], 'channel']);
  });

  it('puts every finite element into a bin and counts the others', () => {
    const element = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constantFrom(NaN, Infinity, -Infinity, 0, 3),
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 4, maxLength: 60 }), (values) => {
        const [card] = cardsOf(() => F.batchNorm(tensor(values).reshape([-1, 1]), { training: true }));
        assert.ok(card);
        const { histogram, nan, infinite } = card.before;
        assert.equal(nan, values.filter(Number.isNaN).length);
        assert.equal(infinite, values.filter((value) => Math.abs(value) === Infinity).length);
        assert.equal(total(histogram.counts), values.length - nan - infinite);
        parseCard(JSON.parse(JSON.stringify(card)));
      }),
    );
  });

  it('gives few distinct integers a bin each, and one value a spike', () => {
    const [digits] = cardsOf(() => F.batchNorm(tensor([0, 1, 1, 3]).reshape([4, 1]), { training: true }));
    assert.deepEqual(digits?.before.histogram, { low: -0.5, high: 3.5, counts: [1, 2, 0, 1] });
    const [constant] = cardsOf(() => F.batchNorm(tensor([7, 7, 7]).reshape([3, 1]), { training: true }));
    assert.deepEqual(constant?.before.histogram, { low: 7, high: 7, counts: [3] });
    assert.equal(constant.before.std, 0);
  });

  it('shows of very many channels those that lie farthest from the rest', () => {
    const x = randn([4, 3000]);
    const spoiled: Tensor = x.mul(1);
    for (let sample = 0; sample < 4; sample++) spoiled.storage.data[sample * 3000 + 2345] = NaN;
    const [card] = cardsOf(() => noGrad(() => new nn.BatchNorm1d(3000).forward(spoiled)));
    assert.ok(card);
    assert.equal(card.sets.count, 3000);
    assert.equal(card.sets.shown.length, 512);
    assert.ok(card.sets.shown.includes(2345), 'the broken channel is among them');
    assert.ok(JSON.stringify(card).length < 60_000);
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
    assert.deepEqual(lens.takeCards(), []);
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
      }).map((card) => ({ ...card, milliseconds: 0 }));
    const [card] = describeBoth();
    const [expected] = withoutKernels(describeBoth);
    assert.ok(card && expected);
    const round = (_key: string, value: unknown): unknown =>
      typeof value === 'number' ? Number(value.toPrecision(4)) + 0 : value;
    const { histogram, ...before } = card.before;
    const { histogram: expectedHistogram, ...expectedBefore } = expected.before;
    assert.equal(JSON.stringify(before, round), JSON.stringify(expectedBefore, round));
    assert.equal(JSON.stringify(card.sets.before, round), JSON.stringify(expected.sets.before, round));
    const moved = histogram.counts.reduce(
      (sum, count, bin) => sum + Math.abs(count - expectedHistogram.counts[bin]!),
      0,
    );
    assert.ok(moved < 100, 'but for a few at the borders of bins');
  });
});
