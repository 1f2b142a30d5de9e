import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createNotebook, languageOf, parseNotebook, sourceOf, splitLines } from '../../src/cli/notebook.ts';
import { fromNotebookFile } from '../../src/export/notebookFile.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '`', '"') }),
);

const cells = fc.array(
  fc.record({
    kind: fc.constantFrom('code' as const, 'markdown' as const, 'raw' as const),
    language: fc.constantFrom('typescript', 'javascript', 'python'),
    source: text,
  }),
);

/** What files of other programs, or of nobody, have: any JSON in any place, and keys that objects have anyway. */
const anything = fc.jsonValue({ maxDepth: 3 });
const hostileCell = fc.dictionary(
  fc.constantFrom('cell_type', 'source', 'metadata', 'outputs', 'execution_count', 'attachments', '__proto__'),
  fc.oneof(anything, fc.constantFrom('code', 'markdown', ['a\n', 'b'], { vscode: { languageId: 'python' } })),
);
const hostileFile = fc.oneof(
  anything,
  fc.record({ nbformat: fc.oneof(anything, fc.constant(4)), metadata: anything, cells: fc.array(hostileCell) }),
);

/** What reading gave, or the words in which it was refused. */
function outcome<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.notEqual(error.message, '');
    return error.message;
  }
}

describe('A notebook file', () => {
  it('keeps the text and the language of every cell', () => {
    fc.assert(
      fc.property(cells, (written) => {
        const notebook = parseNotebook(JSON.stringify(createNotebook(written)));
        const read = notebook.cells.map((cell) => ({
          kind: cell.cell_type,
          source: sourceOf(cell),
          ...(cell.cell_type === 'code' ? { language: languageOf(cell, notebook) } : {}),
        }));
        const expected = written.map(({ kind, source, language }) => ({
          kind,
          source,
          ...(kind === 'code' ? { language } : {}),
        }));
        assert.deepEqual(read, expected);
      }),
    );
  });

  it('keeps what it has beyond that', () => {
    fc.assert(
      fc.property(cells, anything, (written, extra) => {
        const notebook = createNotebook(written);
        const file = {
          ...notebook,
          theirs: extra,
          metadata: { ...notebook.metadata, theirs: extra },
          cells: notebook.cells.map((cell) => ({ ...cell, theirs: extra })),
        };
        const json = JSON.stringify(file);
        assert.equal(JSON.stringify(parseNotebook(json)), json);
      }),
    );
  });

  it('has its text in lines that end as they did', () => {
    fc.assert(
      fc.property(text, (source) => {
        const lines = splitLines(source);
        assert.equal(lines.join(''), source);
        for (const line of lines.slice(0, -1)) assert.match(line, /^[^\n]*\n$/);
      }),
    );
  });

  it('is read, or refused with a reason, whatever is in it', () => {
    fc.assert(
      fc.property(hostileFile, (file) => {
        const json = JSON.stringify(file);
        const parsed = outcome(() => parseNotebook(json));
        if (typeof parsed === 'string') assert.match(parsed, /^not a Jupyter notebook \(format 4\): .+: .+/);
        const shown = outcome(() => fromNotebookFile(JSON.parse(json), 'any'));
        if (typeof shown === 'string') assert.match(shown, /^not a Jupyter notebook \(format 4\): .+: .+/);
        assert.equal(({} as Record<string, unknown>).vscode, undefined);
      }),
    );
  });

  it('is refused where it was cut off', () => {
    fc.assert(
      fc.property(cells, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (written, part) => {
        const json = JSON.stringify(createNotebook(written));
        const cut = json.slice(0, Math.floor(part * json.length));
        assert.equal(typeof outcome(() => parseNotebook(cut)), 'string');
      }),
    );
  });
});
