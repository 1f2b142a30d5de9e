import type { Config } from 'vega-lite';
import type { Palette } from './palette.ts';

/** A Vega-Lite configuration that makes charts part of the page: its font, its text colour, no background. */
export function chartConfig(palette: Palette): Config {
  return {
    background: 'transparent',
    aria: false,
    font: palette.font,
    view: { stroke: null },
    axis: {
      labelColor: palette.muted,
      titleColor: palette.muted,
      titleFontWeight: 'normal',
      labelFontSize: 11,
      titleFontSize: 11,
      gridColor: palette.grid,
      domainColor: palette.grid,
      tickColor: palette.grid,
      tickCount: 6,
      labelFlush: false,
    },
    title: {
      color: palette.foreground,
      subtitleColor: palette.muted,
      anchor: 'start',
      fontSize: 12,
      subtitleFontSize: 11,
      offset: 8,
    },
    legend: { labelColor: palette.muted, titleColor: palette.muted },
  };
}
