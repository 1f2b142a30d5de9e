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
 * Where a finding stands in `now`, the present text of the cell that its place is in, which ran as `ran`. Undefined where
 * it has no place, its place is none, or the lines there have been edited since.
 */
export function placeFinding({ place, fix }: Finding, ran: string, now: string): Placement | undefined {
  if (place === undefined) return undefined;
  const lines = survivingLines(ran, now);
  const spanNow = (part: Part): Span | undefined => {
    const span = spanOf(part, ran);
    return span === undefined ? undefined : moved(span, lines);
  };
  const span = spanNow(place);
  if (span === undefined) return undefined;
  const edits = fix?.edits.map((edit) => ({ span: spanNow(edit), text: edit.text }));
  const isWhole = (edit: { span: Span | undefined; text: string }): edit is SpanEdit => edit.span !== undefined;
  return { span, edits: edits?.every(isWhole) === true ? edits : undefined };
}
