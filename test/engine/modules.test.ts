import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tensor } from '../../src/engine/index.ts';
import { F, full, nn, noGrad, randn } from '../../src/engine/index.ts';

function largestDifference(a: Tensor, b: Tensor): number {
  return noGrad(() => a.sub(b).abs().max().item());
}

function normalize(x: Tensor): Tensor {
  return F.batchNorm(x, { training: true, eps: 1e-12 });
}

describe('Batch normalization', () => {
  it('does not depend on shift and scale of a channel', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (shift, scale) => {
          const x = randn([16, 3], { dtype: 'float64' });
          assert.ok(largestDifference(normalize(x), normalize(x.mul(scale).add(shift))) < 1e-8);
        },
      ),
    );
  });

  it('gives the same for N×C×L and N×C×H×W, and for views', () => {
    const x = randn([4, 3, 2, 5]);
    assert.deepEqual(normalize(x).reshape([4, 3, 10]).tolist(), normalize(x.reshape([4, 3, 10])).tolist());
    const channelsLast = x.permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2]);
    assert.deepEqual(normalize(channelsLast).tolist(), normalize(x).tolist());
  });

  for (const mean of [0, 1e2, 1e4, 1e6]) {
    it(`is exact to 1e-6 around a mean of ${mean}`, () => {
      const x = randn([4096, 2]).add(mean);
      const exact = F.batchNorm(x.to('float64'), { training: true });
      assert.ok(largestDifference(F.batchNorm(x, { training: true }).to('float64'), exact) < 1e-6);
    });
  }

  it('maps a constant channel to exactly 0, however large it is', () => {
    for (const value of [3, 0.1, 1e7, -1e30]) {
      assert.equal(
        F.batchNorm(full([64, 2], value), { training: true })
          .abs()
          .max()
          .item(),
        0,
      );
    }
  });

  it('keeps a NaN in its channel', () => {
    const x = randn([8, 3]);
    x.storage.data[4] = NaN;
    const means = F.batchNorm(x, { training: true }).mean(0).values();
    assert.deepEqual([...means].map(Number.isNaN), [false, true, false]);
  });

  it('updates the running statistics also under noGrad, and never in evaluation mode', () => {
    const bn = new nn.BatchNorm1d(2);
    noGrad(() => bn.forward(randn([8, 2]).add(5)));
    assert.equal(bn.numBatchesTracked?.item(), 1);
    assert.ok((bn.runningMean?.values()[0] ?? 0) > 0.3);
    const before = String(bn.runningMean);
    bn.eval().forward(randn([8, 2]));
    assert.equal(String(bn.runningMean), before);
    bn.resetRunningStats();
    assert.deepEqual(bn.runningVar?.tolist(), [1, 1]);
  });

  it('learns: a small network fits its data', () => {
    class Net extends nn.Module {
      first = new nn.Linear(2, 8);
      norm = new nn.BatchNorm1d(8);
      second = new nn.Linear(8, 1);
      override forward(x: Tensor): Tensor {
        return this.second.forward(this.norm.forward(this.first.forward(x)).relu());
      }
    }
    const net = new Net();
    const x = randn([64, 2]);
    const target = noGrad(() => x.narrow(1, 0, 1).mul(x.narrow(1, 1, 1)));
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) {
      net.zeroGrad();
      const loss = net.forward(x).sub(target).pow(2).mean();
      loss.backward();
      losses.push(loss.item());
      for (const parameter of net.parameters()) {
        const values = parameter.grad?.values() ?? [];
        parameter.storage.data.forEach((value, i) => {
          parameter.storage.data[i] = value - 0.1 * (values[i] ?? 0);
        });
      }
    }
    assert.ok((losses.at(-1) ?? 1) < 0.5 * (losses[0] ?? 0));
    assert.deepEqual(
      net.namedModules().map(([name]) => name),
      ['', 'first', 'norm', 'second'],
    );
    assert.match(
      String(net),
      /^Net\(\n {2}\(first\): Linear\(in_features=2, out_features=8, bias=True\)\n {2}\(norm\): BatchNorm1d/,
    );
  });

  it("loads a state in PyTorch's names, and says what does not fit", () => {
    const [a, b] = [new nn.BatchNorm1d(2), new nn.BatchNorm1d(2)];
    a.forward(randn([8, 2]));
    assert.deepEqual(
      [...a.stateDict().keys()],
      ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'],
    );
    b.loadStateDict(a.stateDict());
    assert.equal(String(b.runningMean), String(a.runningMean));
    const state = a.stateDict();
    state.delete('running_mean');
    assert.throws(() => b.loadStateDict(state), {
      name: 'RuntimeError',
      message:
        /^Error\(s\) in loading state_dict for BatchNorm1d:\n\tMissing key\(s\) in state_dict: "running_mean"\. $/,
    });
    assert.throws(() => new nn.BatchNorm1d(3).loadStateDict(a.stateDict()), {
      message:
        /size mismatch for weight: copying a param with shape torch\.Size\(\[2\]\) from checkpoint, the shape in current model is torch\.Size\(\[3\]\)\./,
    });
  });
});
