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

  describe('let a module contain itself', () => {
    const made = dedent`
      import torch
      from torch import nn
      class OwnNorm(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc = nn.Linear(2, 2)
              self.bn = nn.BatchNorm1d(2)
              self.me = self
          def forward(self, x):
              return self.bn(self.fc(x))
      m = OwnNorm()
    `;

    it('as PyTorch does, also in TypeScript cells', async () => {
      const python = await run(
        `${made}\n${dedent`
        print(tuple(m(torch.randn(4, 2)).shape), len(list(m.parameters())), m.me.me.fc is m.fc)
        print([n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()])
        print([n for n, _ in m.named_modules()], [type(c).__name__ for c in m.children()])
        m.zero_grad()
        print(m.requires_grad_(False) is m)
      `}`,
      );
      assert.equal(python.error?.traceback, undefined);
      assert.deepEqual(python.printed.trim().split('\n'), [
        '(4, 2) 4 True',
        "['fc.weight', 'fc.bias', 'bn.weight', 'bn.bias'] ['bn.running_mean', 'bn.running_var', 'bn.num_batches_tracked']",
        "['', 'fc', 'bn'] ['Linear', 'BatchNorm1d', 'OwnNorm']",
        'True',
      ]);
      const typescript = await cells.kernel.run(
        '[m.me === m, m.parameters().length, m.modules().length, m.eval().me.training, m.call(randn([4, 2])).shape]',
      );
      assert.equal(typescript.value, '[ true, 4, 3, false, [ 4, 2 ] ]');
      const variables = await cells.kernel.client.ask('variables', { run: 1 });
      assert.ok(variables?.variables.some(({ label }) => label === 'm'));
    });

    it('and what goes through it for ever raises RecursionError, after which cells go on', async () => {
      const { printed, error } = await run(
        `${made}\n${dedent`
        def attempt(function):
            try:
                return function()
            except RecursionError:
                return "RecursionError"
        print([attempt(f) for f in (m.state_dict, m.train, m.eval, m.double, lambda: repr(m), lambda: m.apply(id))])
        m.forward = lambda x: (x - x.mean(0)) / x.std(0)
        print(tuple(m(torch.randn(4, 2)).shape))
        m
      `}`,
      );
      assert.deepEqual(printed.trim().split('\n'), [`[${new Array(6).fill("'RecursionError'").join(', ')}]`, '(4, 2)']);
      assert.match(error?.traceback ?? '', /RecursionError/);
      assert.equal((await run('1 + 1')).value, '2');
    });

    it('directly and through another', async () => {
      const { error } = await run(dedent`
        from torch import nn
        a, b = nn.Sequential(), nn.Sequential()
        a.add_module("b", b)
        b.add_module("a", a)
        shared = nn.Linear(2, 2)
        twice = nn.Sequential(shared, shared)
      `);
      assert.equal(error, undefined);
      const { value } = await cells.kernel.run('[a.modules().length, b.b === undefined, twice.modules().length]');
      assert.equal(value, '[ 2, true, 2 ]');
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
