import { type CodeLine, MAX_LINE_TEXT } from '../../protocol/codeLine.ts';
import type { Language } from '../../protocol/languages.ts';

/** The code of a cell. */
export interface Source {
  readonly code: string;
  readonly language: Language;
}

/** A part of a text, from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A call as it is written: `nn.BatchNorm2d(32, momentum=0.9)`. */
export interface CallText extends Span {
  /** Where the closing parenthesis stands. */
  readonly close: number;
  /** The arguments without the white space around them. */
  readonly arguments: readonly Span[];
}

const OPENING = '([{';
const CLOSING = ')]}';

/** Where a text or comment that begins at `at` ends; `at` itself where none begins. */
function skipped({ code, language }: Source, at: number): number {
  const rest = code.slice(at, at + 3);
  const lineEnd = (): number => {
    const end = code.indexOf('\n', at);
    return end < 0 ? code.length : end;
  };
  if (language === 'python' ? rest.startsWith('#') : rest.startsWith('//')) return lineEnd();
  if (language !== 'python' && rest.startsWith('/*')) return (code.indexOf('*/', at + 2) + 1 || code.length) + 1;
  const quote = rest === '"""' || rest === "'''" ? rest : /["'`]/.test(rest[0] ?? '') ? rest[0]! : undefined;
  if (quote === undefined) return at;
  for (let place = at + quote.length; place < code.length; place++) {
    if (code[place] === '\\') place++;
    else if (code.startsWith(quote, place)) return place + quote.length;
  }
  return code.length;
}

function trimmed(code: string, { start, end }: Span): Span {
  const text = code.slice(start, end);
  return { start: start + text.length - text.trimStart().length, end: end - text.length + text.trimEnd().length };
}

/** The arguments from an opening parenthesis on; undefined where it is never closed. */
function argumentsFrom(source: Source, open: number): Pick<CallText, 'arguments' | 'close'> | undefined {
  const { code } = source;
  const found: Span[] = [];
  let [depth, start] = [0, open + 1];
  for (let at = open; at < code.length; at++) {
    const after = skipped(source, at);
    if (after > at) {
      at = after - 1;
      continue;
    }
    const letter = code[at]!;
    if (OPENING.includes(letter)) depth++;
    else if (CLOSING.includes(letter)) depth--;
    if (depth === 0 || (depth === 1 && letter === ',')) {
      const span = trimmed(code, { start, end: at });
      if (span.end > span.start) found.push(span);
      start = at + 1;
    }
    if (depth === 0) return { arguments: found, close: at };
  }
  return undefined;
}

/** Where a line begins, counted from 1; undefined where there is none. */
export function lineStart(code: string, line: number): number | undefined {
  let start = 0;
  for (let number = 1; number < line; number++) {
    start = code.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return start;
}

/** A line of a cell with what stands in it; undefined where there is none. */
export function codeLine(
  { code }: Source,
  { executionCount, line }: Pick<CodeLine, 'executionCount' | 'line'>,
): CodeLine | undefined {
  const text = code.split('\n')[line - 1]?.replace(/\r$/, '');
  return text === undefined ? undefined : { executionCount, line, text: text.slice(0, MAX_LINE_TEXT) };
}

/** A call may begin some lines below the one that is told: that of the statement. */
const LINES_BELOW = 5;

/** The call of `name` on a line: that nearest to `column`, where several are. Undefined where there is none. */
export function findCall(source: Source, name: string, line: number, column = 0): CallText | undefined {
  const { code } = source;
  const start = lineStart(code, line);
  if (start === undefined) return undefined;
  const end = lineStart(code, line + 1) ?? code.length;
  const lastEnd = lineStart(code, line + 1 + LINES_BELOW) ?? code.length;
  const calls = [...code.slice(start, lastEnd).matchAll(new RegExp(String.raw`[\w.]*\b${name}\s*\(`, 'g'))];
  const onLine = calls.filter(({ index }) => start + index < end);
  const nearest = onLine.sort((a, b) => Math.abs(a.index - column) - Math.abs(b.index - column))[0] ?? calls[0];
  if (nearest === undefined) return undefined;
  const at = start + nearest.index;
  const rest = argumentsFrom(source, at + nearest[0].length - 1);
  return rest && { start: at, end: rest.close + 1, ...rest };
}
