import { type CodeLine, MAX_LINE_TEXT } from '../../protocol/codeLine.ts';
import type { Finding } from '../../protocol/finding.ts';
import { linesOf, survivingLines } from './survivingLines.ts';

/** A place in a text, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

export interface SpanEdit {
  readonly span: Span;
  readonly text: string;
}

/** Where a finding stands in a cell's present text. */
export interface Placement {
  readonly span: Span;
  /** What to change there, where the finding says so and all of it can still be changed. */
  readonly edits: readonly SpanEdit[] | undefined;
}

/** As protocol/finding.ts says it: `line` from 1, `column` from 0, `length` with line breaks as they stand in the cell. */
interface Part {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/**
 * Where a line that ran stands in the text of its cell, from 0: where it is said to be, if it is that, else where alone it
 * is found. A notebook that was edited after its run, and saved so, has it elsewhere. Undefined where it is not there.
 */
export function lineIn(cell: string, { line, text }: Pick<CodeLine, 'line' | 'text'>): number | undefined {
  const lines = linesOf(cell);
  const isIt = (each: string | undefined): boolean =>
    each !== undefined && (text === undefined || each.slice(0, MAX_LINE_TEXT) === text);
  if (isIt(lines[line - 1])) return line - 1;
  const [found, ...others] = lines.flatMap((each, index) => (isIt(each) ? [index] : []));
  return text === undefined || others.length > 0 ? undefined : found;
}

/** The part of `text`; undefined where it does not reach so far. */
function spanOf({ line, column, length }: Part, text: string): Span | undefined {
  const lines = linesOf(text);
  const first = lines[line - 1];
  if (first === undefined || column > first.length) return undefined;
  const lineBreak = text.includes('\r\n') ? 2 : 1;
  let last = line - 1;
  let character = column + length;
  while (character > lines[last]!.length) {
    character -= lines[last]!.length + lineBreak;
    last++;
    if (character < 0 || last >= lines.length) return undefined;
  }
  return { start: { line: line - 1, character: column }, end: { line: last, character } };
}

/** Where `span` has gone with its lines; undefined where one of them was edited, or something came between them. */
function moved({ start, end }: Span, lines: ReadonlyMap<number, number>): Span | undefined {
  const line = lines.get(start.line);
  if (line === undefined) return undefined;
  for (let i = start.line; i <= end.line; i++) if (lines.get(i) !== line + i - start.line) return undefined;
  return { start: { ...start, line }, end: { ...end, line: line + end.line - start.line } };
}

/**
 * Where a finding stands in `now`, the present text of the cell that its place is in, which ran as `ran`: of a file's cell,
 * as it was opened. Undefined where it has no place, its place is none, or the lines there have been edited since.
 */
export function placeFinding({ place, fix }: Finding, ran: string, now: string): Placement | undefined {
  const at = place && lineIn(ran, place);
  if (place === undefined || at === undefined) return undefined;
  const lines = survivingLines(ran, now);
  const spanNow = (part: Part): Span | undefined => {
    const span = spanOf(part, ran);
    return span === undefined ? undefined : moved(span, lines);
  };
  const span = spanNow({ ...place, line: at + 1 });
  if (span === undefined) return undefined;
  // What is said of other lines does not hold where this one is elsewhere.
  const edits =
    at + 1 === place.line ? fix?.edits.map((edit) => ({ span: spanNow(edit), text: edit.text })) : undefined;
  const isWhole = (edit: { span: Span | undefined; text: string }): edit is SpanEdit => edit.span !== undefined;
  return { span, edits: edits?.every(isWhole) === true ? edits : undefined };
}
