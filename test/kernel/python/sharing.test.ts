import assert from 'node:assert/strict';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

  describe('share names with TypeScript cells', () => {
    it('tensors without a copy, both ways', async () => {
      await cells.kernel.run('const a = tensor([1, 2, 3])');
      assert.equal((await run('a.add_(1)\nb = a * 2\na')).value, 'tensor([2., 3., 4.])');
      assert.equal((await cells.kernel.run('a.add_(1); String(b)')).value, "'tensor([4., 6., 8.])'");
      assert.equal((await run('a')).value, 'tensor([3., 4., 5.])');
    });

    it('the latest binding of a name', async () => {
      await run('import torch\nx = torch.tensor([1])');
      await cells.kernel.run('x = tensor([2])');
      assert.equal((await run('x')).value, 'tensor([2.])');
      await run('x = torch.tensor([3])');
      assert.equal((await cells.kernel.run('x')).value, 'tensor([3])');
    });

    it('modules, with their parameters, mode and gradients', async () => {
      await cells.kernel.run('const layer = new nn.Linear(2, 1); nn.init.constant_(layer.weight, 3)');
      const python = await run(dedent`
        import torch
        layer(torch.ones(1, 2)).sum().backward()
        layer.eval()
        class Scale(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.factor = torch.nn.Parameter(torch.tensor(5.0))
            def forward(self, x):
                return x * self.factor
        scale = Scale()
        repr(layer), list(layer.state_dict())
      `);
      assert.equal(python.value, "('Linear(in_features=2, out_features=1, bias=True)', ['weight', 'bias'])");
      const typescript = await cells.kernel.run(
        '[layer.weight.grad!.tolist(), layer.training, scale.forward(tensor([2])).item(), scale.parameters().length]',
      );
      assert.equal(typescript.value, '[ [ [ 1, 1 ] ], false, 10, 1 ]');
    });
  });

  describe('bring cards', () => {
    it('for layers, functions and modules of Keras and TensorFlow', async () => {
      const { cards } = await run(dedent`
        import torch, keras, tensorflow as tf
        import torch.nn.functional as F
        x = torch.randn(8, 4)
        torch.nn.BatchNorm1d(4)(x)
        F.layer_norm(x, (4,))
        keras.layers.LayerNormalization()(x)
        tf.nn.batch_normalization(tf.random.normal([8, 4]), [0.0], [1.0], None, None, 1e-3)
      `);
      assert.deepEqual(
        cards.map(({ title }) => title),
        ['BatchNorm1d(4)', 'layer_norm', 'LayerNormalization', 'batch_normalization'],
      );
    });

    it('for normalization that the user wrote', async () => {
      const { cards } = await run(dedent`
        import torch
        class MyBatchNorm(torch.nn.Module):
            def __init__(self, channels):
                super().__init__()
                self.weight = torch.nn.Parameter(torch.ones(channels))
            def forward(self, x):
                return (x - x.mean((0, 2))[:, None]) / x.std((0, 2))[:, None] * self.weight[:, None]
        class Net(torch.nn.Module):
            def forward(self, x):
                return x * 2
        norm = MyBatchNorm(3)
        Net()(norm(torch.randn(5, 3, 7)))
      `);
      assert.equal(cards.length, 1);
      assert.equal(cards[0]!.layer, 'MyBatchNorm()');
      assert.deepEqual(cards[0]!.sets.reduced, [0, 2]);
    });

    it('that tell which statistics a normalization of the user took', async () => {
      const { cards } = await run(dedent`
        import torch
        class RunningNorm(torch.nn.Module):
            def __init__(self, channels):
                super().__init__()
                self.register_buffer("running_mean", torch.zeros(channels))
            def forward(self, x):
                return x - (x.mean(0) if self.training else self.running_mean)
        class PlainNorm(torch.nn.Module):
            def forward(self, x):
                return x - x.mean(0)
        for norm in [RunningNorm(3), RunningNorm(3).eval(), PlainNorm().eval()]:
            norm(torch.randn(5, 3))
      `);
      assert.deepEqual(
        cards.map(({ statistics }) => statistics),
        ['input', 'running', 'input'],
      );
    });
  });
});
