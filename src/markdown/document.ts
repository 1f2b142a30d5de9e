/** How a cell stands in the file it came from. */
export interface WrittenCell {
  /** Its place among the cells, from 0. */
  readonly index: number;
  /** The blank lines before it. */
  readonly lead: string;
  /** The cell's own bytes, with fences where it has them. */
  readonly block: string;
  /** What they said: where a cell says the same, they stay as they are. */
  readonly language: string;
  readonly source: string;
}

/** A cell of a Markdown document. */
export interface MarkdownCell {
  readonly kind: 'code' | 'markdown' | 'frontMatter';
  /** By VS Code's identifiers, for example `python`. */
  readonly language: string;
  /** With line feeds alone. */
  readonly source: string;
  /** Undefined for a new one. */
  readonly written?: WrittenCell | undefined;
}

/** What of a file belongs to no cell. */
export interface MarkdownLayout {
  readonly byteOrderMark: string;
  /** What stands behind the last cell. */
  readonly tail: string;
  /** The line end of new lines. */
  readonly lineEnd: string;
}

export interface MarkdownDocument {
  readonly cells: readonly MarkdownCell[];
  readonly layout: MarkdownLayout;
}

/** Of a document that was never a file. */
export const NEW_LAYOUT: MarkdownLayout = { byteOrderMark: '', tail: '\n', lineEnd: '\n' };
