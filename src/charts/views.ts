import type { Card, Distribution, SetDetail } from '../protocol/card.ts';
import { setLabel, shownSets, stagesOf } from './cardText.ts';
import { type Curve, groupByScale, hasValues, isOnUnitScale, MAX_SCALE_RATIO, scaleRatio } from './curves.ts';
import { fitsNormal } from './density.ts';
import { formatCount } from './format.ts';
import { unplacedPasses } from './gradientMarks.ts';
import type { Presentation } from './presentation.ts';
import { type DescribedSet, isBroken } from './sets.ts';
import { logarithmicFrom } from './setStatistics.ts';
import type { Texts } from './texts/texts.ts';

/** What stands over a chart. */
export interface ChartTitle {
  readonly text: string;
  readonly subtitle: string;
}

/** The curves of a card's stages, or of one set's. */
export function stageCurves(stages: Card['stages'], texts: Texts): Curve[] {
  return stagesOf(stages).map(([series, distribution]) => ({ series, name: texts.stages[series], distribution }));
}

/** The curves of the gradients after and before the layer. */
export function gradientCurves({ output, input }: NonNullable<Card['gradients']>, texts: Texts): Curve[] {
  const curve = (series: 'input' | 'output', distribution: Distribution | undefined): Curve[] =>
    distribution === undefined ? [] : [{ series, name: texts.gradients[series], distribution }];
  return [...curve('input', input), ...curve('output', output)];
}

export function gradientTitle({ call, output }: NonNullable<Card['gradients']>, { texts }: Presentation): ChartTitle {
  return {
    text: texts.gradient,
    subtitle: [
      texts.gradientSubtitle,
      ...(call === undefined ? [] : [texts.gradientOfCall(call)]),
      ...sampling(output, texts),
    ].join(' · '),
  };
}

/** Of how many elements a histogram is made, where not of all. */
function sampling({ sample }: Distribution, texts: Texts): string[] {
  return sample === undefined ? [] : [texts.sampled(formatCount(sample))];
}

export function gradientHistoryTitle(gradients: NonNullable<Card['gradients']>, { texts }: Presentation): ChartTitle {
  const { vanished, broken } = unplacedPasses(gradients);
  return {
    text: texts.gradientHistory,
    subtitle: [
      texts.gradientHistorySubtitle(gradients.passes),
      ...(vanished.length === 0 ? [] : [texts.vanishedMarked(vanished.length)]),
      ...(broken.length === 0 ? [] : [texts.brokenMarked(broken.length)]),
    ].join(' · '),
  };
}

function scales(ratio: number, texts: Texts): string {
  return ratio > MAX_SCALE_RATIO ? texts.ownScales(formatCount(Math.round(ratio))) : texts.farApart;
}

export function densityTitle(card: Card, detail: SetDetail | undefined, { texts }: Presentation): ChartTitle {
  const stages = detail?.stages ?? card.stages;
  const text = detail === undefined ? texts.allValues : setLabel(card, detail.set, texts);
  if (!hasValues(stages.input)) return { text, subtitle: texts.noValues };
  const curves = stageCurves(stages, texts);
  const groups = groupByScale(curves);
  const normal = groups.some((group) => isOnUnitScale(group, groups) && fitsNormal(group));
  return {
    text,
    subtitle: [
      texts.densityOver,
      ...(normal ? [texts.dottedNormal] : []),
      ...(groups.length > 1 ? [scales(scaleRatio(curves), texts)] : []),
      ...sampling(stages.input, texts),
    ].join(' · '),
  };
}

/** `page`: the sets that the chart shows; `all`: those that the card describes. */
export function setStatisticsTitle(
  card: Card,
  page: readonly DescribedSet[],
  all: readonly DescribedSet[],
  { texts }: Presentation,
): ChartTitle {
  const text = texts.perSet(texts.setName(card.sets.name));
  if (!hasValues(card.stages.input)) return { text, subtitle: texts.noValues };
  const broken = all.filter(isBroken).length;
  const outliers = all.filter((each) => each.isOutlier && !isBroken(each)).length;
  return {
    text,
    subtitle: [
      texts.meansOf(shownSets(card, texts)),
      ...(logarithmicFrom(page) === undefined ? [] : [texts.logarithmic]),
      ...(outliers === 0 ? [] : [texts.outliersMarked(outliers)]),
      ...(broken === 0 ? [] : [texts.brokenMarked(broken)]),
    ].join(' · '),
  };
}
