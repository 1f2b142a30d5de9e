import type { Card, SetDetail } from '../protocol/card.ts';
import { cardFacts, setLabel, stagesOf, tableColumns, tableRow } from './cardText.ts';
import { formulaParts } from './formula.ts';
import type { Presentation } from './presentation.ts';
import { describedSet, describeSets } from './sets.ts';
import { DRAWING_WIDTH, escapeXml, tensorDrawing } from './tensorDrawing.ts';

const PADDING = 14;
const HEADER = 34;
const ROW = 20;

/** A drawing of Vega's, as its `toSVG` gives it. */
export interface ChartPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** `text` at a place, in `color`. */
function textAt(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeXml(text)}</text>`;
}

function table(
  card: Card,
  detail: SetDetail | undefined,
  { palette, texts }: Presentation,
  x: number,
  y: number,
): string {
  const column = (index: number): number => x + 180 + index * 76;
  const cells = (row: readonly string[], top: number, color: string): string =>
    row.map((text, index) => textAt(column(index), top, text, `fill="${color}" text-anchor="end"`)).join('');
  const stages = stagesOf(detail?.stages ?? card.stages).map(([series, distribution], index) => {
    const top = y + (index + 1) * ROW;
    return [
      `<rect x="${x}" y="${top - 9}" width="9" height="9" rx="2" fill="${palette[series]}"/>`,
      textAt(x + 16, top, texts.stages[series], `fill="${palette.foreground}"`),
      cells(tableRow(distribution), top, palette.foreground),
    ].join('');
  });
  const of = detail === undefined ? texts.allValues : setLabel(card, detail.set, texts);
  return textAt(x, y, of, `fill="${palette.muted}"`) + cells(tableColumns(texts), y, palette.muted) + stages.join('');
}

/** How a picture differs from the plain one of a card. */
export interface PictureOptions {
  /** The set that the drawing fills and whose numbers the formula shows. */
  readonly selected?: number | undefined;
  /** What the table shows in place of all values. */
  readonly detail?: SetDetail | undefined;
  /** A colour behind all of it. Default: none. */
  readonly background?: string | undefined;
}

/**
 * A card as one SVG image: header, tensor drawing, the charts that `charts` holds, formula and table. For viewers that
 * know neither cards nor Vega-Lite, such as a code host, and to be saved.
 */
export function cardPicture(
  card: Card,
  charts: ChartPicture,
  presentation: Presentation,
  { selected, detail, background }: PictureOptions = {},
): string {
  const { palette, texts } = presentation;
  const drawing = tensorDrawing(card, presentation, selected);
  const width = PADDING * 3 + DRAWING_WIDTH + charts.width;
  const middle = Math.max(drawing.height, charts.height);
  const set = selected === undefined ? undefined : describedSet(card, describeSets(card), selected, detail);
  const formula = formulaParts(card, set)
    ?.map(({ text }) => text)
    .join('');
  const formulaTop = HEADER + PADDING + middle + PADDING;
  const tableTop = formula === undefined ? formulaTop : formulaTop + ROW + 6;
  const height = tableTop + stagesOf(card.stages).length * ROW + PADDING;
  const facts = cardFacts(card, texts).join(' · ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="12" font-family="${escapeXml(palette.font)}" role="img" aria-label="${escapeXml(`${card.title}: ${facts}`)}">`,
    background === undefined ? '' : `<rect width="${width}" height="${height}" fill="${escapeXml(background)}"/>`,
    `<text x="${PADDING}" y="22" fill="${palette.foreground}"><tspan font-weight="bold">${escapeXml(card.title)}</tspan><tspan dx="10">${escapeXml(facts)}</tspan></text>`,
    `<path d="M0 ${HEADER}h${width}" stroke="${palette.grid}"/>`,
    `<svg x="${PADDING}" y="${HEADER + PADDING}" width="${drawing.width}" height="${drawing.height}">${drawing.markup}</svg>`,
    `<svg x="${PADDING * 2 + DRAWING_WIDTH}" y="${HEADER + PADDING}" width="${charts.width}" height="${charts.height}">${charts.svg}</svg>`,
    formula === undefined ? '' : textAt(PADDING, formulaTop + 4, formula, `fill="${palette.foreground}"`),
    table(card, detail, presentation, PADDING, tableTop),
    '</svg>',
  ].join('');
}
