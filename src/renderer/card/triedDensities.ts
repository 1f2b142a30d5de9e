import { densityHeight } from '../../charts/cardSpec.ts';
import { type Curve, groupByScale, hasValues, isOnUnitScale, rangeOf, union } from '../../charts/curves.ts';
import { densityChart } from '../../charts/density.ts';
import type { Presentation } from '../../charts/presentation.ts';
import { densityStops } from '../../charts/stops.ts';
import type { AxisHold } from './axisHold.ts';
import type { PanelChart } from './chartPanel.ts';

/**
 * The densities of `curves`, which are what became of `former` under a setting: as many charts as there were, each on the
 * axes that it shares with how it was. `name`: of the axes, among those that `axes` holds.
 */
export function triedDensities(
  former: readonly Curve[],
  curves: readonly Curve[],
  presentation: Presentation,
  axes: AxisHold,
  name: string,
): PanelChart[] {
  const groups = groupByScale(former.filter(({ distribution }) => hasValues(distribution)));
  const isIn = (group: readonly Curve[], { series }: Curve): boolean => group.some((each) => each.series === series);
  return groups.map((group, index) => {
    const isLast = index === groups.length - 1;
    // A stage that there was not goes where the output is.
    const now = curves.filter((curve) => isIn(group, curve) || (isLast && !groups.some((each) => isIn(each, curve))));
    const ranges = [...group, ...now].map(({ distribution }) => rangeOf(distribution));
    const range = axes.including(`${name} ${index}`, union(ranges.filter((each) => each !== undefined)));
    const changed = group.filter((was) => {
      const same = now.find(({ series }) => series === was.series);
      return JSON.stringify(same?.distribution) !== JSON.stringify(was.distribution);
    });
    return {
      make: () =>
        densityChart(now, presentation, isOnUnitScale(group, groups), { former: { curves: group, changed, range } }),
      height: densityHeight(groups.length),
      stops: densityStops(now, presentation.texts),
    };
  });
}
