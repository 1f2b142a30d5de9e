import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Code } from 'mdast';
import type { MarkdownCell, MarkdownDocument } from './document.ts';
import { languageOfFence } from './languages.ts';

/** A fence's opening line: how far it is indented, its mark, and what follows. */
const OPENING = /^( {0,3})(`{3,}|~{3,})[ \t]*(.*)$/;

const CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t]*$/;

/** YAML between lines of dashes at the start of a document (https://jekyllrb.com/docs/front-matter/). */
const FRONT_MATTER = /^---[ \t]*(?:\r\n|\r|\n)(?=\S)(?:[^]*?(?:\r\n|\r|\n))??---[ \t]*(?=\r\n|\r|\n|$)/;

const LEADING_BLANK_LINES = /^(?:[ \t]*(?:\r\n|\r|\n))+/;
const TRAILING_BLANK_LINES = /(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*$/;

/** `text` with line feeds for line ends of every kind. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n|\r/g, '\n');
}

/** What a fenced block holds, without its fences and their indentation. */
function sourceOfBlock(block: string): string {
  const lines = withLineFeeds(block).split('\n');
  const [, indentation = '', mark = ''] = OPENING.exec(lines[0]!) ?? [];
  const content = lines.slice(1);
  // A block that nothing closes ends with the document.
  if (CLOSING.exec(content.at(-1) ?? '')?.[1]?.startsWith(mark) === true) content.pop();
  const indented = new RegExp(`^ {0,${indentation.length}}`);
  return content.map((line) => line.replace(indented, '')).join('\n');
}

/** A block of the document's own level: those within lists and quotes are text. */
function isCell(node: { readonly type: string }, text: string): node is Code {
  const { type, lang, position } = node as Code;
  if (type !== 'code' || languageOfFence(lang ?? '') === undefined) return false;
  return OPENING.test(text.slice(lineStart(text, position?.start.offset ?? 0)).split(/\r\n|\r|\n/, 1)[0]!);
}

/** Where the line begins that holds `offset`: a node begins behind its indentation. */
function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] === ' ') start--;
  return start;
}

/** Collects cells with everything that lies between them. */
class Cutter {
  readonly cells: MarkdownCell[] = [];
  /** What lies before the next cell. */
  #lead = '';

  /** The rest after the last cell. */
  get tail(): string {
    return this.#lead;
  }

  add(kind: MarkdownCell['kind'], language: string, source: string, block: string): void {
    const written = { index: this.cells.length, lead: this.#lead, block, language, source };
    this.cells.push({ kind, language, source, written });
    this.#lead = '';
  }

  /** A run of text: one cell, unless it is blank. */
  addText(text: string): void {
    const lead = LEADING_BLANK_LINES.exec(text)?.[0] ?? '';
    const rest = text.slice(lead.length);
    const trail = TRAILING_BLANK_LINES.exec(rest)?.[0] ?? '';
    const block = rest.slice(0, rest.length - trail.length);
    this.#lead += lead;
    if (block.trim() === '') {
      this.#lead += rest;
      return;
    }
    this.add('markdown', 'markdown', withLineFeeds(block), block);
    this.#lead = trail;
  }
}

/**
 * The cells of a Markdown document (CommonMark, https://spec.commonmark.org): fenced blocks in TypeScript, JavaScript and
 * Python of the document's own level are code, everything else is text.
 */
export function parseMarkdown(text: string): MarkdownDocument {
  const byteOrderMark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(byteOrderMark.length);
  const cutter = new Cutter();
  const frontMatter = FRONT_MATTER.exec(body)?.[0] ?? '';
  if (frontMatter !== '')
    cutter.add('frontMatter', 'yaml', withLineFeeds(frontMatter).split('\n').slice(1, -1).join('\n'), frontMatter);
  // Blanks in the place of front matter: it is no Markdown, and everything else stays where it is.
  const markdown = frontMatter.replace(/[^\r\n]/g, ' ') + body.slice(frontMatter.length);
  let textStart = frontMatter.length;
  for (const node of fromMarkdown(markdown).children) {
    if (!isCell(node, markdown)) continue;
    const start = lineStart(body, node.position!.start.offset!);
    const end = node.position!.end.offset!;
    cutter.addText(body.slice(textStart, start));
    const block = body.slice(start, end);
    cutter.add('code', languageOfFence(node.lang!)!, sourceOfBlock(block), block);
    textStart = end;
  }
  cutter.addText(body.slice(textStart));
  return { cells: cutter.cells, layout: { byteOrderMark, tail: cutter.tail, lineEnd: lineEndOf(body) } };
}

/** The line end that most lines have. */
function lineEndOf(text: string): string {
  const count = (end: RegExp): number => text.match(end)?.length ?? 0;
  const [both, all] = [count(/\r\n/g), count(/\n/g)];
  return both * 2 > all ? '\r\n' : '\n';
}
