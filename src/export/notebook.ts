import type { ShownOutput } from '../protocol/output.ts';

export interface CodeCell {
  readonly kind: 'code';
  /** By VS Code's identifiers, for example `python`. */
  readonly language: string;
  readonly source: string;
  /** The number in `In[…]`, where the cell has been run. */
  readonly executionCount?: number | undefined;
  readonly outputs: readonly ShownOutput[];
}

/** Files that a text cell carries with it, as representations by MIME type in base64, by name. */
export type Attachments = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface MarkdownCell {
  readonly kind: 'markdown';
  readonly source: string;
  readonly attachments?: Attachments | undefined;
}

/** Text that is shown as it is. */
export interface RawCell {
  readonly kind: 'raw';
  readonly source: string;
}

export type Cell = CodeCell | MarkdownCell | RawCell;

/** A notebook as it is exported, wherever it came from. */
export interface Notebook {
  /** The name of its file, without the ending. */
  readonly name: string;
  /** The language of new cells. */
  readonly language: string;
  readonly cells: readonly Cell[];
}

/** What a reader calls the notebook: its first heading, else the name of its file. */
export function titleOf({ cells, name }: Notebook): string {
  for (const cell of cells) {
    if (cell.kind !== 'markdown') continue;
    const heading = /^#{1,2}[ \t]+(.+?)[ \t#]*$/m.exec(cell.source)?.[1];
    if (heading !== undefined) return heading.replace(/[*_`]/g, '');
  }
  return name;
}
