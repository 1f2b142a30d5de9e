import assert from 'node:assert/strict';
import { exportMarkdown, type Notebook } from '../../src/export/index.ts';
import { CARD_MIME, HTML_MIME, JSON_MIME, PNG_MIME, SVG_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

function notebook(...cells: Notebook['cells']): Notebook {
  return { name: 'lesson', language: 'python', cells };
}

describe('A notebook as Markdown', () => {
  it('keeps text, fences code by its language and outputs as text', () => {
    const { text, files } = exportMarkdown(
      notebook(
        { kind: 'markdown', source: '# Title\n\nText with *stars*.' },
        {
          kind: 'code',
          language: 'python',
          source: 'print("""```""")',
          outputs: [
            { type: 'stream', name: 'stdout', text: '```\n' },
            { type: 'stream', name: 'stdout', text: '\u001b[1mbold\u001b[0m\r\n' },
            { type: 'error', name: 'E', message: 'no', traceback: '\u001b[31mE\u001b[0m: no' },
            { type: 'display', data: { [HTML_MIME]: '<b>rich</b>', [TEXT_MIME]: 'plain' } },
            { type: 'display', data: { [HTML_MIME]: '<b onclick="x()">rich</b>' } },
            { type: 'display', data: { [JSON_MIME]: { a: 1 } } },
          ],
        },
        { kind: 'raw', source: 'raw' },
      ),
      'lesson',
    );
    const expected = [
      '# Title\n\nText with *stars*.',
      '````python\nprint("""```""")\n````',
      '````text\n```\nbold\n````',
      '```text\nE: no\n```',
      '```text\nplain\n```',
      '<b>rich</b>',
      '```json\n{\n  "a": 1\n}\n```',
      '```text\nraw\n```',
    ];
    assert.equal(text, `${expected.join('\n\n')}\n`);
    assert.equal(files.size, 0);
  });

  it('writes pictures beside it and links them, with their first line of text', () => {
    const { text, files } = exportMarkdown(
      notebook({
        kind: 'code',
        language: 'python',
        source: 'bn(x)',
        outputs: [
          { type: 'display', data: { [CARD_MIME]: {}, [SVG_MIME]: SVG, [TEXT_MIME]: 'BatchNorm[1]\nmean 0' } },
          { type: 'display', data: { [PNG_MIME]: 'AQID', [TEXT_MIME]: 'p' } },
        ],
      }),
      'my (lesson)',
    );
    assert.match(text, /!\[BatchNorm\\\[1\\\]\]\(my%20%28lesson%29_files\/1-1\.svg\)\n\n!\[p\]\(.*1-2\.png\)/);
    assert.deepEqual([...files.keys()], ['my (lesson)_files/1-1.svg', 'my (lesson)_files/1-2.png']);
    assert.equal(new TextDecoder().decode(files.get('my (lesson)_files/1-1.svg')), SVG);
    assert.deepEqual([...(files.get('my (lesson)_files/1-2.png') ?? [])], [1, 2, 3]);
  });

  it('writes what a text cell carries, and nowhere but in its folder', () => {
    const { text, files } = exportMarkdown(
      notebook({
        kind: 'markdown',
        source: '![a](attachment:../../a.png)',
        attachments: { '../../a.png': { [PNG_MIME]: 'AQID' } },
      }),
      'n',
    );
    assert.deepEqual([...files.keys()], ['n_files/1-_.._a.png']);
    assert.equal(text, '![a](n_files/1-_.._a.png)\n');
  });
});
