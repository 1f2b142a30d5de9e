import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestKernel } from '../runner.ts';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

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
      const silent = new TestKernel({ cacheFolder: cells.cache });
      try {
        assert.equal((await silent.run('input()', 'python')).error?.name, 'EOFError');
      } finally {
        silent.dispose();
      }
    });

    it("read and write files in the notebook's folder, and import its modules", async () => {
      writeFileSync(path.join(cells.kernel.folder, 'helper.py'), 'def twice(x):\n    return 2 * x\n');
      const result = await run(dedent`
        import helper, torch
        torch.save({'a': torch.tensor([1., 2.])}, 'a.pt')
        helper.twice(torch.load('a.pt')['a'])
      `);
      assert.equal(result.value, 'tensor([2., 4.])');
      assert.ok(readdirSync(cells.kernel.folder).includes('a.pt'));
    });

    it('answer to magics, and explain those that cannot work', async () => {
      assert.match((await run('%time x = sum(range(1000))')).printed, /^Wall time: .*s\n$/);
      assert.equal((await run('x')).value, '499500');
      assert.match((await run('%timeit 1 + 1')).printed, /per loop \(mean ± std\. dev\. of 7 runs/);
      assert.match((await run('%%time\ny = 1\nprint(y)')).printed, /^1\nWall time/);
      assert.equal((await run('%matplotlib inline\n5 % 3')).value, '2');
      const shell = await run('!pip install torch\nprint(7)');
      assert.match(
        shell.printed,
        /^!pip install torch: this starts a program, and there are none here.*torch.*\n7\n$/s,
      );
      assert.match((await run('%run other.ipynb')).error?.message ?? '', /magic %run is not available.*Jupyter/s);
    });
  });

  it('warn at the line that the user wrote, and again when it runs again', async () => {
    const code = dedent`
      import numpy as np
      import torch
      def inverse(x):
          return 1 / x
      inverse(np.array([0.0]))
      np.log([0.0])
      torch.nn.functional.mse_loss(torch.ones(2, 1), torch.ones(2));
    `;
    for (let time = 0; time < 2; time++) {
      const { printed } = await run(code);
      const lines = [...printed.matchAll(/^Cell In\[\d+\]:(\d+): (\w+): (\w+ \w+ \w+)/gm)].map((found) =>
        found.slice(1),
      );
      assert.deepEqual(lines, [
        ['4', 'RuntimeWarning', 'divide by zero'],
        ['6', 'RuntimeWarning', 'divide by zero'],
        ['7', 'UserWarning', 'Using a target'],
      ]);
    }
  });

  describe('find what notebooks import', () => {
    it('IPython.display, which shows and clears', async () => {
      const { outputs, error } = await run(dedent`
        from IPython.display import HTML, Math, clear_output, display
        print('first')
        clear_output(wait=True)
        display(HTML('<b>second</b>'))
        Math('x^2')
      `);
      assert.equal(error, undefined);
      assert.deepEqual(
        outputs.map((output) => (output.type === 'display' ? Object.keys(output.data)[0] : output.type)),
        ['stream', 'clear', 'text/html', 'text/latex'],
      );
    });

    it('tqdm, whose bar stays on one line', async () => {
      const { printed } = await run(dedent`
        from tqdm.auto import tqdm, trange
        with tqdm(total=1000, desc='step', mininterval=60) as bar:
            for i in range(1000):
                bar.set_postfix(loss=1 / 3)
                bar.update()
        sum(trange(10, disable=True))
      `);
      assert.match(
        printed,
        /^\rstep: {3}0%\| {10}\| 0\/1000 \[.*\rstep: 100%\|█{10}\| 1000\/1000 \[00:0\d<00:00, .*it\/s, loss=0\.333\]\n$/,
      );
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

    it('for imports that fail: what there is instead', async () => {
      for (const [code, note] of [
        [
          'import sklearn.datasets',
          /No module named 'sklearn'\nNormscope brings torch, .* Jupyter kernel with the real sklearn/,
        ],
        ['from torch.nn import Nothing', /cannot import name 'Nothing'.*\nNormscope brings the part of torch/],
      ] as const) {
        assert.match((await run(code)).error?.traceback ?? '', note);
      }
      assert.doesNotMatch((await run('from math import nothing')).error?.traceback ?? '', /Normscope/);
    });

    it('for what a module lacks: its name, and where the notebook runs', async () => {
      const { error } = await run('import torch\ntorch.fft');
      assert.equal(error?.name, 'AttributeError');
      assert.match(error.message, /'torch' has no attribute 'fft'.*Jupyter kernel with the real torch/);
    });
  });

  it('run side by side in two notebooks', async () => {
    const other = new TestKernel({ cacheFolder: cells.cache });
    try {
      const [mine, theirs] = await Promise.all([run('x = 1\nx + 1'), other.run('x = 10\nx + 1', 'python')]);
      assert.deepEqual([mine.value, theirs.value], ['2', '11']);
    } finally {
      other.dispose();
    }
  });
});
