import type ts from 'typescript';

/** How much may be open at the end of a cell. */
const MAX_OPEN = 20;

/** The errors whose words do not show what is missing. */
const UNFINISHED: Readonly<Record<number, string>> = { 1010: '*/', 1160: '`' };

interface ParsedFile extends ts.SourceFile {
  readonly parseDiagnostics?: readonly (ts.Diagnostic & { readonly messageText: string })[];
}

/**
 * What ends the last statement of a cell that is being written, and closes the blocks, comments and templates that are
 * open there, so that what follows stands at the top level: '\n;}' for `for (const x of y) { f(x.`.
 */
export function closersOf(parse: (text: string) => ts.SourceFile, text: string): string {
  let closers = '\n;';
  for (let count = 0; count < MAX_OPEN; count++) {
    const missing = missingAtEnd(parse(text + closers));
    if (missing === undefined) break;
    closers += missing;
  }
  return closers;
}

/** The parser's messages are in the user's language, but all of them quote the bracket. */
function missingAtEnd(file: ParsedFile): string | undefined {
  const atEnd = (file.parseDiagnostics ?? []).filter(({ start = 0, length = 0 }) => start + length >= file.text.length);
  return atEnd
    .map(({ code, messageText }) => UNFINISHED[code] ?? /[)}\]]/.exec(messageText)?.[0])
    .find((missing) => missing !== undefined);
}
