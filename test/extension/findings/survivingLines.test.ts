import assert from 'node:assert/strict';
import fc from 'fast-check';
import { survivingLines } from '../../../src/extension/findings/survivingLines.ts';

function survivors(before: readonly string[], after: readonly string[]): Record<number, number> {
  return Object.fromEntries(survivingLines(before.join('\n'), after.join('\n')));
}

describe('Lines that survive an edit', () => {
  it('are all, where nothing was changed', () => {
    assert.deepEqual(survivors(['a', 'b', 'a'], ['a', 'b', 'a']), { 0: 0, 1: 1, 2: 2 });
  });

  it('move with what is put in or taken out above them', () => {
    assert.deepEqual(survivors(['a', 'b'], ['new', 'newer', 'a', 'b']), { 0: 2, 1: 3 });
    assert.deepEqual(survivors(['a', 'b', 'c'], ['c']), { 2: 0 });
  });

  it('are all but those that were edited, between two edits, too', () => {
    assert.deepEqual(survivors(['a', 'b', 'c', 'd', 'e'], ['a', 'B', 'c', 'D', 'e']), { 0: 0, 2: 2, 4: 4 });
    assert.deepEqual(survivors(['a', 'x', 'x', 'd'], ['A', 'x', 'x', 'D']), {}, 'which x is which is not known');
  });

  it('do not depend on how lines end', () => {
    assert.deepEqual(Object.fromEntries(survivingLines('a\r\nb\r\n', 'a\nb\n')), { 0: 0, 1: 1, 2: 2 });
  });

  it('hold what they held, and no two become one', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const survived = survivingLines(before.join('\n'), after.join('\n'));
        for (const [from, to] of survived) assert.equal(before[from] ?? '', after[to] ?? '');
        assert.equal(new Set(survived.values()).size, survived.size);
      }),
    );
  });
});
