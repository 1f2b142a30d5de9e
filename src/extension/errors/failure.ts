/** A cell as it stands in the notebook. */
export interface CodeCell {
  /** VS Code's identifier of its language. */
  readonly language: string;
  readonly text: string;
}

/** A line of a cell; both are counted from 0. */
export interface CodePlace {
  readonly cell: number;
  readonly line: number;
}

/** The error of a run and the code that it is about. */
export interface Failure {
  /** The error's class. */
  readonly name: string;
  readonly message: string;
  /** Where it failed: within `cells`, the innermost call first. */
  readonly places: readonly [CodePlace, ...CodePlace[]];
  readonly cells: readonly CodeCell[];
}

/** A change of a cell's text. */
export interface Change {
  readonly cell: number;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What would mend a failure. */
export type Fix =
  | { readonly kind: 'replace'; readonly from: string; readonly to: string; readonly changes: readonly Change[] }
  | { readonly kind: 'insert'; readonly text: string; readonly changes: readonly Change[] }
  | { readonly kind: 'otherKernel' };

/** What a pattern matches in a cell. */
export interface Found {
  readonly cell: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All that `pattern` matches in the cells `within`. What it calls `target` counts, else the whole match. */
export function findAll({ cells }: Failure, pattern: RegExp, within?: number): Found[] {
  const everywhere = new RegExp(pattern.source, `${pattern.flags.replace(/[dg]/g, '')}dg`);
  return cells.flatMap(({ text }, cell) => {
    if (within !== undefined && within !== cell) return [];
    return [...text.matchAll(everywhere)].flatMap((match) => {
      const [start, end] = match.indices?.groups?.target ?? match.indices?.[0] ?? [0, 0];
      return start === end ? [] : [{ cell, start, end, text: text.slice(start, end) }];
    });
  });
}

/**
 * The only place that `pattern` matches, in the cell that failed, else in the notebook; undefined where there are several
 * or none, so that no fix is certain.
 */
export function findOnly(failure: Failure, pattern: RegExp): Found | undefined {
  const here = findAll(failure, pattern, failure.places[0].cell);
  const found = here.length > 0 ? here : findAll(failure, pattern);
  return found.length === 1 ? found[0] : undefined;
}

/** Writes `to` in place of what was found. */
export function replacement(found: readonly Found[], to: string): Fix[] {
  const from = found[0]?.text;
  if (from === undefined || from === to) return [];
  return [
    { kind: 'replace', from, to, changes: found.map(({ cell, start, end }) => ({ cell, start, end, text: to })) },
  ];
}

/** The lines of a cell. */
export function linesOf({ cells }: Failure, cell: number): readonly string[] {
  return cells[cell]?.text.split('\n') ?? [];
}

/** Where a line begins in the text that it is a line of. */
export function startOfLine(lines: readonly string[], line: number): number {
  return lines.slice(0, line).reduce((length, text) => length + text.length + 1, 0);
}

/** Puts a line above another, as far to the right as that stands, unless it is there. */
export function lineAbove(failure: Failure, { cell, line }: CodePlace, code: string): Fix[] {
  const lines = linesOf(failure, cell);
  if (lines[line - 1]?.trim() === code) return [];
  const indentation = /^\s*/.exec(lines[line] ?? '')?.[0] ?? '';
  const start = startOfLine(lines, line);
  return [{ kind: 'insert', text: code, changes: [{ cell, start, end: start, text: `${indentation}${code}\n` }] }];
}

/** The pattern that matches `text` and nothing else. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
