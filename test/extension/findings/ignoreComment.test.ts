import assert from 'node:assert/strict';
import { ignoreComment } from '../../../src/extension/findings/ignoreComment.ts';
import { isSilenced } from '../../../src/kernel/findings/silence.ts';

const CODE = 'norm.eps-positional';

/** The lines with the comment in the second. */
function withComment(lines: readonly string[], language: string): string[] {
  const { at, text } = ignoreComment(lines[1]!, language, CODE);
  const changed = lines.with(1, at === 'end' ? lines[1]! + text : text + lines[1]!);
  return changed.join('\n').split('\n');
}

describe('The comment that silences a finding', () => {
  const cases: readonly (readonly [title: string, language: string, line: string, expected: string])[] = [
    ['stands at the end of the line', 'python', 'bn = f(2, 3)', `bn = f(2, 3)  # normscope: ignore ${CODE}`],
    ['is one of the language', 'typescript', 'f(2, 3);', `f(2, 3); // normscope: ignore ${CODE}`],
    [
      'goes on where there is one',
      'python',
      'f(2)  # normscope: ignore norm.axis',
      `f(2)  # normscope: ignore norm.axis, ${CODE}`,
    ],
    ['follows another comment', 'python', 'f(2)  # the layer', `f(2)  # the layer  # normscope: ignore ${CODE}`],
    ['stands above a line that goes on', 'python', '  y = f(2) + \\', `  # normscope: ignore ${CODE}\n  y = f(2) + \\`],
  ];
  for (const [title, language, line, expected] of cases) {
    it(title, () => {
      const lines = withComment(['first', line, 'last'], language);
      assert.equal(lines.slice(1, -1).join('\n'), expected);
      const at = lines.length - 1;
      assert.ok(isSilenced(lines.join('\n'), CODE, at), 'the kernel knows it');
      assert.ok(!isSilenced(lines.join('\n'), 'norm.two-values', at), 'and takes it for no other code');
    });
  }
});
