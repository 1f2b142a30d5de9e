import { remarksOnMade } from './arguments.ts';
import { channelsFirst, oneGroup, trackingInstanceNorm } from './axes.ts';
import { fewValues, microBatch, twoValues } from './batchSize.ts';
import { biasBeforeNorm } from './biasBeforeNorm.ts';
import type { LayerFacts } from './layerFacts.ts';
import { inputNotFinite, meanFarFromZero, varianceNearEps } from './numbers.ts';
import type { Remark } from './remark.ts';
import {
  frozenInTraining,
  importedCounter,
  noGradInTraining,
  notWarmedUp,
  runningNotFinite,
  trainEvalGap,
} from './runningStatistics.ts';

export { remarksOnMade } from './arguments.ts';
export { remarksOnCode } from './code.ts';
export { remarksOnError } from './errors.ts';
export type { LayerFacts, LayerOptions } from './layerFacts.ts';
export { PortedLayers } from './ported.ts';
export { type CalledName, type Change, type CodePlace, type Remark, remark } from './remark.ts';
export { lastBatchOfOne, targetsNoDistribution, weightDecay } from './training.ts';

const RULES: readonly ((facts: LayerFacts) => Remark | undefined)[] = [
  runningNotFinite,
  inputNotFinite,
  twoValues,
  microBatch,
  noGradInTraining,
  frozenInTraining,
  notWarmedUp,
  trainEvalGap,
  channelsFirst,
  meanFarFromZero,
  varianceNearEps,
  fewValues,
  importedCounter,
  oneGroup,
  trackingInstanceNorm,
  biasBeforeNorm,
];

/** All that there is to say about a layer that ran, the worst first. */
export function remarksOnLayer(facts: LayerFacts): Remark[] {
  const remarks = [...remarksOnMade(facts.call.source), ...RULES.map((rule) => rule(facts))];
  return remarks.filter((each) => each !== undefined);
}
