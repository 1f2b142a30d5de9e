import assert from 'node:assert/strict';
import { completionsAt } from '../../../src/languageSupport/python/index.ts';
import { marked } from './marked.ts';

type Cells = Parameters<typeof marked>;

function labels(...cells: Cells): string[] {
  const { notebook, cell, position } = marked(...cells);
  return completionsAt(notebook, cell, position).map(({ label }) => label);
}

function offers(cells: Cells, ...expected: string[]): void {
  const found = labels(...cells);
  for (const label of expected) assert.ok(found.includes(label), `${label} in ${found.slice(0, 20).join(', ')} …`);
}

function offersNot(cells: Cells, ...unexpected: string[]): void {
  const found = labels(...cells);
  for (const label of unexpected) assert.ok(!found.includes(label), label);
}

describe('Completions in Python cells', () => {
  it('are the members of modules and their aliases', () => {
    offers(['import torch\ntorch.‸'], 'randn', 'nn', 'float32', 'Tensor');
    offers(['import torch.nn as nn\nnn.Bat‸'], 'BatchNorm2d', 'functional');
    offers(['import torch.nn.functional as F\nF.‸'], 'relu', 'batch_norm');
    offers(['from torch import nn\nx = nn.‸\ny = 3'], 'LayerNorm');
    offers(['import tensorflow as tf\ntf.keras.layers.‸'], 'BatchNormalization');
    offers(['from tensorflow.keras import layers\nlayers.‸'], 'Dense');
    offers(['import matplotlib.pyplot as plt\nplt.‸'], 'plot', 'subplots');
    offers(['import numpy as np', 'np.‸'], 'array', 'linalg');
    offersNot(['import torch\ntorch.‸'], '_math', '__getattr__', 'x');
  });

  it('are what can be imported', () => {
    offers(['import ‸'], 'torch', 'numpy', 'normscope', 'math');
    offers(['import torch.‸'], 'nn', 'optim');
    offersNot(['import torch.‸'], 'randn');
    offers(['from torch import ‸'], 'nn', 'randn');
    offers(['from torch.nn import Ba‸'], 'BatchNorm1d');
    offers(['from torch import nn, ra‸'], 'randn');
    offers(['from torch import (\n    nn,\n    ‸\n)'], 'randn');
  });

  it('are the members of what was made', () => {
    offers(
      ['import torch.nn as nn\nm = nn.BatchNorm2d(3)\nm.‸'],
      'running_mean',
      'eps',
      'parameters',
      'forward',
      'weight',
    );
    offers(['import torch\nx = torch.randn(2, 3)\nx.‸'], 'mean', 'shape', 'add_');
    offers(['import torch\nx = torch.randn(2, 3)\ny = (x + 1).relu().mean(0)[None] * 2\ny.‸'], 'unsqueeze');
    offers(['import numpy as np\na = np.arange(3.)\n(a - a.mean()).‸'], 'reshape');
    offers(['import tensorflow as tf\nx = tf.constant([1.])\nx.‸'], 'numpy', 'shape');
    offers(['import torch\nmean, var = torch.ones(3).mean(), torch.ones(3).var()\nvar.‸'], 'sqrt');
    offers(['import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.‸'], 'plot', 'set_title');
    offers(['import tensorflow as tf\nwith tf.GradientTape() as tape:\n    tape.‸'], 'gradient');
    offers(['import torch\nfor row in torch.ones(2, 3):\n    row.‸'], 'mean');
    offers(['names = ["a"]\nnames[0].‸'], 'upper');
    offers(['import torch.nn as nn\nnet = nn.Linear(2, 3)', 'y = net(1)\ny.‸'], 'backward');
  });

  it('follow classes and functions of the notebook', () => {
    const net =
      'from torch import nn\nclass Net(nn.Module):\n    depth = 3\n    def __init__(self):\n        super().__init__()\n        self.norm = nn.BatchNorm1d(4)\n    def forward(self, x):\n        return self.norm(x)\n';
    offers([`${net}    def more(self):\n        self.‸`], 'norm', 'depth', 'forward', 'parameters');
    offers([`${net}    def more(self):\n        self.norm.‸`], 'running_var');
    offers([net, 'model = Net()\nmodel.‸'], 'norm', 'state_dict');
    offers([net, 'y = Net()(3)\ny.‸'], 'backward');
    offers(['import torch\ndef f(x):\n    return torch.relu(x), x\n', 'a, b = f(1)\na.‸'], 'mean');
    offers(['import torch\ndef f(x: torch.Tensor):\n    x.‸'], 'mean');
    offers([`${net}class Deep(Net):\n    pass\nDeep().‸`], 'norm', 'depth');
  });

  it('are names of all cells, of TypeScript too, of scopes around, builtins and keywords', () => {
    const cells: Cells = [
      'above = 1',
      ['typescript', 'const weights = 1; function inner() { const hidden = 2; }'],
      '‸',
      'below = 2',
    ];
    offers(cells, 'above', 'weights', 'inner', 'below', 'print', 'lambda');
    offersNot(cells, 'hidden');
    offers(['def f(first, *rest):\n    local = 1\n    ‸\n    pass'], 'first', 'rest', 'local', 'f');
    offersNot(['def f(first):\n    local = 1\n‸\n'], 'local', 'first');
    offers(['class A:\n    inside = 1\n    def m(self):\n        return ‸0'], 'A');
    offers(['from torch import *\n‸'], 'randn');
    offers(['[row for row in range(3) if ro‸]'], 'row');
    offersNot(['va‸ = 3'], 'va');
  });

  it('are the arguments of a call that are not given yet', () => {
    offers(['import torch.nn as nn\nnn.BatchNorm2d(3, ‸)'], 'eps=', 'momentum=');
    offersNot(['import torch.nn as nn\nnn.BatchNorm2d(3, eps=1e-3, ‸)'], 'eps=', 'num_features=');
    offers(['def scale(x, *, factor=2): pass\nscale(1, ‸'], 'factor=');
    offersNot(['def scale(x, *, factor=2): pass\nscale(1, factor=‸)'], 'factor=');
    offers(['import torch\ntorch.relu(torch.randn(2, ‸))'], 'requires_grad=');
  });

  it('are silent in texts, comments and numbers', () => {
    for (const text of ['"torch.‸"', '# torch.‸', '3.‸', "f'torch.‸'"])
      assert.deepEqual(labels(`import torch\n${text}`), [], text);
    offers(['import torch\nf"{torch.‸}"'], 'randn');
  });
});
