import assert from 'node:assert/strict';
import { grad, nn, noGrad, randn } from '../../src/engine/index.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { cardOf } from './cardOf.ts';
import { near } from './near.ts';

describe('The gradients of a card', () => {
  it('are those before and after the layer', () => {
    for (const layer of [new nn.BatchNorm1d(4), new nn.LayerNorm([6]), new nn.GroupNorm(2, 4)]) {
      const x = randn([8, 4, 6]).requiresGrad_();
      const slope = randn([8, 4, 6]);
      const card = cardOf(() => layer.call(x).mul(slope).sum().backward());
      const { gradients } = card;
      assert.ok(gradients);
      assert.deepEqual([gradients.pass, gradients.passes, gradients.recorded], [1, 1, [1]]);
      near(gradients.output.std, slope.std(undefined, { correction: 0 }).item());
      near(gradients.output.min, slope.min().item());
      near(gradients.input?.std, x.grad!.std(undefined, { correction: 0 }).item());
      near(gradients.input?.max, x.grad!.max().item());
      near(unpack(gradients.outputStd)[0], gradients.output.std!);
    }
  });

  it('are the layer’s own, though its input has other ways', () => {
    const layer = new nn.BatchNorm1d(4);
    const x = randn([8, 4]).requiresGrad_();
    const [x1, slope] = [x.mul(1), randn([8, 4])];
    let expected = 0;
    const card = cardOf(() => {
      const y = layer.call(x1);
      const [own] = grad(y, [x1], { gradOutputs: [slope], retainGraph: true });
      expected = own!.std(undefined, { correction: 0 }).item();
      y.mul(slope).add(x1.mul(100)).sum().backward();
    });
    near(card.gradients?.input?.std, expected);
    assert.equal(card.gradients?.passes, 2);
  });

  it('are looked at as time allows, and counted', () => {
    const layer = new nn.BatchNorm1d(4);
    const card = cardOf(() => {
      for (let step = 0; step < 300; step++)
        layer
          .call(randn([16, 4]))
          .pow(3)
          .sum()
          .backward();
    });
    const { pass, passes, recorded, outputStd } = card.gradients!;
    assert.equal(passes, 300);
    assert.ok(pass >= 1 && pass <= 300 && recorded.length <= 48);
    assert.deepEqual([recorded[0], recorded.at(-1)], [1, pass]);
    assert.equal(unpack(outputStd).length, recorded.length);
  });

  it('are absent where nothing flows back, and leave results and names as they are', () => {
    const layer = new nn.BatchNorm1d(4);
    const x = randn([8, 4]);
    assert.equal(cardOf(() => noGrad(() => layer.forward(x))).gradients, undefined);
    assert.equal(cardOf(() => layer.forward(x)).gradients, undefined);
    const gradientOf = (): [string | undefined, number[]] => {
      layer.zeroGrad();
      const y = layer.forward(x);
      y.pow(2).sum().backward();
      return [y.gradientNode?.name, [...layer.weight!.grad!.values()]];
    };
    const expected = gradientOf();
    cardOf(() => {
      assert.deepEqual(gradientOf(), expected);
    });
  });
});
