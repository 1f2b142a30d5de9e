import type { Palette, Series } from '../../charts/palette.ts';
import { element } from '../dom.ts';

/** A swatch in the colour of a series, outlined and filled as its curve is. */
export function seriesKey(series: Series, palette: Palette): HTMLElement {
  const swatch = element('span', `key ${series}`);
  swatch.style.borderColor = palette[series];
  if (series !== 'normalized') swatch.style.background = palette[series];
  return swatch;
}
