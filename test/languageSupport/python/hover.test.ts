import assert from 'node:assert/strict';
import { definitionAt, hoverAt, safeMarkdown } from '../../../src/languageSupport/python/index.ts';
import { marked } from './marked.ts';

function hover(...cells: Parameters<typeof marked>): { code: string; markdown: string } {
  const { notebook, cell, position } = marked(...cells);
  const found = hoverAt(notebook, cell, position);
  return { code: found?.code ?? '', markdown: found?.markdown ?? '' };
}

describe('Hovers in Python cells', () => {
  it('show signature, defaults and documentation of our modules', () => {
    const layer = hover('from torch import nn\nnn.Batch‸Norm2d(3)');
    assert.match(layer.code, /^\(class\) BatchNorm2d\(\n {4}num_features,\n {4}eps=1e-05,\n {4}momentum=0\.1,/);
    assert.match(layer.markdown, /https:\/\/docs\.pytorch\.org\/docs\/stable\/generated\/torch\.nn\.BatchNorm2d\.html/);
    assert.equal(hover('import torch\nx = torch.randn(2)\nx.re‸lu()').code, '(method) relu(*, out=None) -> Tensor');
    assert.match(
      hover('import normscope\nnormscope.comp‸are').markdown,
      /^The same input through several layers, side by side/,
    );
    assert.match(hover('import nu‸mpy as np').code, /^\(module\) numpy$/);
    assert.match(hover('pri‸nt(1)').code, /^\(function\) print\(\*args, sep=' '/);
    assert.equal(
      hover('from torch.nn import functional as F\nF.leaky_relu(1, negative_‸slope=2)').code,
      '(parameter) negative_slope=0.01',
    );
  });

  it('show what variables are', () => {
    assert.equal(hover('import torch\nx‸ = torch.ones(3)').code, '(variable) x: Tensor');
    assert.equal(
      hover('import torch\nbn = torch.nn.BatchNorm1d(3)', 'bn.running_m‸ean').code,
      '(property) running_mean: Tensor',
    );
    assert.equal(hover('unknown‸thing.x').code, '');
  });

  it('show the notebook’s own functions with their docstrings, as text that does nothing', () => {
    const own = hover(
      'def f(x, *, scale=2) -> int:\n    """Scales ![picture](https://example.org/a.png) by `scale`.\n\n    <b>Not</b> bold.\n    """',
      'f‸(1)',
    );
    assert.equal(own.code, '(function) f(x, *, scale=2) -> int');
    assert.match(own.markdown, /^Scales \\!\\\[picture\\\]/);
    assert.match(own.markdown, /`scale`/);
    assert.match(own.markdown, /\\<b\\>/);
  });

  it('show examples as code', () => {
    assert.equal(
      safeMarkdown('Adds.\n\n>>> add(1, 2)\n3'),
      'Adds\\.\n\n\n```python\n>>> add(1, 2)\n3\n```'.replace('Adds\\.', 'Adds.'),
    );
  });
});

describe('Definitions in Python cells', () => {
  const target = (...cells: Parameters<typeof marked>): string | undefined => {
    const { notebook, cell, position } = marked(...cells);
    const place = definitionAt(notebook, cell, position);
    return place === undefined ? undefined : `${place.cell}:${place.from}`;
  };

  it('are found across cells, in scopes and of attributes', () => {
    assert.equal(target('def f(): pass', 'f‸()'), '0:4');
    assert.equal(target('x = 1', 'x = 2', 'x‸'), '1:0');
    assert.equal(target('x = 1', 'x‸', 'x = 2'), '0:0');
    assert.equal(target('def f(a):\n    return a‸'), '0:6');
    assert.equal(target('class A:\n    def __init__(self):\n        self.b = 1\n', 'A().b‸'), '0:46');
    assert.equal(target('import torch\nto‸rch'), '0:7');
    assert.equal(target('print‸(1)'), undefined);
  });
});
