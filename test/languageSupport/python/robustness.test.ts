import fc from 'fast-check';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  completionsAt,
  definitionAt,
  hoverAt,
  problemsIn,
  PythonNotebook,
  signatureHelpAt,
} from '../../../src/languageSupport/python/index.ts';
import { index } from './marked.ts';

const MODULES = fileURLToPath(new URL('../../../src/kernel/languages/python/modules/', import.meta.url));

/** Asks everything that can be asked at a place. */
function askEverything(text: string, position: number): void {
  const notebook = new PythonNotebook(index);
  notebook.update([
    { language: 'python', text },
    { language: 'typescript', text },
  ]);
  completionsAt(notebook, 0, position);
  hoverAt(notebook, 0, position);
  signatureHelpAt(notebook, 0, position);
  definitionAt(notebook, 0, position);
  problemsIn(notebook, 0);
}

describe('Broken and hostile Python', () => {
  it('is read whatever it is', () => {
    const words = fc.constantFrom(
      ...['def ', 'class ', 'import ', 'from ', 'as ', 'lambda ', 'for ', 'in ', 'with ', 'match ', 'case ', 'yield '],
      ...[
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ':',
        ',',
        '.',
        '=',
        ':=',
        '*',
        '**',
        '@',
        '\n',
        '\n    ',
        '"',
        "'''",
        'f"{',
        '#',
      ],
      ...['x', 'torch', 'self', '1.', '\\', '%time ', '!ls', 'global ', 'é', '𝒳', '\t', '\r\n', 'type ', 'except '],
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, fc.nat(), (text, place) => {
        askEverything(text, place % (text.length + 1));
      }),
      { numRuns: 500 },
    );
  });

  it('is read while it is being written: real programs, cut anywhere', () => {
    const programs = globSync('*/*.py', { cwd: MODULES })
      .filter((_, i) => i % 7 === 0)
      .map((file) => readFileSync(path.join(MODULES, file), 'utf8').slice(0, 3000));
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.nat(3000), (program, length) => {
        const text = program.slice(0, length);
        askEverything(text, text.length);
      }),
      { numRuns: 150 },
    );
  });

  it('is read in time, however deep, long or circular it is', () => {
    const n = 20_000;
    const texts = [
      '('.repeat(n),
      '[['.repeat(n) + ']]'.repeat(n),
      'x = ' + '-'.repeat(n) + '1',
      'x = ' + 'a.'.repeat(n) + 'b',
      'x = ' + '1 + '.repeat(n) + '1',
      'if x:\n '.repeat(100) + Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}if x:\n`).join(''),
      'f"{'.repeat(2000),
      'lambda: '.repeat(n),
      'a = b\nb = a\nclass A(B): pass\nclass B(A): pass\nA().x.y\na.b',
      'def f(): return g()\ndef g(): return f()\nf().x',
      `a0 = 1\n${Array.from({ length: 2000 }, (_, i) => `a${i + 1} = a${i} + a${i}`).join('\n')}\na2000.x`,
      '"""'.repeat(n),
      '\\\n'.repeat(n),
    ];
    for (const text of texts) askEverything(text, text.length);
  });
});
