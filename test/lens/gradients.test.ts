import assert from 'node:assert/strict';
import { gradientTitle } from '../../src/charts/views.ts';
import { grad, nn, noGrad, randn, zeros } from '../../src/engine/index.ts';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { ENGLISH } from '../charts/presentation.ts';
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
      assert.deepEqual([gradients.call, gradients.passes, gradients.recorded], [undefined, 1, [1]]);
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
    const { passes, recorded, outputStd } = card.gradients!;
    assert.equal(passes, 300);
    assert.ok(recorded.length <= 48);
    assert.deepEqual([recorded[0], recorded.at(-1)], [1, 300]);
    assert.equal(unpack(outputStd).length, recorded.length);
  });

  it('are of the call that the card shows, though there is no time to look at every pass', () => {
    assert.ok(loadNativeKernels(new URL('../../dist/', import.meta.url), 2), 'the kernels must be built');
    // Gradients on the way between linear layers give their memory back at once, large ones to whoever comes next.
    for (const size of [8, 256]) {
      const layer = new nn.BatchNorm1d(size);
      const [before, after] = [new nn.Linear(size, size), new nn.Linear(size, size)];
      let [slope, x] = [zeros([1]), zeros([1])];
      const card = cardOf(() => {
        for (let step = 0; step < 20; step++) {
          x = randn([size, size]).requiresGrad_();
          slope = randn([size, size]);
          after.call(layer.call(before.call(x))).backward(slope);
        }
      });
      const expected = noGrad(() => slope.matmul(after.weight));
      near(
        card.stages.input.max,
        noGrad(() => before.call(x))
          .max()
          .item(),
      );
      near(card.gradients!.output.max, expected.max().item());
      near(card.gradients!.output.min, expected.min().item());
      near(unpack(card.gradients!.outputStd).at(-1), expected.std(undefined, { correction: 0 }).item());
    }
  });

  it('are of the last of several calls that one backward pass goes through', () => {
    const layer = new nn.BatchNorm1d(4);
    const [x, slope] = [randn([8, 4]).requiresGrad_(), randn([8, 4])];
    const card = cardOf(() => layer.call(layer.call(x).mul(3)).mul(slope).sum().backward());
    assert.deepEqual([card.calls, card.gradients!.passes, card.gradients!.call], [2, 2, undefined]);
    near(card.gradients!.output.max, slope.max().item());
  });

  it('are of the last call that they went back through, and say so where it is not the last', () => {
    const layer = new nn.BatchNorm1d(4);
    const slope = randn([8, 4]);
    const card = cardOf(() => {
      layer
        .call(randn([8, 4]))
        .sum()
        .backward();
      layer
        .call(randn([8, 4]))
        .mul(slope)
        .sum()
        .backward();
      layer.eval().call(randn([8, 4]));
    });
    assert.deepEqual([card.calls, card.gradients!.call], [3, 2]);
    near(card.gradients!.output.max, slope.max().item());
    assert.match(gradientTitle(card.gradients!, ENGLISH).subtitle, /in call 2/);
  });

  it('are as they were before the program wrote over them', () => {
    const layer = new nn.BatchNorm1d(4);
    const [x, slope] = [randn([8, 4]).requiresGrad_(), randn([8, 4])];
    const most = slope.max().item();
    const card = cardOf(() => {
      layer.call(x).backward(slope);
      slope.fill_(0);
      x.grad!.fill_(7);
    });
    near(card.gradients!.output.max, most);
    assert.ok(card.gradients!.input!.max! < 7);
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
