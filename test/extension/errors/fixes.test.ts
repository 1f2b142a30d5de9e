import assert from 'node:assert/strict';
import type { CodePlace, Fix } from '../../../src/extension/errors/failure.ts';
import { fixesFor } from '../../../src/extension/errors/fixes.ts';
import { errorPlaces, messageIn } from '../../../src/extension/errors/place.ts';
import type { Language } from '../../../src/protocol/languages.ts';
import { TestKernel } from '../../kernel/runner.ts';

/** Cells, the last of which fails, and the text of the one that is mended afterwards; undefined: nothing is offered. */
type Case = readonly [what: string, cells: readonly string[], mended: string | undefined];

const TYPESCRIPT: readonly Case[] = [
  ['a misspelt variable', ['const lenght = 3;', 'console.log(lenhgt);'], 'console.log(lenght);'],
  ['a misspelt function', ['rnadn([2, 2])'], 'randn([2, 2])'],
  ['a misspelt class', ['new nn.BatchNrom1d(4)'], 'new nn.BatchNorm1d(4)'],
  ['a misspelt method', ['const x = ones([2]);', 'x\n  .sumn();\n'], 'x\n  .sum();\n'],
  ['a global of the host', ['Maht.max(1, 2)'], 'Math.max(1, 2)'],
  ["PyTorch's way of writing a name", ['F.batch_norm(randn([2, 3]))'], 'F.batchNorm(randn([2, 3]))'],
  [
    'a module that is called',
    ['const bn = new nn.BatchNorm1d(4);\nbn(randn([2, 4]));'],
    'const bn = new nn.BatchNorm1d(4);\nbn.forward(randn([2, 4]));',
  ],
  ['a class without new', ['const bn = nn.BatchNorm1d(4);'], 'const bn = new nn.BatchNorm1d(4);'],
  ['a name like no other', ['qwertzuiop(1)'], undefined],
  ['a method that nothing resembles', ['const x = ones([2]);', 'x.qwertz();'], undefined],
  [
    'input features that do not fit',
    ['const m = new nn.Sequential(new nn.Linear(28 * 28, 10), new nn.Linear(10, 784));', 'm.forward(randn([64, 512]))'],
    'const m = new nn.Sequential(new nn.Linear(512, 10), new nn.Linear(10, 784));',
  ],
  [
    'two layers that may be meant',
    ['const a = [new nn.Linear(8, 4), new nn.Linear(8, 4)];\na[0].forward(ones([2, 3]))'],
    undefined,
  ],
  [
    'features of a layer',
    ['const bn = new nn.BatchNorm1d(4);\nbn.forward(randn([2, 5]));'],
    'const bn = new nn.BatchNorm1d(5);\nbn.forward(randn([2, 5]));',
  ],
  [
    'a layer for other dimensions',
    ['new nn.BatchNorm1d(4).forward(ones([2, 4, 3, 3]))'],
    'new nn.BatchNorm2d(4).forward(ones([2, 4, 3, 3]))',
  ],
  [
    'a normalized shape',
    ['new nn.LayerNorm([4]).forward(ones([2, 5]))'],
    'new nn.LayerNorm([5]).forward(ones([2, 5]))',
  ],
  [
    'channels of a convolution',
    ['new nn.Conv2d(3, 8, 3).forward(ones([2, 1, 28, 28]))'],
    'new nn.Conv2d(1, 8, 3).forward(ones([2, 1, 28, 28]))',
  ],
  [
    'one sample in training',
    ['const model = new nn.BatchNorm1d(4);', 'for (const n of [1]) {\n  model.forward(ones([n, 4]));\n}'],
    'for (const n of [1]) {\n  model.eval();\n  model.forward(ones([n, 4]));\n}',
  ],
  [
    'a batch that was flattened wrong',
    ['const x = ones([100, 28, 28]).view([-1, 100]);\nF.crossEntropy(x, zeros([100], { dtype: "int64" }));'],
    'const x = ones([100, 28, 28]).view([-1, 784]);\nF.crossEntropy(x, zeros([100], { dtype: "int64" }));',
  ],
];

const PYTHON: readonly Case[] = [
  ['a misspelt variable', ['lenght = 3', 'print(lenhgt)'], 'print(lenght)'],
  ['a misspelt function of a module', ['import torch\ntorch.rnadn(2)'], 'import torch\ntorch.randn(2)'],
  [
    'a misspelt method, in a function of another cell',
    ['import torch\ndef f(x):\n    return x.sumn()', 'f(torch.ones(2))'],
    'import torch\ndef f(x):\n    return x.sum()',
  ],
  ['a misspelt import', ['from torch import rnadn'], 'from torch import randn'],
  [
    'a misspelt argument',
    ['import torch\ntorch.nn.BatchNorm1d(4, epss=3)'],
    'import torch\ntorch.nn.BatchNorm1d(4, eps=3)',
  ],
  ['a customary name without its import', ['%%time\nnp.zeros(3)'], '%%time\nimport numpy as np\nnp.zeros(3)'],
  ['a standard module without its import', ['time.time()'], 'import time\ntime.time()'],
  [
    'input features that do not fit',
    ['import torch\nfrom torch import nn\nm = nn.Linear(784, 10)\nm(torch.ones(64, 512))'],
    'import torch\nfrom torch import nn\nm = nn.Linear(512, 10)\nm(torch.ones(64, 512))',
  ],
  [
    'one sample in training, in a module of another cell',
    [
      'import torch\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.bn = torch.nn.BatchNorm1d(4)\n    def forward(self, x):\n        return self.bn(x)\nnet = Net()',
      'with torch.no_grad():\n    y = net(torch.ones(1, 4))',
    ],
    'with torch.no_grad():\n    net.eval()\n    y = net(torch.ones(1, 4))',
  ],
  [
    'a module that does not call its base',
    ['import torch\nclass M(torch.nn.Module):\n    def __init__(self):\n        self.a = torch.nn.Linear(2, 3)\nM()'],
    'import torch\nclass M(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = torch.nn.Linear(2, 3)\nM()',
  ],
  [
    'a tensor with gradients',
    ['import torch\ntorch.ones(2, requires_grad=True).numpy()'],
    'import torch\ntorch.ones(2, requires_grad=True).detach().numpy()',
  ],
  [
    'a batch that was flattened wrong',
    [
      'import torch, torch.nn.functional as F\nx = torch.ones(100, 28, 28).view(-1, 100)',
      'F.cross_entropy(x, torch.zeros(100, dtype=torch.long))',
    ],
    'import torch, torch.nn.functional as F\nx = torch.ones(100, 28, 28).view(-1, 784)',
  ],
  ['a key that is not there', ['d = {"gamma": 1}\nd["gama"]'], undefined],
];

describe('Fixes of errors', function () {
  this.timeout(60_000);
  let kernel: TestKernel;
  let count = 0;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  /** Runs the cells, and gives what mends the error of the last. */
  async function fixesOf(cells: readonly string[], language: Language): Promise<Fix[]> {
    const first = count + 1;
    for (const code of cells.slice(0, -1)) {
      const { error } = await kernel.run(code, language);
      assert.equal(error?.traceback, undefined);
    }
    const { error } = await kernel.run(cells.at(-1) ?? '', language);
    count += cells.length;
    assert.ok(error, 'the last cell fails');
    const places = errorPlaces(error.traceback).map(({ executionCount, line, quoted }): CodePlace => {
      const cell = executionCount - first;
      if (quoted !== undefined) assert.equal(cells[cell]?.split('\n')[line]?.trim(), quoted);
      return { cell, line };
    });
    const [innermost, ...callers] = places;
    assert.ok(innermost, error.traceback);
    return fixesFor({
      name: error.name,
      message: messageIn(error.traceback, error.name, error.message),
      places: [innermost, ...callers],
      cells: cells.map((text) => ({ language, text })),
    });
  }

  function mendedBy(fix: Fix | undefined, cells: readonly string[]): string | undefined {
    if (fix === undefined || fix.kind === 'otherKernel') return undefined;
    const cell = fix.changes[0]?.cell ?? 0;
    const backwards = fix.changes.toSorted((a, b) => b.start - a.start);
    return backwards.reduce(
      (text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end),
      cells[cell] ?? '',
    );
  }

  for (const [language, cases] of [
    ['typescript', TYPESCRIPT],
    ['python', PYTHON],
  ] as const) {
    for (const [what, cells, mended] of cases) {
      it(`mend ${what} in ${language}`, async () => {
        const [fix] = await fixesOf(cells, language);
        assert.equal(mendedBy(fix, cells), mended);
      });
    }
  }

  it('offer another kernel where a module is missing', async () => {
    assert.deepEqual(await fixesOf(['import pandas'], 'python'), [{ kind: 'otherKernel' }]);
  });

  it('know a line that Python could not read', async () => {
    assert.deepEqual(await fixesOf(['x = 1\ny = (x'], 'python'), []);
  });
});
