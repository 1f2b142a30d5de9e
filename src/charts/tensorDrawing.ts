import type { Card } from '../protocol/card.ts';
import { sharedDimensions } from './cardText.ts';
import type { Palette } from './palette.ts';

/** So many samples and channels are drawn; the labels give the true numbers. */
const MAX_ROWS = 5;
const MAX_COLUMNS = 6;
const CELL = 17;
const GAP = 5;
/** How far a box reaches back, for tensors with more than two dimensions. */
const DEPTH = 5;
const LABEL_HEIGHT = 20;

export const DRAWING_WIDTH = 170;

export interface Drawing {
  /** The inside of an `<svg>` element. */
  readonly markup: string;
  readonly width: number;
  readonly height: number;
  /** The same in words. */
  readonly description: string;
}

/** Text for XML: sizes and names are data, never markup. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A box whose front stands at `x`, `y`; without `fill`, its outline. */
function box(x: number, y: number, depth: number, fill: string | undefined): string {
  const paint = fill === undefined ? '' : ` fill="${fill}"`;
  const front = `<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}"${paint}/>`;
  if (depth === 0) return front;
  const [right, bottom] = [x + CELL, y + CELL];
  const top = `M${x} ${y}l${depth} ${-depth}h${CELL}L${right} ${y}z`;
  const side = `M${right} ${y}l${depth} ${-depth}v${CELL}L${right} ${bottom}z`;
  const shade = fill === undefined ? '' : ' fill-opacity="0.7"';
  return `<path d="${top}${side}"${paint}${shade}/>${front}`;
}

/**
 * The tensor as a grid of boxes, its first dimension down and its second across (samples and channels or groups), with the elements that share one mean and σ
 * filled: those of the set that `selected` names by its index in the first two dimensions.
 */
export function tensorDrawing(card: Card, palette: Palette, selected = { sample: 1, channel: 2 }): Drawing {
  const { sets } = card;
  const { shape, dimensions } = sets;
  const rows = Math.min(shape[0] ?? 1, MAX_ROWS);
  const columns = Math.min(shape[1] ?? 1, MAX_COLUMNS);
  const depth = shape.length > 2 ? DEPTH : 0;
  const isShared = (row: number, column: number): boolean =>
    (sets.reduced.includes(0) || row === Math.min(selected.sample, rows - 1)) &&
    (sets.reduced.includes(1) || column === Math.min(selected.channel, columns - 1));
  const top = LABEL_HEIGHT + depth;
  const boxes: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const fill = isShared(row, column) ? palette.after : undefined;
      boxes.push(box(1 + column * (CELL + GAP), top + row * (CELL + GAP), depth, fill));
    }
  }
  const below = top + rows * (CELL + GAP) + 12;
  const across = `${dimensions[1] ?? 'C'} = ${shape[1] ?? 1} →`;
  const down = `${dimensions[0] ?? 'N'} = ${shape[0] ?? 1} ↓`;
  const statistic = sets.centred ? 'μ, σ' : 'RMS';
  const shared = `shared ${statistic}: ${sharedDimensions(card)}`;
  const label = (text: string, y: number, color: string): string =>
    `<text x="0" y="${y}" fill="${color}" font-size="11" font-family="${escapeXml(palette.font)}">${escapeXml(text)}</text>`;
  return {
    markup: [
      label(across, 11, palette.muted),
      `<g fill="none" stroke="${palette.muted}" stroke-width="0.8" stroke-linejoin="round">`,
      ...boxes,
      '</g>',
      label(down, below, palette.muted),
      label(shared, below + 17, palette.after),
    ].join(''),
    width: DRAWING_WIDTH,
    height: below + 24,
    description: `The tensor as ${across} columns and ${down} rows; the elements of one ${sets.name} share one ${sets.centred ? 'mean and σ' : 'root mean square'} over ${sharedDimensions(card)}.`,
  };
}
