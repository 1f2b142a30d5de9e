import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type CellRun, TestKernel } from './runner.ts';
import { VEGA_LITE_MIME } from '../../src/protocol/mime.ts';

/** Python code as it stands in a cell: without the indentation of this file. */
function dedent([text = '']: readonly string[]): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}

describe('Python cells', function () {
  this.timeout(60_000);
  let kernel: TestKernel;
  const cache = mkdtempSync(path.join(os.tmpdir(), 'normscope-cache-'));

  const run = (code: string): Promise<CellRun> => kernel.run(code, 'python');

  beforeEach(() => {
    kernel = new TestKernel({ cacheFolder: cache }, 'Ann');
  });

  afterEach(() => {
    kernel.dispose();
  });

  after(() => {
    rmSync(cache, { recursive: true, force: true });
  });

  describe('run as in a notebook', () => {
    it('show what is printed and the last value, and keep names', async () => {
      const first = await run(dedent`
        import math
        x = [1, 2]
        print('a', end='')
        print('b')
        x
      `);
      assert.equal(first.printed, 'ab\n');
      assert.equal(first.value, '[1, 2]');
      assert.equal((await run('math.floor(x[1] + 0.5), _')).value, '(2, [1, 2])');
    });

    it('show no value after a semicolon, for None and for an assignment', async () => {
      for (const code of ['1;', 'None', 'y = 3', 'def f(): return 1']) assert.equal((await run(code)).value, undefined);
    });

    it('wait at their top level', async () => {
      const result = await run(dedent`
        import asyncio
        async def later(x):
            await asyncio.sleep(0.01)
            return x * 2
        await later(21)
      `);
      assert.equal(result.value, '42');
    });

    it('show objects by what they say of themselves', async () => {
      const result = await run(dedent`
        class Page:
            def _repr_html_(self):
                return '<b>hello</b>'
        Page()
      `);
      const [output] = result.outputs;
      assert.ok(output?.type === 'display');
      assert.equal(output.data['text/html'], '<b>hello</b>');
    });

    it('ask the user', async () => {
      const result = await run("name = input('Who? ')\nprint('hello', name)");
      assert.equal(result.printed, 'Who? Ann\nhello Ann\n');
    });

    it('raise EOFError where nobody answers', async () => {
      const silent = new TestKernel({ cacheFolder: cache });
      try {
        assert.equal((await silent.run('input()', 'python')).error?.name, 'EOFError');
      } finally {
        silent.dispose();
      }
    });

    it("read and write files in the notebook's folder, and import its modules", async () => {
      writeFileSync(path.join(kernel.folder, 'helper.py'), 'def twice(x):\n    return 2 * x\n');
      const result = await run(dedent`
        import helper, torch
        torch.save({'a': torch.tensor([1., 2.])}, 'a.pt')
        helper.twice(torch.load('a.pt')['a'])
      `);
      assert.equal(result.value, 'tensor([2., 4.])');
      assert.ok(readdirSync(kernel.folder).includes('a.pt'));
    });

    it('answer to magics, and explain those that cannot work', async () => {
      assert.match((await run('%time x = sum(range(1000))')).printed, /^Wall time: .*s\n$/);
      assert.equal((await run('x')).value, '499500');
      assert.match((await run('%timeit 1 + 1')).printed, /per loop \(mean ± std\. dev\. of 7 runs/);
      assert.match((await run('%%time\ny = 1\nprint(y)')).printed, /^1\nWall time/);
      assert.equal((await run('%matplotlib inline\n5 % 3')).value, '2');
      const shell = await run('!pip install torch');
      assert.match(shell.error?.message ?? '', /starts a program, and there are none here.*torch/s);
      assert.match((await run('%run other.ipynb')).error?.message ?? '', /magic %run is not available.*Jupyter/s);
    });
  });

  describe('tell their errors', () => {
    it("with the cell's lines, a link, and nothing of the modules within", async () => {
      const { error } = await run(dedent`
        import torch
        def f(x):
            return x @ torch.ones(4, 2)

        f(torch.ones(2, 3))
      `);
      assert.equal(error?.name, 'RuntimeError');
      assert.equal(error.message, 'mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x2)');
      assert.equal(
        error.traceback,
        dedent`
          Traceback (most recent call last):
            Cell In[1], line 5, in <module>
              f(torch.ones(2, 3))
              ~^^^^^^^^^^^^^^^^^^
            Cell In[1], line 3, in f
              return x @ torch.ones(4, 2)
                     ~~^~~~~~~~~~~~~~~~~~
          RuntimeError: mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x2)
        `,
      );
    });

    it('before anything runs where the code is no Python', async () => {
      const result = await run('print(1)\nx = (');
      assert.equal(result.error?.name, 'SyntaxError');
      assert.match(result.error.traceback, /Cell In\[1\], line 2/);
      assert.equal(result.printed, '');
    });

    it('with their causes', async () => {
      const { error } = await run(dedent`
        try:
            1 / 0
        except ZeroDivisionError as problem:
            raise ValueError('no') from problem
      `);
      assert.match(error?.traceback ?? '', /ZeroDivisionError.*direct cause.*ValueError: no/s);
    });

    it('and go on after exit()', async () => {
      const result = await run('x = 1\nexit()');
      assert.equal(result.error?.name, 'SystemExit');
      assert.equal((await run('x')).value, '1');
    });

    it('for what a module lacks: its name, and where the notebook runs', async () => {
      const { error } = await run('import torch\ntorch.fft');
      assert.equal(error?.name, 'AttributeError');
      assert.match(error.message, /'torch' has no attribute 'fft'.*Jupyter kernel with the real torch/);
    });
  });

  describe('are stopped', () => {
    const stopWithin = async (code: string): Promise<CellRun> => {
      await run("kept = 'kept'");
      const running = run(`print('go', flush=True)\n${code}`);
      await kernel.nextText();
      await kernel.client.interrupt();
      const result = await running;
      assert.equal((await run('kept')).value, "'kept'");
      return result;
    };

    for (const [what, code] of [
      ['an endless loop', 'while True: pass'],
      [
        'an endless loop that catches errors',
        'while True:\n    try:\n        1 / 0\n    except Exception:\n        pass',
      ],
      ['a long sleep', 'import time\ntime.sleep(1000)'],
      ['a training loop', 'import torch\nx = torch.ones(1000)\nwhile True:\n    x = x * 1.0'],
    ] as const) {
      it(`in ${what}, with all variables kept`, async () => {
        assert.equal((await stopWithin(code)).error?.name, 'KeyboardInterrupt');
      });
    }

    it('in an await, with all variables kept', async () => {
      const result = await stopWithin('import asyncio\nawait asyncio.sleep(1000)');
      assert.equal(result.result.success, false);
    });

    for (const [where, loop] of [
      ['whenever it comes', 'pass'],
      ['also where tensors die as it comes', 'x = x * 1.0'],
    ] as const) {
      it(`each time, ${where}`, async () => {
        await run("kept = 'kept'\nimport torch\nx = torch.ones(10)");
        for (let round = 0; round < 60; round++) {
          const running = run(`print('go', flush=True)\nwhile True: ${loop}`);
          await kernel.nextText();
          await kernel.client.interrupt();
          assert.equal((await running).error?.name, 'KeyboardInterrupt');
        }
        assert.equal((await run('kept')).value, "'kept'");
      });
    }

    it('by force, where they catch what stops them: Python starts anew and says so', async () => {
      await kernel.run('const kept = tensor([7])');
      const running = run(dedent`
        print('go', flush=True)
        while True:
            try:
                while True: pass
            except BaseException: pass
      `);
      await kernel.nextText();
      await kernel.client.interrupt();
      const { error } = await running;
      assert.equal(error?.name, 'PythonRestarted');
      assert.match(error.message, /all Python variables are lost/);
      assert.equal((await run('kept.item()')).value, '7.0');
    });

    it('while Python starts', async () => {
      const starting = new TestKernel({ cacheFolder: cache });
      try {
        await starting.run("print('ready')");
        const running = starting.run("print('begun')", 'python');
        await setTimeout(100);
        await starting.client.interrupt();
        const { result, error, printed } = await running;
        assert.equal(result.success, false);
        assert.equal(error?.name, 'KeyboardInterrupt');
        assert.equal(printed, '');
        assert.equal((await starting.run('1 + 1', 'python')).value, '2');
      } finally {
        starting.dispose();
      }
    });
  });

  describe('are prepared', () => {
    it('before the first of them, with the names of TypeScript cells', async () => {
      kernel.client.prepare('python');
      await kernel.run('const x = tensor([1, 2])');
      assert.equal((await run('x.sum().item()')).value, '3.0');
    });

    it('again after a restart', async () => {
      kernel.client.prepare('python');
      await run('x = 1');
      await kernel.client.restart();
      assert.equal((await run("'x' in globals()")).value, 'False');
    });

    it('while a cell waits, which can be stopped', async () => {
      const preparing = new TestKernel({ cacheFolder: cache });
      try {
        await preparing.run('1');
        preparing.client.prepare('python');
        const waiting = preparing.run("console.log('begun')");
        await preparing.client.interrupt();
        const { result, error, printed } = await waiting;
        assert.equal(result.success, false);
        assert.equal(error?.name, 'Interrupted');
        assert.equal(printed, '');
        assert.equal((await preparing.run('1 + 1', 'python')).value, '2');
      } finally {
        preparing.dispose();
      }
    });
  });

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
        await kernel.run('const kept = tensor([7])');
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

  describe('share names with TypeScript cells', () => {
    it('tensors without a copy, both ways', async () => {
      await kernel.run('const a = tensor([1, 2, 3])');
      assert.equal((await run('a.add_(1)\nb = a * 2\na')).value, 'tensor([2., 3., 4.])');
      assert.equal((await kernel.run('a.add_(1); String(b)')).value, "'tensor([4., 6., 8.])'");
      assert.equal((await run('a')).value, 'tensor([3., 4., 5.])');
    });

    it('the latest binding of a name', async () => {
      await run('import torch\nx = torch.tensor([1])');
      await kernel.run('x = tensor([2])');
      assert.equal((await run('x')).value, 'tensor([2.])');
      await run('x = torch.tensor([3])');
      assert.equal((await kernel.run('x')).value, 'tensor([3])');
    });

    it('modules, with their parameters, mode and gradients', async () => {
      await kernel.run('const layer = new nn.Linear(2, 1); nn.init.constant_(layer.weight, 3)');
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
      const typescript = await kernel.run(
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

  it('run side by side in two notebooks', async () => {
    const other = new TestKernel({ cacheFolder: cache });
    try {
      const [mine, theirs] = await Promise.all([run('x = 1\nx + 1'), other.run('x = 10\nx + 1', 'python')]);
      assert.deepEqual([mine.value, theirs.value], ['2', '11']);
    } finally {
      other.dispose();
    }
  });

  it('draw with pyplot', async () => {
    const { outputs } = await run(dedent`
      import matplotlib.pyplot as plt
      plt.hist([1, 2, 2, 3], bins=3, label='values')
      plt.title('Counts')
      plt.legend()
      plt.show()
    `);
    const [output] = outputs;
    assert.ok(output?.type === 'display');
    const spec = output.data[VEGA_LITE_MIME] as { title: string; layer: { data: { values: { y: number }[] } }[] };
    assert.equal(spec.title, 'Counts');
    assert.deepEqual(
      spec.layer[0]!.data.values.map(({ y }) => y),
      [1, 2, 1],
    );
  });

  it('start from a snapshot after the first time', async () => {
    await run('x = 1');
    const [snapshot, ...others] = readdirSync(cache);
    assert.match(snapshot ?? '', /^python-.*\.snapshot$/);
    assert.deepEqual(others, []);
    const second = new TestKernel({ cacheFolder: cache });
    try {
      assert.equal((await second.run('import torch\ntorch.ones(2)', 'python')).value, 'tensor([1., 1.])');
    } finally {
      second.dispose();
    }
  });

  it('start without a place for a snapshot, and beside a broken one', async () => {
    writeFileSync(path.join(cache, 'occupied'), '');
    const elsewhere = new TestKernel({ cacheFolder: path.join(cache, 'occupied') });
    try {
      assert.equal((await elsewhere.run('1 + 1', 'python')).value, '2');
    } finally {
      elsewhere.dispose();
      rmSync(path.join(cache, 'occupied'));
    }
  });
});
