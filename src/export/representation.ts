import {
  CARD_MIME,
  EXPERIMENT_MIME,
  FINDINGS_MIME,
  HTML_MIME,
  JSON_MIME,
  MARKDOWN_MIME,
  type MimeBundle,
  PNG_MIME,
  SVG_MIME,
  TEXT_MIME,
  TRAINING_MIME,
  VEGA_LITE_MIME,
} from '../protocol/mime.ts';

export const LATEX_MIME = 'text/latex';

/** Pictures, as a bundle holds them: SVG as its text, the others in base64. */
export const PICTURE_ENDINGS: Readonly<Record<string, string>> = {
  [SVG_MIME]: 'svg',
  [PNG_MIME]: 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/** What our renderer draws, under the MIME type that it knows: it reads other versions of Vega-Lite too. */
export const CHART_MIMES: Readonly<Record<string, string>> = {
  [CARD_MIME]: CARD_MIME,
  [EXPERIMENT_MIME]: EXPERIMENT_MIME,
  [FINDINGS_MIME]: FINDINGS_MIME,
  [TRAINING_MIME]: TRAINING_MIME,
  [VEGA_LITE_MIME]: VEGA_LITE_MIME,
  'application/vnd.vegalite.v6+json': VEGA_LITE_MIME,
  'application/vnd.vegalite.v4+json': VEGA_LITE_MIME,
};

/** From the richest to the plainest, for a page with our renderer. */
export const PAGE_ORDER: readonly string[] = [
  ...Object.keys(CHART_MIMES),
  HTML_MIME,
  ...Object.keys(PICTURE_ENDINGS),
  MARKDOWN_MIME,
  LATEX_MIME,
  JSON_MIME,
  TEXT_MIME,
];

/** From the richest to the plainest, for text with pictures beside it. */
export const TEXT_ORDER: readonly string[] = [
  ...Object.keys(PICTURE_ENDINGS),
  MARKDOWN_MIME,
  LATEX_MIME,
  TEXT_MIME,
  HTML_MIME,
  JSON_MIME,
];

/** A representation as text: base64 of a picture, JSON written out, anything else as it is. */
export function representationText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

/** The MIME types of `data` in `order`; those that it does not name are left out. */
export function representations(data: MimeBundle, order: readonly string[]): string[] {
  return order.filter((mime) => mime in data);
}

/** The first line of a display's text, to say what is on its picture. */
export function alternativeText(data: MimeBundle): string {
  const text = data[TEXT_MIME];
  return typeof text === 'string' ? (text.trim().split('\n', 1)[0] ?? '') : '';
}

/** A picture's bytes, from what a bundle holds. */
export function pictureBytes(mime: string, value: string): Buffer {
  return Buffer.from(value, mime === SVG_MIME ? 'utf8' : 'base64');
}

/** A picture as an address that holds it. */
export function dataUrl(mime: string, bytes: Buffer): string {
  return `data:${mime};base64,${bytes.toString('base64')}`;
}
