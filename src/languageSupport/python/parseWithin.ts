import type { Parser, Tree } from '@lezer/common';

/** Parsers recover from errors by trying; in texts that are nothing but errors that takes long. */
const MILLISECONDS = 500;

/** The tree of a text; undefined where that takes longer than anybody who types would wait. */
export function parseWithin(parser: Parser, text: string): Tree | undefined {
  const end = Date.now() + MILLISECONDS;
  const parse = parser.startParse(text);
  for (;;) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (Date.now() > end) return undefined;
  }
}
