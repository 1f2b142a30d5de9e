import assert from 'node:assert/strict';
import { F, nn, noGrad, randn, type Tensor, zeros } from '../../src/engine/index.ts';
import type { Lens } from '../../src/lens/index.ts';
import { setDetailSchema } from '../../src/protocol/card.ts';
import { unpack } from '../../src/protocol/packed.ts';
import * as v from 'valibot';
import { withLens } from './cardOf.ts';
import { near } from './near.ts';

function idOf(lens: Lens, run: () => unknown): string {
  run();
  const [card] = lens.takeCards();
  return card!.id;
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe('A card whose tensors are still there', () => {
  it('tells of any set what slicing the tensors gives', () => {
    withLens((lens) => {
      const layer = new nn.BatchNorm2d(100);
      noGrad(() => layer.weight!.fill_(2));
      const x = randn([4, 100, 20, 20]);
      let y = x;
      const id = idOf(lens, () => (y = layer.forward(x)));
      const detail = lens.detail(id, 42)!;
      assert.ok(v.is(setDetailSchema, JSON.parse(JSON.stringify(detail))));
      const slice = (tensor: Tensor): Tensor => tensor.detach().narrow(1, 42, 1);
      for (const [stage, tensor] of [
        [detail.stages.input, slice(x)],
        [detail.stages.normalized!, slice(F.batchNorm(x, { training: true }))],
        [detail.stages.output, slice(y)],
      ] as const) {
        near(stage.mean, tensor.mean().item());
        near(stage.std, tensor.std(undefined, { correction: 0 }).item());
        near(stage.min, tensor.min().item());
        near(stage.max, tensor.max().item());
        assert.equal(total(stage.histogram.counts), 1600);
        assert.equal(stage.sample, undefined);
      }
      near(unpack(detail.running!.runningMean)[0], layer.runningMean!.values()[42]!);
    });
  });

  it('tells it for sets that lie anywhere in memory', () => {
    withLens((lens) => {
      const x = randn([3, 6, 5]);
      const ofGroup = lens.detail(
        idOf(lens, () => F.groupNorm(x, 2)),
        3,
      )!;
      near(ofGroup.stages.input.max, x.narrow(0, 1, 1).narrow(1, 3, 3).max().item());
      const ofRow = lens.detail(
        idOf(lens, () => F.layerNorm(x, [5])),
        7,
      )!;
      near(ofRow.stages.input.min, x.reshape([18, 5]).narrow(0, 7, 1).min().item());
    });
  });

  it('is let go when the program writes over them, and for sets and cards that are not there', () => {
    withLens((lens) => {
      const x = randn([8, 3]);
      const id = idOf(lens, () => F.batchNorm(x, { training: true }));
      assert.ok(lens.detail(id, 2));
      assert.equal(lens.detail(id, 3), undefined);
      assert.equal(lens.detail('other', 0), undefined);
      x.fill_(0);
      assert.equal(lens.detail(id, 2), undefined);
      const overwritten = idOf(lens, () => F.batchNorm(x.add(1), { training: true }).fill_(0));
      assert.equal(lens.detail(overwritten, 0), undefined);
    });
  });

  it('makes room for newer ones', () => {
    withLens((lens) => {
      const x = randn([4, 2]);
      const ids = Array.from({ length: 201 }, () => idOf(lens, () => F.batchNorm(x, { training: true })));
      assert.equal(new Set(ids).size, 201);
      assert.deepEqual([lens.detail(ids[0]!, 0), lens.detail(ids[1]!, 0) === undefined], [undefined, false]);
      const big = zeros([6, 4, 2 ** 20]);
      const bigId = idOf(lens, () => noGrad(() => F.batchNorm(big, { training: true })));
      const biggerId = idOf(lens, () => noGrad(() => F.batchNorm(big, { training: true })));
      assert.deepEqual([lens.detail(bigId, 0), lens.detail(ids[200]!, 0)], [undefined, undefined]);
      assert.ok(lens.detail(biggerId, 0));
    });
  });
});
