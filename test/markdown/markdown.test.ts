import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type MarkdownCell, NEW_LAYOUT, parseMarkdown, writeMarkdown } from '../../src/markdown/index.ts';

const LESSON = [
  '---',
  'title: Lesson 1',
  '---',
  '',
  '# Batch normalization',
  '',
  'Look:',
  '```ts title="first"',
  'const x = randn([2, 3]);',
  '```',
  '',
  '',
  '- a list',
  '  ```python',
  '  text = "within a list"',
  '  ```',
  '',
  '```json',
  '{ "is": "text" }',
  '```',
  '~~~~ py',
  'print("""',
  '~~~',
  '""")',
  '~~~~',
  '  ```js',
  '    console.log(1)',
  '  ```  ',
  'The end.',
  '',
].join('\n');

/** The cells as kind or language, and source. */
function summary(text: string): string[][] {
  return parseMarkdown(text).cells.map(({ kind, language, source }) => [kind === 'code' ? language : kind, source]);
}

/** The text after `edit` of cell `index`. */
function edited(text: string, index: number, edit: Partial<MarkdownCell>): string {
  const { cells, layout } = parseMarkdown(text);
  return writeMarkdown({ layout, cells: cells.map((cell, i) => (i === index ? { ...cell, ...edit } : cell)) });
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('```ts', '```', '~~~', '~~~~js', '````python x', '  ```py', '---', '', ' ') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('# Title', '- item', '  more', '> quote', '<div>', '\tcode', '```json', '<!--', '$$'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);
const document = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(fc.tuple(line, lineEnd), { maxLength: 25 }), line)
  .map(([start, lines, last]) => start + lines.map((pair) => pair.join('')).join('') + last);

describe('A Markdown document', () => {
  it('is divided into text and the code that is fenced on its own level', () => {
    assert.deepEqual(summary(LESSON), [
      ['frontMatter', 'title: Lesson 1'],
      ['markdown', '# Batch normalization\n\nLook:'],
      ['typescript', 'const x = randn([2, 3]);'],
      ['markdown', '- a list\n  ```python\n  text = "within a list"\n  ```\n\n```json\n{ "is": "text" }\n```'],
      ['python', 'print("""\n~~~\n""")'],
      ['javascript', '  console.log(1)'],
      ['markdown', 'The end.'],
    ]);
  });

  it('takes dashes for front matter only at its start, with something in it', () => {
    assert.deepEqual(summary('---\n\nA paragraph\n\n---\n'), [['markdown', '---\n\nA paragraph\n\n---']]);
    assert.deepEqual(summary('Text\n\n---\na: 1\n---\n')[0]?.[0], 'markdown');
  });

  it('has code to its end where nothing closes the fence', () => {
    assert.deepEqual(summary('````ts\na\n```'), [['typescript', 'a\n```']]);
    assert.equal(edited('````ts\na\n```', 0, { source: 'b\n```' }), '````ts\nb\n```\n````');
  });

  it('is written as it was read, whatever it holds', () => {
    fc.assert(
      fc.property(document, (text) => {
        assert.equal(writeMarkdown(parseMarkdown(text)), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('is written as it was read where an editor changes the line ends of cells', () => {
    fc.assert(
      fc.property(document, lineEnd, (text, end) => {
        const { cells, layout } = parseMarkdown(text);
        const changed = cells.map((cell) => ({ ...cell, source: cell.source.replaceAll('\n', end) }));
        assert.equal(writeMarkdown({ cells: changed, layout }), text);
      }),
    );
  });

  it('changes where a cell was changed, and nowhere else', () => {
    const code = fc
      .array(fc.constantFrom('a', '', '  b', '```', '~~~~', 'ts'), { maxLength: 5 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(document, code, fc.nat(), (text, source, choice) => {
        const { cells } = parseMarkdown(text);
        const places = cells.flatMap(({ kind }, i) => (kind === 'code' ? [i] : []));
        const index = places[choice % places.length];
        if (index === undefined || cells[index]!.source === source) return;
        const after = edited(text, index, { source });
        const start = text.startsWith('\uFEFF') ? 1 : 0;
        const before = cells
          .slice(0, index)
          .reduce((end, { written }) => end + written!.lead.length + written!.block.length, start);
        const { lead, block } = cells[index]!.written!;
        const from = before + lead.length;
        assert.equal(after.slice(0, from), text.slice(0, from));
        assert.ok(after.endsWith(text.slice(from + block.length)));
        const again = parseMarkdown(after).cells;
        assert.deepEqual([again[index]?.language, again[index]?.source], [cells[index]!.language, source]);
        assert.equal(again.length, cells.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the style of a block that is changed: its mark, its indentation, what follows the language', () => {
    assert.match(edited(LESSON, 2, { source: 'a\nb' }), /\nLook:\n```ts title="first"\na\nb\n```\n\n\n- a list\n/);
    assert.match(edited(LESSON, 2, { language: 'python' }), /```python title="first"\n/);
    assert.match(edited(LESSON, 4, { source: '~~~~' }), /\n~~~~~ py\n~~~~\n~~~~~\n/);
    assert.match(edited(LESSON, 5, { source: 'a\n\n  b' }), /\n {2}```js\n {2}a\n\n {4}b\n {2}```\nThe end\.\n$/);
    assert.match(edited(LESSON.replaceAll('\n', '\r\n'), 2, { source: 'a\nb' }), /"first"\r\na\r\nb\r\n```\r\n/);
    assert.match(
      edited(LESSON, 0, { source: 'title: Lesson 2\ndraft: true' }),
      /^---\ntitle: Lesson 2\ndraft: true\n---\n\n# /,
    );
  });

  it('gets new cells with a blank line around them, and loses others with what was around them', () => {
    const { cells, layout } = parseMarkdown('One.\n```ts\na\n```\nTwo.\n');
    const added: MarkdownCell = { kind: 'code', language: 'javascript', source: 'b' };
    const write = (...all: MarkdownCell[]): string => writeMarkdown({ cells: all, layout });
    const [one, a, two] = cells as [MarkdownCell, MarkdownCell, MarkdownCell];
    assert.equal(write(one, a, added, two), 'One.\n```ts\na\n```\n\n```js\nb\n```\n\nTwo.\n');
    assert.equal(write(added, one, a, two), '```js\nb\n```\n\nOne.\n```ts\na\n```\nTwo.\n');
    assert.equal(write(one, two), 'One.\n\nTwo.\n');
    assert.equal(write(a), '```ts\na\n```\n');
    assert.equal(write({ kind: 'markdown', language: 'markdown', source: ' ' }, two), 'Two.\n');
    assert.equal(writeMarkdown({ cells: [added], layout: NEW_LAYOUT }), '```js\nb\n```\n');
  });
});
