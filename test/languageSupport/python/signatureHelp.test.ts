import assert from 'node:assert/strict';
import { signatureHelpAt } from '../../../src/languageSupport/python/index.ts';
import { marked } from './marked.ts';

/** The function that is called, and the parameter that the argument at the mark is for. */
function help(...cells: Parameters<typeof marked>): string {
  const { notebook, cell, position } = marked(...cells);
  const found = signatureHelpAt(notebook, cell, position);
  if (found === undefined) return '';
  const [from, to] = found.parameters[found.active] ?? [0, 0];
  return `${found.label.split('(', 1)[0]!} ${found.label.slice(from, to)}`.trim();
}

describe('Signature help in Python cells', () => {
  const from = 'import torch\nfrom torch import nn\n';

  it('follows the argument, by place and by name', () => {
    assert.equal(help(`${from}nn.BatchNorm2d(‸`), 'BatchNorm2d num_features');
    assert.equal(help(`${from}nn.BatchNorm2d(3, ‸)`), 'BatchNorm2d eps=1e-05');
    assert.equal(help(`${from}nn.BatchNorm2d(3, momentum=‸)`), 'BatchNorm2d momentum=0.1');
    assert.equal(help(`${from}torch.randn(2, 3, 4‸)`), 'randn *size');
    assert.equal(help(`${from}torch.ones(2).mean(‸`), 'mean dim=None');
  });

  it('is that of the innermost call', () => {
    assert.equal(help(`${from}torch.relu(torch.cat([1, 2], ‸))`), 'cat dim=0');
    assert.equal(help(`${from}torch.relu(torch.cat([1, 2], 0), ‸)`), 'relu');
    assert.equal(help(`${from}torch.cat([torch.ones(1), ‸], 0)`), 'cat tensors');
    assert.equal(help(`${from}torch.relu(1)‸`), '');
  });

  it('knows the notebook’s own functions, classes and models', () => {
    assert.equal(help('def f(a, b=2): pass', 'f(1, ‸)'), 'f b=2');
    assert.equal(help('class A:\n    def __init__(self, width): pass\n    def m(self, deep): pass', 'A(‸)'), 'A width');
    assert.equal(help('class A:\n    def m(self, deep): pass', 'A().m(‸)'), 'm deep');
    assert.equal(
      help(`${from}class Net(nn.Module):\n    def forward(self, x, mask): pass`, 'Net()(1, ‸)'),
      'forward mask',
    );
    assert.equal(help(`${from}bn = nn.BatchNorm1d(3)\nbn(‸)`), 'forward input');
  });
});
