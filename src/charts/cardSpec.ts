import type { TopLevelSpec } from 'vega-lite';
import type { Card, SetDetail } from '../protocol/card.ts';
import { cardFacts } from './cardText.ts';
import { groupByScale, isOnUnitScale } from './curves.ts';
import { densityChart } from './density.ts';
import type { Layer } from './layer.ts';
import type { Presentation } from './presentation.ts';
import { SCHEMA } from './schema.ts';
import { byDeviation, type DescribedSet, describeSets } from './sets.ts';
import { SETS_PER_PAGE, setStatisticsChart } from './setStatistics.ts';
import { chartConfig } from './theme.ts';
import { densityTitle, setStatisticsTitle, stageCurves } from './views.ts';

export const CHART_HEIGHT = 165;

/** Axis, ticks and title under a chart. */
const AXIS_HEIGHT = 34;

/** The space that Vega leaves around a chart, on each side. */
const PADDING = 5;

/** The height of each of several densities one above the other, which together are as high as one alone. */
export function densityHeight(charts: number): number {
  return Math.round((CHART_HEIGHT - AXIS_HEIGHT * (charts - 1)) / charts);
}

/** How high a chart is with its axis: so much place is kept for it before it is drawn. */
export function outerHeight(height: number): number {
  return height + AXIS_HEIGHT + 2 * PADDING;
}

/** One chart of a card, to be drawn alone, `width` pixels wide and {@link outerHeight} high. */
export function chartSpec(chart: Layer, { palette }: Presentation, width: number, height = CHART_HEIGHT): TopLevelSpec {
  return {
    $schema: SCHEMA,
    ...chart,
    width,
    height: outerHeight(height),
    autosize: { type: 'fit', contains: 'padding' },
    config: chartConfig(palette),
  };
}

/** The sets that a page of the chart of sets shows at first: all where they fit, else those farthest from the rest. */
export function firstPage(all: readonly DescribedSet[]): readonly DescribedSet[] {
  return all.length <= SETS_PER_PAGE ? all : byDeviation(all).slice(0, SETS_PER_PAGE);
}

/** A card's main charts side by side. `detail`: of the selected set. */
export function cardCharts(card: Card, presentation: Presentation, detail?: SetDetail): TopLevelSpec {
  const width = 320;
  const groups = groupByScale(stageCurves(detail?.stages ?? card.stages, presentation.texts));
  const all = describeSets(card);
  const page = firstPage(all);
  const densities = groups.map((group): Layer & object => ({
    ...densityChart(group, presentation, isOnUnitScale(group, groups)),
    width,
    height: densityHeight(groups.length),
  }));
  return {
    $schema: SCHEMA,
    hconcat: [
      { title: { ...densityTitle(card, detail, presentation) }, vconcat: densities },
      {
        ...setStatisticsChart(page, card.sets.name, presentation, width, detail?.set),
        width,
        height: CHART_HEIGHT,
        title: { ...setStatisticsTitle(card, page, all, presentation) },
      },
    ],
    spacing: 32,
    config: chartConfig(presentation.palette),
  };
}

/** {@link cardCharts} under the card's title, for viewers that know Vega-Lite but not our cards. */
export function cardSpec(card: Card, presentation: Presentation, detail?: SetDetail): TopLevelSpec {
  const title = { text: card.title, subtitle: cardFacts(card, presentation.texts).join(' · ') };
  return { ...cardCharts(card, presentation, detail), title };
}
