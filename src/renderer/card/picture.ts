import { cardPicture, type ChartPicture } from '../../charts/cardPicture.ts';
import { cardCharts } from '../../charts/cardSpec.ts';
import type { Presentation } from '../../charts/presentation.ts';
import type { Card } from '../../protocol/card.ts';
import { SVG_MIME } from '../../protocol/mime.ts';
import { chartSvg } from '../chartView.ts';
import { element } from '../dom.ts';
import { currentBackground } from '../theme.ts';
import { dataUrl } from './download.ts';
import type { Selected } from './selection.ts';

/** A saved picture has more pixels than the screen may have: it goes onto slides. */
const PIXELS_PER_UNIT = 2;

/** What a picture of a card shows. */
export interface CardState {
  readonly card: Card;
  readonly presentation: Presentation;
  readonly selected: Selected | undefined;
}

/** A card as the text of an SVG image, on the editor's background. */
export async function svgOf({ card, presentation, selected }: CardState): Promise<string> {
  const svg = await chartSvg(cardCharts(card, presentation, selected?.detail));
  const size = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  const charts: ChartPicture = { svg, width: Number(size?.[1] ?? 0), height: Number(size?.[2] ?? 0) };
  return cardPicture(card, charts, presentation, {
    selected: selected?.set,
    detail: selected?.detail,
    background: currentBackground(),
  });
}

/** An SVG image in pixels. */
export async function pixelsOf(svg: string): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = dataUrl(SVG_MIME, svg);
  await image.decode();
  const canvas = element('canvas', '');
  canvas.width = image.naturalWidth * PIXELS_PER_UNIT;
  canvas.height = image.naturalHeight * PIXELS_PER_UNIT;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
