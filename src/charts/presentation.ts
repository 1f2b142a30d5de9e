import type { Palette } from './palette.ts';
import type { Texts } from './texts/texts.ts';

/** In which colours and which language charts are made. */
export interface Presentation {
  readonly palette: Palette;
  readonly texts: Texts;
}
