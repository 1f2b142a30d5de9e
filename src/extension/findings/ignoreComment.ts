/** What a line may already ignore: see src/kernel/findings/silence.ts. */
const COMMENT = /(?:#|\/\/)\s*normscope:\s*ignore\b.*$/;

/** A text to be put into a line, from 0, at its start or at its end. */
export interface Insertion {
  readonly at: 'start' | 'end';
  readonly text: string;
}

/** The comment that silences a finding in `line`; above it where the line goes on behind a backslash. */
export function ignoreComment(line: string, language: string, code: string): Insertion {
  if (COMMENT.test(line)) return { at: 'end', text: `, ${code}` };
  const isPython = language === 'python';
  const comment = `${isPython ? '#' : '//'} normscope: ignore ${code}`;
  if (line.endsWith('\\')) return { at: 'start', text: `${/^\s*/.exec(line)![0]}${comment}\n` };
  // As the formatters of each language have it.
  return { at: 'end', text: `${isPython ? '  ' : ' '}${comment}` };
}
