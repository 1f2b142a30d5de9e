import assert from 'node:assert/strict';
import { placeFinding } from '../../../src/extension/findings/placement.ts';
import type { Finding } from '../../../src/protocol/finding.ts';

const CODE = 'import torch.nn as nn\nbn = nn.BatchNorm2d(100, 20)\nbn(x)';
const PLACE = { executionCount: 3, line: 2, column: 5, length: 23 };

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    code: 'norm.eps-positional',
    severity: 'warning',
    values: { eps: 20 },
    place: PLACE,
    fix: { edits: [{ line: 2, column: 23, length: 4, text: '' }] },
    ...changes,
  } as Finding;
}

/** The part of a text that a placement spans. */
function spanned(text: string, changes?: Partial<Finding>, now = text): string | undefined {
  const span = placeFinding(finding(changes), text, now)?.span;
  if (span === undefined) return undefined;
  const lines = now.split('\n');
  assert.equal(span.start.line, span.end.line);
  return lines[span.start.line]!.slice(span.start.character, span.end.character);
}

describe('The place of a finding', () => {
  it('is its part of the code that ran', () => {
    assert.equal(spanned(CODE), 'nn.BatchNorm2d(100, 20)');
    assert.deepEqual(placeFinding(finding(), CODE, CODE)?.edits, [
      { span: { start: { line: 1, character: 23 }, end: { line: 1, character: 27 } }, text: '' },
    ]);
  });

  it('moves with its line, and its fix with it', () => {
    const now = `# Batch normalization\n\n${CODE}`;
    assert.equal(spanned(CODE, {}, now), 'nn.BatchNorm2d(100, 20)');
    assert.equal(placeFinding(finding(), CODE, now)?.edits?.[0]?.span.start.line, 3);
  });

  it('is gone when its line is edited, and back when that is undone', () => {
    assert.equal(placeFinding(finding(), CODE, CODE.replace(', 20', '')), undefined);
    assert.notEqual(placeFinding(finding(), CODE, CODE), undefined);
  });

  it('stays while another line is edited, but not the fix that would change that line', () => {
    const fix = { edits: [{ line: 3, column: 0, length: 0, text: 'bn.eval()\n' }] };
    const now = CODE.replace('bn(x)', 'bn(x + 1)');
    assert.equal(spanned(CODE, { fix }, now), 'nn.BatchNorm2d(100, 20)');
    assert.equal(placeFinding(finding({ fix }), CODE, now)?.edits, undefined);
    assert.equal(placeFinding(finding({ fix }), CODE, CODE)?.edits?.length, 1);
  });

  it('may take several lines, whichever way they end, unless something came between them', () => {
    for (const end of ['\n', '\r\n']) {
      const code = `y = f(${end}  1,${end}  2)${end}z = 3`;
      const place = { executionCount: 1, line: 1, column: 4, length: `f(${end}  1,${end}  2)`.length };
      assert.deepEqual(placeFinding(finding({ place }), code, code)?.span, {
        start: { line: 0, character: 4 },
        end: { line: 2, character: 4 },
      });
      assert.equal(placeFinding(finding({ place }), code, code.replace('  2)', `  # two${end}  2)`)), undefined);
    }
  });

  describe('in a file that was edited after its run and saved so', () => {
    const text = 'bn = nn.BatchNorm2d(100, 20)';
    const place = { ...PLACE, text };

    it('is where its line has gone, without its fix', () => {
      assert.equal(spanned(CODE, { place }), 'nn.BatchNorm2d(100, 20)');
      assert.equal(placeFinding(finding({ place }), CODE, CODE)?.edits?.length, 1);
      for (const edited of [`# A layer\n${CODE}`, `${CODE.split('\n')[1]!}\nbn(x)`]) {
        assert.equal(spanned(edited, { place }), 'nn.BatchNorm2d(100, 20)');
        assert.equal(placeFinding(finding({ place }), edited, edited)?.edits, undefined);
        assert.equal(spanned(edited, { place }, `x = 3\n${edited}`), 'nn.BatchNorm2d(100, 20)');
      }
    });

    it('is none where the line is no longer there, or several are like it', () => {
      for (const edited of [CODE.replace(', 20', ''), `${text}\n\n${text}`, `  ${text}`, '']) {
        assert.equal(spanned(edited, { place }), undefined, edited);
      }
      assert.equal(spanned(`\n${text}\n${text}`, { place }), 'nn.BatchNorm2d(100, 20)');
    });

    it('is known by the beginning of a long line', () => {
      const long = `${text}  # ${'x'.repeat(300)}`;
      const found = { place: { ...place, text: long.slice(0, 200) } };
      assert.equal(spanned(`\n\n${long}`, found), 'nn.BatchNorm2d(100, 20)');
    });
  });

  it('is none where the finding has none, or one outside of the code, as in a file that someone changed', () => {
    assert.equal(placeFinding(finding({ place: undefined }), CODE, CODE), undefined);
    for (const wrong of [{ line: 4 }, { column: 29 }, { length: 30 }, { line: 3, column: 5, length: 1 }]) {
      assert.equal(placeFinding(finding({ place: { ...PLACE, ...wrong } }), CODE, CODE), undefined);
    }
  });
});
