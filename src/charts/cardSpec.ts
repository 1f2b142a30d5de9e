import type { TopLevelSpec } from 'vega-lite';
import type { Card } from '../protocol/card.ts';
import { cardFacts } from './cardText.ts';
import { groupByScale } from './curves.ts';
import { densityChart } from './density.ts';
import type { Layer } from './density.ts';
import type { Presentation } from './presentation.ts';
import { byDeviation, describeSets } from './sets.ts';
import { SETS_PER_PAGE, setStatisticsChart } from './setStatistics.ts';
import { chartConfig } from './theme.ts';
import { densityTitle, setStatisticsTitle, stageCurves } from './views.ts';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';

export const CHART_HEIGHT = 165;

/** One chart of a card, to be drawn alone, `width` pixels wide. */
export function chartSpec(chart: Layer, { palette }: Presentation, width: number, height = CHART_HEIGHT): TopLevelSpec {
  return {
    $schema: SCHEMA,
    ...chart,
    width,
    height,
    autosize: { type: 'fit-x', contains: 'padding' },
    config: chartConfig(palette),
  };
}

/** A card's main charts side by side, for viewers that know Vega-Lite but not our cards. */
export function cardSpec(card: Card, presentation: Presentation): TopLevelSpec {
  const width = 320;
  const groups = groupByScale(stageCurves(card.stages, presentation.texts));
  const all = describeSets(card);
  const page = all.length <= SETS_PER_PAGE ? all : byDeviation(all).slice(0, SETS_PER_PAGE);
  const densities = groups.map((curves): Layer & object => ({
    ...densityChart(
      curves,
      presentation,
      curves.some(({ series }) => series !== 'input'),
    ),
    width,
    height: groups.length === 1 ? CHART_HEIGHT : CHART_HEIGHT / groups.length - 24,
  }));
  return {
    $schema: SCHEMA,
    title: { text: card.title, subtitle: cardFacts(card, presentation.texts).join(' · ') },
    hconcat: [
      { title: { ...densityTitle(card, undefined, presentation) }, vconcat: densities },
      {
        ...setStatisticsChart(page, card.sets.name, presentation, width),
        width,
        height: CHART_HEIGHT,
        title: { ...setStatisticsTitle(card, page, all, presentation) },
      },
    ],
    spacing: 32,
    config: chartConfig(presentation.palette),
  };
}
