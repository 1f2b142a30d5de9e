import assert from 'node:assert/strict';
import { type Cell, exportScript } from '../../src/export/index.ts';

function code(language: string, source: string): Cell {
  return { kind: 'code', language, source, outputs: [] };
}

function script(...cells: Cell[]): { text: string; ending: string } {
  return exportScript({ name: 'lesson', language: 'python', cells });
}

describe('A notebook as a script', () => {
  it('marks cells and makes comments of text', () => {
    const { text, ending } = script(
      { kind: 'markdown', source: '# Title\n\nText' },
      code('python', 'x = 1\n'),
      code('python', ''),
      code('python', 'x'),
    );
    assert.equal(text, '# %% [markdown]\n# # Title\n#\n# Text\n\n# %%\nx = 1\n\n# %%\nx\n');
    assert.equal(ending, '.py');
  });

  it('is in the language that most cells are in, the first of equals; the others become comments', () => {
    const { text, ending } = script(code('typescript', 'f(1);'), code('python', 'g(2)'), code('typescript', 'f(3);'));
    assert.equal(ending, '.ts');
    assert.equal(
      text,
      '// %%\nf(1);\n\n// %% [python] Python cell, as a comment in this TypeScript script\n// g(2)\n\n// %%\nf(3);\n',
    );
    assert.equal(script(code('julia', '1'), code('python', '2')).ending, '.jl');
  });

  it('takes JavaScript for TypeScript where there is both', () => {
    assert.equal(script(code('javascript', '1'), code('javascript', '2')).ending, '.js');
    const { text, ending } = script(code('javascript', '1'), code('javascript', '2'), code('typescript', '3'));
    assert.equal(ending, '.ts');
    assert.equal(text, '// %%\n1\n\n// %%\n2\n\n// %%\n3\n');
  });

  it('makes comments of what only a notebook understands in Python', () => {
    const cells = [
      ['%matplotlib inline\nx = 5', '# IPython: %matplotlib inline\nx = 5'],
      ['%time y = f(x)', 'y = f(x)  # %time'],
      ['if x:\n    !ls\n', 'if x:\n    pass  # IPython: !ls'],
      ['%%time\ny = 1', '# IPython: %%time\ny = 1'],
      ['%%bash\necho $HOME', '# IPython: %%bash\n# IPython: echo $HOME'],
      ['s = """\n%s of it"""', 's = """\n%s of it"""'],
    ] as const;
    for (const [source, expected] of cells) assert.equal(script(code('python', source)).text, `# %%\n${expected}\n`);
  });
});
