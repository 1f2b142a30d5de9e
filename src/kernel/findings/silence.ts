import type { FindingCode } from '../../protocol/finding.ts';

/** `# normscope: ignore norm.eps-positional`, `// normscope: ignore`: codes, or all where there are none. */
const COMMENT = /(?:#|\/\/)\s*normscope:\s*ignore\b(.*)$/;

function ignores(line: string | undefined, code: FindingCode): boolean {
  const found = COMMENT.exec(line ?? '');
  if (found === null) return false;
  const codes = found[1]!.match(/[\w.-]+/g);
  return codes === null || codes.includes(code);
}

function isComment(line: string | undefined): boolean {
  return /^\s*(?:#|\/\/)/.test(line ?? '');
}

/**
 * Whether a comment in a cell silences a finding: in its line, in the line above if that has nothing else, or in the first
 * line of the cell, which then counts for all of it. `line` is counted from 1; undefined where it is not known.
 */
export function isSilenced(cell: string, code: FindingCode, line: number | undefined): boolean {
  const lines = cell.split('\n');
  if (isComment(lines[0]) && ignores(lines[0], code)) return true;
  if (line === undefined) return false;
  const above = lines[line - 2];
  return ignores(lines[line - 1], code) || (isComment(above) && ignores(above, code));
}
