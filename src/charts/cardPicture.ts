import type { Card } from '../protocol/card.ts';
import { cardFacts, TABLE_COLUMNS, tableRow } from './cardText.ts';
import type { Palette } from './palette.ts';
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

function table(card: Card, palette: Palette, x: number, y: number): string {
  const column = (index: number): number => x + 150 + index * 76;
  const cells = (row: readonly string[], top: number, color: string): string =>
    row.map((text, index) => textAt(column(index), top, text, `fill="${color}" text-anchor="end"`)).join('');
  const ends = (['before', 'after'] as const).map((end, index) => {
    const top = y + (index + 1) * ROW;
    return [
      `<rect x="${x}" y="${top - 9}" width="9" height="9" rx="2" fill="${palette[end]}"/>`,
      textAt(x + 16, top, end, `fill="${palette.foreground}"`),
      cells(tableRow(card[end]), top, palette.foreground),
    ].join('');
  });
  return cells(TABLE_COLUMNS, y, palette.muted) + ends.join('');
}

/**
 * A card as one SVG image: header, tensor drawing, the charts that `charts` holds, and the table. For viewers that
 * know neither cards nor Vega-Lite, such as a code host.
 */
export function cardPicture(card: Card, charts: ChartPicture, palette: Palette): string {
  const drawing = tensorDrawing(card, palette);
  const width = PADDING * 3 + DRAWING_WIDTH + charts.width;
  const middle = Math.max(drawing.height, charts.height);
  const tableTop = HEADER + PADDING + middle + PADDING;
  const height = tableTop + 2 * ROW + PADDING;
  const facts = cardFacts(card).join(' · ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="12" font-family="${escapeXml(palette.font)}" role="img" aria-label="${escapeXml(`${card.title}: ${facts}`)}">`,
    `<text x="${PADDING}" y="22" fill="${palette.foreground}"><tspan font-weight="bold">${escapeXml(card.title)}</tspan><tspan dx="10">${escapeXml(facts)}</tspan></text>`,
    `<path d="M0 ${HEADER}h${width}" stroke="${palette.grid}"/>`,
    `<svg x="${PADDING}" y="${HEADER + PADDING}" width="${drawing.width}" height="${drawing.height}">${drawing.markup}</svg>`,
    `<svg x="${PADDING * 2 + DRAWING_WIDTH}" y="${HEADER + PADDING}" width="${charts.width}" height="${charts.height}">${charts.svg}</svg>`,
    table(card, palette, PADDING, tableTop),
    '</svg>',
  ].join('');
}
