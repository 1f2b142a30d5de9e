import type { MarkdownCell, MarkdownDocument, MarkdownLayout } from './document.ts';
import { fenceWord, languageOfFence } from './languages.ts';
import { withLineFeeds } from './parse.ts';

/** The parts of a fence's opening line. */
const OPENING = /^( {0,3})(`{3,}|~{3,})([ \t]*)([^ \t`~]*)(.*)$/;

function isAsWritten({ language, source, written }: MarkdownCell): boolean {
  return written?.language === language && written.source === withLineFeeds(source);
}

/** A mark of the same kind that is longer than every run of it in `source`, and at least as long as `mark`. */
function markAround(source: string, mark: string): string {
  const runs = source.match(mark.startsWith('~') ? /~+/g : /`+/g) ?? [];
  const longest = Math.max(mark.length - 1, ...runs.map(({ length }) => length));
  return mark[0]!.repeat(longest + 1);
}

/** A block between fences, in the style of the one that it was before. */
function fenced({ language, source, written }: MarkdownCell): string {
  const opening = OPENING.exec(withLineFeeds(written?.block ?? '').split('\n')[0]!);
  const [, indentation = '', oldMark = '```', gap = '', oldWord = '', rest = ''] = opening ?? [];
  const mark = markAround(source, oldMark);
  const word = languageOfFence(oldWord) === language ? oldWord : fenceWord(language);
  const lines = [`${mark}${gap}${word}${rest}`, ...(source === '' ? [] : source.split('\n')), mark];
  return lines.map((line) => (line === '' ? '' : indentation + line)).join('\n');
}

function frontMatter(source: string): string {
  return ['---', ...(source === '' ? [] : [source]), '---'].join('\n');
}

function blockOf(cell: MarkdownCell, isFirst: boolean): string {
  const source = withLineFeeds(cell.source);
  if (cell.kind === 'markdown') return source;
  return cell.kind === 'frontMatter' && isFirst ? frontMatter(source) : fenced({ ...cell, source });
}

/** What comes between a cell and the one `before`. */
function leadOf({ written }: MarkdownCell, before: MarkdownCell | undefined, { lineEnd }: MarkdownLayout): string {
  const isInPlace = written !== undefined && written.index === (before === undefined ? 0 : followingIndex(before));
  if (isInPlace) return written.lead;
  return before === undefined ? '' : lineEnd + lineEnd;
}

/** The place of the cell that came after this one in the file. */
function followingIndex({ written }: MarkdownCell): number | undefined {
  return written && written.index + 1;
}

/**
 * The text of a document. Cells that say what they said in the file keep their bytes, and so does everything between two
 * that follow each other as they did; a new or changed one is written in the style of the block that it was, or else with
 * three backticks, a blank line away from its neighbours.
 */
export function writeMarkdown({ cells, layout }: MarkdownDocument): string {
  const kept = cells.filter((cell) => cell.kind !== 'markdown' || cell.source.trim() !== '' || isAsWritten(cell));
  let text = '';
  kept.forEach((cell, index) => {
    const block = isAsWritten(cell) ? cell.written!.block : withLineEnds(blockOf(cell, index === 0), layout.lineEnd);
    text += leadOf(cell, kept[index - 1], layout) + block;
  });
  return layout.byteOrderMark + text + layout.tail;
}

function withLineEnds(text: string, lineEnd: string): string {
  return text.replace(/\n/g, lineEnd);
}
