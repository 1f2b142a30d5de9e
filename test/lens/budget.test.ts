import assert from 'node:assert/strict';
import fc from 'fast-check';
import { F, nn, noGrad, randn, type Tensor } from '../../src/engine/index.ts';
import { parseCard } from '../../src/protocol/card.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { cardOf } from './cardOf.ts';

/** So much the issue allows a card. */
const BYTES = 60_000;

describe('The size of a card', () => {
  it('stays below 60 KB for any layer, any number of sets and any data', () => {
    const layers: ((x: Tensor, sets: number) => Tensor)[] = [
      (x, sets) => new nn.BatchNorm1d(sets).forward(x),
      (x, sets) => new nn.BatchNorm1d(sets).eval().forward(x),
      (x) => F.layerNorm(x.transpose(0, 1), [x.size(0)]),
      (x) => F.instanceNorm(x.unsqueeze(0).transpose(1, 2)),
      (x, sets) => {
        const layer = new nn.BatchNorm1d(sets);
        noGrad(() => layer.weight!.fill_(1.2345678));
        let y = layer.forward(x);
        for (let step = 0; step < 60; step++) y = layer.forward(randn(x.shape));
        y.pow(3).sum().backward();
        return y;
      },
    ];
    const sets = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(1, 64, 512, 2048, 5000));
    const spoil = fc.constantFrom(undefined, NaN, Infinity, 1e30);
    fc.assert(
      fc.property(
        fc.constantFrom(...layers),
        sets,
        fc.integer({ min: 3, max: 9 }),
        spoil,
        (run, count, samples, value) => {
          const x = randn([samples, count]).mul(1e-3);
          if (value !== undefined) x.storage.data[count - 1] = value;
          const card = cardOf(() => run(x, count));
          assert.ok(Buffer.byteLength(JSON.stringify(card)) < BYTES);
          parseCard(JSON.parse(JSON.stringify(card)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has room for all of 2,048 channels with γ and β', () => {
    const layer = new nn.BatchNorm1d(2048);
    noGrad(() => layer.weight!.fill_(1.5));
    const card = cardOf(() => layer.forward(randn([16, 2048])));
    assert.equal(card.sets.shown, undefined);
    assert.equal(unpack(card.sets.output.std).length, 2048);
    assert.ok(JSON.stringify(card).length < BYTES);
  });

  it('is kept by showing those channels of very many that lie farthest from the rest', () => {
    const x = randn([8, 5000]);
    for (let sample = 0; sample < 4; sample++) {
      x.storage.data[sample * 5000 + 2345] = NaN;
      x.storage.data[sample * 5000 + 1234] = 100;
    }
    const card = cardOf(() => noGrad(() => new nn.BatchNorm1d(5000).forward(x)));
    const { shown, count, input } = card.sets;
    assert.ok(shown !== undefined && shown.length > 1000);
    assert.equal(count, 5000);
    assert.ok(shown.includes(2345), 'the broken channel is among them');
    assert.ok(Number.isNaN(unpack(input.mean)[shown.indexOf(2345)]));
    assert.ok([1234, 2345].every((set) => card.details.some((detail) => detail.set === set)));
  });
});
