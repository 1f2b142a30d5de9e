import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PythonNotebook, problemsIn } from '../../../src/languageSupport/python/index.ts';
import { index, marked } from './marked.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The names that are told of, those of modules with their module. */
function problems(...cells: Parameters<typeof marked>): string[] {
  const { notebook } = marked(...cells);
  return cells.flatMap((_, i) =>
    problemsIn(notebook, i).map((problem) =>
      problem.kind === 'undefinedName' ? problem.name : `${problem.module}.${problem.name}`,
    ),
  );
}

describe('Names that no cell defines', () => {
  it('are told of', () => {
    assert.deepEqual(problems('x = lenght(3)'), ['lenght']);
    assert.deepEqual(problems('def f(a):\n    return a + b'), ['b']);
    assert.deepEqual(problems('class A:\n    size = 1\n    def m(self):\n        return size'), ['size']);
    assert.deepEqual(problems('[i for i in range(3)]\ni'), ['i']);
    assert.deepEqual(problems('print(f"{value:>{width}}")'), ['value', 'width']);
    assert.deepEqual(problems('lambda q: q + r'), ['r']);
    assert.deepEqual(problems('%time y = f(2)\n!ls'), ['f']);
    assert.deepEqual(problems('%%time\ny = g(2)'), ['g']);
    assert.deepEqual(problems('match 1:\n    case Nothing(1):\n        pass'), ['Nothing']);
    assert.deepEqual(problems('x = 1.\ny = z'), ['z']);
  });

  it('may be bound in any cell, in any language, in any way', () => {
    const fine = [
      ['x', 'x = 1'],
      ['def f():\n    global later\n    later = 1', 'later'],
      ['import torch.nn as nn, numpy\nnn, numpy'],
      ['from torch import *\nrandn(3), nn'],
      ['from anywhere import *\nanything'],
      ['exec("a = 1")\na'],
      ['try:\n    import cupy as cp\nexcept ImportError as error:\n    print(error)\n    cp = None\ncp'],
      ['for i, (j, *k) in []: pass\ni, j, k'],
      ['with open("f") as file, open("g") as (a): file, a'],
      ['if (n := 3) > 2: n\n[last := i for i in range(3)]\nlast'],
      ['match []:\n    case [a, *b] | {"k": a, **b} as c: a, b, c\n    case A(d, e=f) if d: f', 'A = 1'],
      ['def f[T](x: T) -> Undefined: return T\nclass C[S]: s = S\ntype P[U] = list[U]\nP'],
      ['class A:\n    x = 1\n    y = [x for _ in range(3)]\n    def m(self): return __class__'],
      ['lambda *a, k=1, **b: (a, k, b)'],
      ['def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 1\n    return inner'],
      ['x: int\nx = 1\ndel x\nx = 2'],
      ['_, __name__, _1, display(1), get_ipython()'],
      ['@decorate\ndef f(): pass', 'def decorate(f): return f'],
      ['%load_ext autoreload\n%matplotlib inline\n!pip install torch\nprint?\n?print'],
      ['a = 1\nbroken broken(', 'broken'],
      ['await something()', 'async def something(): pass'],
      ['try:\n    a = 1\nexcept A, B, C:\n    pass', 'A = B = C = Exception'],
      ['def g():\n    yield\n    x = yield\n    return x'],
    ];
    for (const cells of fine) assert.deepEqual(problems(...cells), [], cells.join('\n---\n'));
    assert.deepEqual(
      problems('weights.mean()', ['typescript', 'const { weights } = load(); let [a, b] = [1, 2];']),
      [],
    );
    assert.deepEqual(problems('%%bash\nls $HOME'), []);
  });
});

describe('What our modules do not have', () => {
  it('is told of, with the module', () => {
    assert.deepEqual(problems('import torch\ntorch.foo'), ['torch.foo']);
    assert.deepEqual(problems('from torch import nn', 'nn.Bar(1)'), ['torch.nn.Bar']);
    assert.deepEqual(problems('import tensorflow as tf\ntf.keras.layers.Nothing'), ['keras.layers.Nothing']);
    assert.deepEqual(problems('from torch import randn, rand_n'), ['torch.rand_n']);
    assert.deepEqual(problems('import torch.onnx'), ['torch.onnx']);
  });

  it('is not told of where it may be there', () => {
    const fine = [
      ['import torch\ntorch.foo = 1\ntorch.foo'],
      ['import torch\nif hasattr(torch, "foo"):\n    torch.foo()'],
      ['import torch\ntry:\n    torch.foo()\nexcept AttributeError:\n    pass'],
      ['import torch', 'torch = other()\ntorch.foo', 'def other(): pass'],
      ['import torch as backend', 'import numpy as backend\nbackend.foo'],
      ['import tensorflow as tf\ntf.compat.v1.placeholder, tf.keras.layers.Dense, tf.placeholder, tf.layers.dense'],
      ['import torch\ntorch.func.grad, torch.nn.functional.relu, torch.backends.cudnn.benchmark'],
      ['import sklearn.nothing\nsklearn.nothing'],
    ];
    for (const cells of fine) assert.deepEqual(problems(...cells), [], cells.join('\n---\n'));
  });
});

describe('Programs that run', () => {
  const files = globSync(['src/**/*.py', 'scripts/*.py', 'test/**/*.py'], { cwd: ROOT });

  it(`have no undefined names, nor names that our modules lack: all ${files.length} of the project`, () => {
    const found = files.flatMap((file) => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      const notebook = new PythonNotebook(index);
      notebook.update([{ language: 'python', text }]);
      // Those of the benchmark's peers run on the real frameworks alone.
      const isForOthers = file.includes(path.join('bench', 'peers'));
      return problemsIn(notebook, 0)
        .filter(({ kind }) => kind === 'undefinedName' || !isForOthers)
        .map((problem) => `${file}: ${problem.name}`);
    });
    assert.ok(files.length > 100);
    assert.deepEqual(found, []);
  });

  it('are read whole, but for what the grammar does not know', () => {
    const uncertain = files.filter((file) => {
      const notebook = new PythonNotebook(index);
      notebook.update([{ language: 'python', text: readFileSync(path.join(ROOT, file), 'utf8') }]);
      return notebook.cell(0)?.isUncertain ?? true;
    });
    assert.ok(uncertain.length < files.length / 100, uncertain.join(', '));
  });

  it('have none in the tutorials either', () => {
    for (const file of globSync('media/tutorials/*.ipynb', { cwd: ROOT })) {
      const { cells } = JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as {
        cells: { cell_type: string; source: string | string[]; metadata: { vscode?: { languageId?: string } } }[];
      };
      const code = cells.filter((cell) => cell.cell_type === 'code');
      const notebook = new PythonNotebook(index);
      notebook.update(
        code.map(({ source, metadata }) => ({
          language: metadata.vscode?.languageId ?? 'typescript',
          text: [source].flat().join(''),
        })),
      );
      code.forEach((_, i) => {
        assert.deepEqual(problemsIn(notebook, i), [], file);
      });
    }
  });
});
