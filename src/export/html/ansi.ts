import Anser, { type AnserJsonEntry } from 'anser';
import { settleLines } from '../terminal.ts';
import { escapeHtml } from './escape.ts';

const ESCAPE = '\u001b';
const BELL = '\u0007';

/** Leaves out sequences such as links and titles of windows (`ESC ] … BEL`), of which no text remains. */
function withoutCommands(text: string): string {
  return text
    .split(`${ESCAPE}]`)
    .map((piece, index) => {
      if (index === 0) return piece;
      const end = piece.indexOf(BELL);
      return end === -1 ? piece.slice(piece.indexOf(`${ESCAPE}\\`) + 2) : piece.slice(end + 1);
    })
    .join('');
}

/** The colour of the 256-colour palette's place `index`, from 16 on: a cube of 6 × 6 × 6, then greys. */
function paletteColor(index: number): string {
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + 10 * (index - 232))
      .join(', ')})`;
  const level = (part: number): number => (part === 0 ? 0 : 55 + 40 * part);
  const place = index - 16;
  return `rgb(${[Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(level).join(', ')})`;
}

interface Paint {
  readonly classes: string[];
  readonly styles: string[];
}

function addColor(paint: Paint, color: string | null, truecolor: string | null, ground: 'fg' | 'bg'): void {
  const property = ground === 'fg' ? 'color' : 'background-color';
  if (color === null) return;
  const palette = /^ansi-palette-(\d+)$/.exec(color)?.[1];
  if (palette !== undefined) paint.styles.push(`${property}: ${paletteColor(Number(palette))}`);
  else if (color !== 'ansi-truecolor') paint.classes.push(`${color}-${ground}`);
  else if (truecolor !== null) paint.styles.push(`${property}: rgb(${truecolor})`);
}

function span(entry: AnserJsonEntry): string {
  const paint: Paint = { classes: entry.decorations.map((decoration) => `ansi-${decoration}`), styles: [] };
  addColor(paint, entry.fg, entry.fg_truecolor, 'fg');
  addColor(paint, entry.bg, entry.bg_truecolor, 'bg');
  const content = escapeHtml(entry.content);
  if (paint.classes.length + paint.styles.length === 0) return content;
  const classes = paint.classes.length === 0 ? '' : ` class="${paint.classes.join(' ')}"`;
  const styles = paint.styles.length === 0 ? '' : ` style="${paint.styles.join('; ')}"`;
  return `<span${classes}${styles}>${content}</span>`;
}

/** What a terminal would show, colours included, as HTML for a `pre` element. */
export function ansiToHtml(text: string): string {
  return Anser.ansiToJson(withoutCommands(settleLines(text)), { json: true, use_classes: true, remove_empty: true })
    .map(span)
    .join('')
    .replaceAll(ESCAPE, '');
}
