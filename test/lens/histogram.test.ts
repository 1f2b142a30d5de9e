import assert from 'node:assert/strict';
import fc from 'fast-check';
import { F, randn, tensor, type Tensor } from '../../src/engine/index.ts';
import type { Distribution } from '../../src/protocol/card.ts';
import { parseCard } from '../../src/protocol/card.ts';
import { cardOf } from './cardOf.ts';

function distributionOf(values: readonly number[] | Tensor): Distribution {
  const x = Array.isArray(values) ? tensor(values as number[], { dtype: 'float64' }) : (values as Tensor);
  return cardOf(() => F.batchNorm(x.reshape([-1, 1]), { training: true })).stages.input;
}

const counted = ({ histogram: { counts, below, above } }: Distribution): number =>
  counts.reduce((sum, count) => sum + count, below + above);

describe('The histogram of a card', () => {
  it('has every finite element in a bin, below or above, and counts the others', () => {
    const element = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(NaN, Infinity, -Infinity, 0, 3),
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 4, maxLength: 200 }), (values) => {
        const card = cardOf(() =>
          F.batchNorm(tensor(values, { dtype: 'float64' }).reshape([-1, 1]), { training: true }),
        );
        const { input } = card.stages;
        assert.equal(input.nan, values.filter(Number.isNaN).length);
        assert.equal(input.positiveInfinity, values.filter((value) => value === Infinity).length);
        assert.equal(input.negativeInfinity, values.filter((value) => value === -Infinity).length);
        assert.equal(counted(input), values.filter(Number.isFinite).length);
        parseCard(JSON.parse(JSON.stringify(card)));
      }),
    );
  });

  it('says in its counts what lies between its borders', () => {
    const bulk = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 100, maxLength: 400 });
    const far = fc.array(fc.double({ min: 1e3, max: 1e9, noNaN: true }), { maxLength: 2 });
    fc.assert(
      fc.property(bulk, far, far, (middle, right, left) => {
        const values = [...middle, ...right, ...left.map((value) => -value)];
        const { low, high, counts, below, above } = distributionOf(values).histogram;
        const inner = values.filter((value) => value >= low && value <= high).length;
        const sum = counts.reduce((total, count) => total + count, 0);
        // Elements on a border may be counted on either side of it.
        const onBorders = values.filter((value) => value === low || value === high).length;
        assert.ok(Math.abs(sum - inner) <= onBorders, `${sum} of ${inner}`);
        assert.ok(Math.abs(below - values.filter((value) => value < low).length) <= onBorders);
        assert.ok(Math.abs(above - values.filter((value) => value > high).length) <= onBorders);
      }),
    );
  });

  it('is drawn around nearly all elements where a few would squeeze them', () => {
    const values = Array.from({ length: 998 }, (_, i) => Math.sin(i));
    const { histogram, min, max } = distributionOf([...values, 1e6, -1e30]);
    assert.deepEqual([histogram.below, histogram.above, min, max], [1, 1, -1e30, 1e6]);
    assert.ok(histogram.low > -3 && histogram.high < 3 && histogram.low <= -0.99 && histogram.high >= 0.99);
    const normal = distributionOf(randn([10_000])).histogram;
    assert.deepEqual([normal.below, normal.above], [0, 0], 'the tails of a bell are no outliers');
    const oneHot = distributionOf(Array.from({ length: 2000 }, (_, i) => (i === 7 ? 0.5 : 0))).histogram;
    assert.deepEqual(
      [oneHot.low, oneHot.high, oneHot.below, oneHot.above],
      [0, 0.5, 0, 0],
      'two values are two spikes',
    );
  });

  it('gives few distinct integers a bin each, and one value a spike', () => {
    const digits = distributionOf([0, 1, 1, 3]).histogram;
    assert.deepEqual(digits, { low: -0.5, high: 3.5, counts: [1, 2, 0, 1], below: 0, above: 0 });
    const constant = distributionOf([7, 7, 7]);
    assert.deepEqual(constant.histogram, { low: 7, high: 7, counts: [3], below: 0, above: 0 });
    assert.equal(constant.std, 0);
    assert.deepEqual(distributionOf([NaN, NaN]).histogram.counts, []);
  });

  it('is made of a sample of a large tensor, which reaches as far as all of it', () => {
    const x = randn([1_500_000]);
    x.storage.data[77_777] = 1234;
    x.storage.data[77_778] = NaN;
    const found = distributionOf(x);
    assert.deepEqual([found.max, found.nan, found.mean], [1234, 1, null]);
    assert.ok(found.sample !== undefined && found.sample <= 2 ** 16 + 2);
    assert.ok(found.histogram.above >= 1 && counted(found) <= found.sample);
  });
});
