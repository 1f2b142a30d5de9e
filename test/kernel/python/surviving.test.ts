import assert from 'node:assert/strict';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

  describe('survive', () => {
    it('endless recursion', async () => {
      const { error } = await run('x = 1\ndef f(): return f()\nf()');
      assert.equal(error?.name, 'RecursionError');
      assert.equal((await run('x')).value, '1');
    });

    for (const [what, code] of [
      ['a stack that overflows', 'import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return f(n + 1)\nf(0)'],
      ['memory that is not there', 'import ctypes\nctypes.memset(0xfffffff0, 0, 100)'],
    ] as const) {
      it(`an interpreter broken by ${what}: it starts anew, says so, and knows the tensors of TypeScript`, async () => {
        await cells.kernel.run('const kept = tensor([7])');
        await run('lost = 1');
        const { error, printed } = await run(code);
        assert.equal(error?.name, 'PythonRestarted');
        assert.match(error.message, /all Python variables are lost/);
        assert.equal(printed, '');
        assert.equal((await run('lost')).error?.name, 'NameError');
        assert.equal((await run('kept')).value, 'tensor([7.])');
      });
    }

    it('a tensor beyond the memory', async () => {
      const { error } = await run('import torch\ntorch.ones(10**6, 10**6)');
      assert.match(error?.message ?? '', /not enough memory: you tried to allocate 4000000000000 bytes/);
    });
  });

  it('keep their memory through a long training loop, and a large one', async function () {
    this.timeout(120_000);
    const result = await run(dedent`
      import torch, torch.nn as nn
      from _normscope.bridge import op
      net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
      optimizer = torch.optim.Adam(net.parameters())
      x, y = torch.randn(16, 4), torch.randn(16, 1)
      def train(steps):
          for _ in range(steps):
              optimizer.zero_grad()
              ((net(x) - y) ** 2).mean().backward()
              optimizer.step()
      held = op('heldTensors')
      train(200)
      before = held()
      train(2000)
      after = held()
      for _ in range(60):
          big = torch.ones(64, 2**20) * 2
      abs(after - before) < 300, big[0, 0].item()
    `);
    assert.equal(result.value, '(True, 2.0)');
  });

  it('let go of functions, optimizers, layers and generators with the objects that hold them', async () => {
    const result = await run(dedent`
      import torch, keras, numpy as np
      from _normscope.bridge import op
      class Double(torch.autograd.Function):
          @staticmethod
          def forward(ctx, x):
              ctx.save_for_backward(x)
              return x * 2
          @staticmethod
          def backward(ctx, gradient):
              return gradient * 2
      x = torch.ones(10, requires_grad=True)
      held = op('heldTensors')
      before = held()
      for _ in range(1000):
          Double.apply(x * 1).sum().backward()
      after = held()
      for _ in range(50):
          layer = torch.nn.BatchNorm1d(10)
          layer(torch.randn(4, 10))
          optimizer = torch.optim.Adam(layer.parameters())
          generators = torch.Generator(), np.random.default_rng(1)
          keras.layers.BatchNormalization()(np.ones((4, 10)))
      after - before < 300, optimizer._number < 20
    `);
    assert.equal(result.value, '(True, True)');
  });
});
