import type { TopLevelSpec } from 'vega-lite';
import type { Card } from '../protocol/card.ts';
import { cardFacts, shownSets } from './cardText.ts';
import { densityChart } from './density.ts';
import type { Layer } from './density.ts';
import type { Palette } from './palette.ts';
import { setStatisticsChart } from './setStatistics.ts';
import { chartConfig } from './theme.ts';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';
const CHART_HEIGHT = 165;

export interface ChartTitle {
  readonly text: string;
  readonly subtitle: string;
}

export function densityTitle(): ChartTitle {
  return { text: 'All values', subtitle: 'density, before and after; dotted: N(0, 1)' };
}

export function setStatisticsTitle(card: Card): ChartTitle {
  return { text: `Per ${card.sets.name}`, subtitle: `mean ± σ of ${shownSets(card)}, before and after` };
}

/** One chart of a card, to be drawn alone `width` pixels wide. */
export function chartSpec(chart: Layer, palette: Palette, width: number): TopLevelSpec {
  return {
    $schema: SCHEMA,
    ...chart,
    width,
    height: CHART_HEIGHT,
    autosize: { type: 'fit-x', contains: 'padding' },
    config: chartConfig(palette),
  };
}

/** Both charts of a card side by side, for viewers that know Vega-Lite but not our cards. */
export function cardSpec(card: Card, palette: Palette): TopLevelSpec {
  const size = { width: 320, height: CHART_HEIGHT };
  return {
    $schema: SCHEMA,
    title: { text: card.title, subtitle: cardFacts(card).join(' · ') },
    hconcat: [
      { ...densityChart(card, palette), ...size, title: { ...densityTitle() } },
      { ...setStatisticsChart(card, palette, size.width), ...size, title: { ...setStatisticsTitle(card) } },
    ],
    spacing: 32,
    config: chartConfig(palette),
  };
}
