import type { Sharing } from '../protocol/experiment.ts';
import { type Sets, setLabel, sharedDimensions, statisticName } from './cardText.ts';
import type { Presentation } from './presentation.ts';
import { setPosition } from './sets.ts';

/** So many samples and channels are drawn; the labels give the true numbers. */
const MAX_ROWS = 5;
const MAX_COLUMNS = 6;
const CELL = 17;
const GAP = 5;
/** How far a box reaches back, for tensors with more than two dimensions. */
const DEPTH = 5;
const LINE = 17;
/** The side of what stands for a single place within a box. */
const DOT = 5;
/** Between groups of channels. */
const GROUP_GAP = 4;

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
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Which dimensions of the sets' shape go across and into depth; the first goes down. */
interface Layout {
  /** The dimension across; that of the groups where {@link grouped}. */
  readonly across: number;
  readonly depth: readonly number[];
  /** Whether each group's channels, the dimension after the groups', are drawn side by side. */
  readonly grouped: boolean;
}

function layoutOf({ shape, reduced, dimensions }: Sharing): Layout {
  const others = shape.map((_, dim) => dim).slice(1);
  const group = others.find((dim) => dimensions[dim] === 'G' && dim + 1 < shape.length);
  if (group !== undefined) {
    return { across: group, depth: others.filter((dim) => dim !== group && dim !== group + 1), grouped: true };
  }
  const isReduced = (dim: number): boolean => reduced.includes(dim);
  const lonely = others.find((dim) => !isReduced(dim) && others.every((other) => other === dim || isReduced(other)));
  const channel = others.find((dim) => dimensions[dim] === 'C');
  const across = lonely ?? channel ?? others[0] ?? 0;
  return { across, depth: others.filter((dim) => dim !== across), grouped: false };
}

/** The first of `size` indices that a window of `length` shows so that `index` is among them. */
function windowStart(index: number, size: number, length: number): number {
  return Math.max(0, Math.min(index - 2, size - length));
}

/** The outline of a box whose front stands at `x`, `y`, as a path; with `depth`, its top and side too. */
function outline(x: number, y: number, depth: number): string {
  return `M${x} ${y}h${CELL}v${CELL}h-${CELL}z${depth === 0 ? '' : backOf(x, y, depth)}`;
}

function backOf(x: number, y: number, depth: number): string {
  const [right, bottom] = [x + CELL, y + CELL];
  return `M${x} ${y}l${depth} -${depth}h${CELL}L${right} ${y}M${right + depth} ${y - depth}v${CELL}L${right} ${bottom}`;
}

/** A filled box. */
function filledBox(x: number, y: number, depth: number, color: string): string {
  const [right, bottom] = [x + CELL, y + CELL];
  const top = `M${x} ${y}l${depth} -${depth}h${CELL}L${right} ${y}z`;
  const side = `M${right} ${y}l${depth} -${depth}v${CELL}L${right} ${bottom}z`;
  const back = depth === 0 ? '' : `<path d="${top}${side}" fill="${color}" fill-opacity="0.7"/>`;
  return `${back}<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill="${color}"/>`;
}

/** A single place within a box. */
function dot(x: number, y: number, color: string): string {
  const inset = (CELL - DOT) / 2;
  return `<rect x="${x + inset}" y="${y + inset}" width="${DOT}" height="${DOT}" fill="${color}" stroke="none"/>`;
}

/**
 * The tensor as a grid of boxes: its first dimension down, the one that tells sets apart across (channels, groups with
 * their channels, positions), the others into depth. Filled are the elements of the set `selected`, which share one mean
 * and σ; only a dot of each box, where the set has one place in it.
 */
export function tensorDrawing(card: Sets, { palette, texts }: Presentation, selected = defaultSet(card)): Drawing {
  const { sets } = card;
  const { shape, dimensions, reduced } = sets;
  const { across, depth: deep, grouped } = layoutOf(sets);
  const at = new Map(setPosition(card, selected).map(({ dim, index }) => [dim, index]));
  const channels = grouped ? (shape[across + 1] ?? 1) : 1;
  const columnSize = shape.length > 1 || across !== 0 ? (shape[across] ?? 1) * channels : 1;
  const rowSize = across === 0 && shape.length === 1 ? 1 : (shape[0] ?? 1);
  const isVector = shape.length <= 1;
  const [rows, columns] = [
    Math.min(isVector ? 1 : rowSize, MAX_ROWS),
    Math.min(isVector ? (shape[0] ?? 1) : columnSize, MAX_COLUMNS),
  ];
  const groupStart = (at.get(across) ?? 0) * channels;
  const firstRow = windowStart(at.get(0) ?? 0, rowSize, rows);
  const firstColumn = grouped
    ? Math.max(0, Math.min(groupStart, columnSize - columns))
    : windowStart(at.get(across) ?? 0, columnSize, columns);
  const shares = (dim: number, index: number): boolean => reduced.includes(dim) || at.get(dim) === index;
  const hasDepth = deep.some((dim) => shape[dim]! > 1) && !isVector;
  const wholeDepth = deep.every((dim) => reduced.includes(dim) || shape[dim] === 1);
  const depth = hasDepth ? DEPTH : 0;
  const top = LINE + 3 + depth;
  const outlines: string[] = [];
  const filled: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const index = firstColumn + column;
      const isShared = isVector
        ? shares(0, index)
        : shares(0, firstRow + row) && shares(across, Math.floor(index / channels));
      const gaps = grouped ? Math.floor(index / channels) - Math.floor(firstColumn / channels) : 0;
      const x = 1 + column * (CELL + (grouped ? GAP - 2 : GAP)) + gaps * GROUP_GAP;
      const y = top + row * (CELL + GAP);
      if (isShared && (wholeDepth || isVector)) filled.push(filledBox(x, y, depth, palette.output));
      else outlines.push(outline(x, y, depth));
      if (isShared && !wholeDepth && !isVector) filled.push(dot(x, y, palette.output));
    }
  }
  const borders = grouped ? groupBorders({ channels, firstColumn, columns, rows, top, depth }) : '';
  const size = (dim: number): string => `${dimensions[dim]!} = ${shape[dim]!}`;
  const acrossText = grouped
    ? `G = ${shape[across]} × ${channels} →`
    : isVector
      ? `${dimensions[0] ?? 'C'} = ${shape[0] ?? 1} →`
      : `${size(across)} →`;
  const downText = isVector ? '' : `${size(0)} ↓`;
  const depthDims = deep.filter((dim) => shape[dim]! > 1);
  const depthText = hasDepth
    ? `${depthDims.map((dim) => dimensions[dim] ?? '').join('·')} = ${depthDims.map((dim) => shape[dim]).join(' × ')} ↗`
    : '';
  const over = sharedDimensions(card);
  const label = (text: string, line: number, color: string): string =>
    `<text x="0" y="${line}" fill="${color}" font-size="11" font-family="${escapeXml(palette.font)}">${escapeXml(text)}</text>`;
  const below = [downText, depthText].filter((text) => text !== '');
  const bottom = top + rows * (CELL + GAP) + 12;
  const name = setLabel(card, selected, texts);
  const lines = [
    ...below.map((text) => [text, palette.muted] as const),
    [name, palette.output] as const,
    [texts.shared(sets.centred ? 'μ, σ' : 'RMS', over), palette.output] as const,
  ];
  return {
    markup: [
      label(acrossText, 11, palette.muted),
      `<g fill="none" stroke="${palette.muted}" stroke-width="0.8" stroke-linejoin="round">`,
      `<path d="${outlines.join('')}"/>`,
      ...filled,
      borders,
      '</g>',
      ...lines.map(([text, color], index) => label(text, bottom + index * LINE, color)),
    ].join(''),
    width: DRAWING_WIDTH,
    height: bottom + lines.length * LINE,
    description: texts.drawing(
      acrossText.replace(' →', ''),
      downText.replace(' ↓', '') || '1',
      name,
      statisticName(card, texts),
      over,
    ),
  };
}

/** A set in the middle of the drawing, where a reader sees what it does not hold. */
function defaultSet({ sets }: Sets): number {
  const kept = sets.shape.map((_, dim) => dim).filter((dim) => !sets.reduced.includes(dim));
  return kept.reduce((set, dim) => {
    const size = sets.shape[dim]!;
    return set * size + Math.min(dim === 0 ? 1 : 2, Math.max(size - 1, 0));
  }, 0);
}

interface GroupedBoxes {
  readonly channels: number;
  readonly firstColumn: number;
  readonly columns: number;
  readonly rows: number;
  readonly top: number;
  readonly depth: number;
}

/** A frame around the channels of each group. */
function groupBorders({ channels, firstColumn, columns, rows, top, depth }: GroupedBoxes): string {
  const step = CELL + GAP - 2;
  const first = Math.floor(firstColumn / channels);
  const last = Math.floor((firstColumn + columns - 1) / channels);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const group = first + index;
    const from = Math.max(group * channels, firstColumn) - firstColumn;
    const to = Math.min((group + 1) * channels, firstColumn + columns) - firstColumn;
    const x = 1 + from * step + index * GROUP_GAP - 1.5;
    const width = (to - from) * step - (step - CELL) + depth + 3;
    const height = rows * (CELL + GAP) - GAP + depth + 3;
    return `<path d="M${x} ${top - depth - 1.5}h${width}v${height}h${-width}z" stroke-width="1.3"/>`;
  }).join('');
}
