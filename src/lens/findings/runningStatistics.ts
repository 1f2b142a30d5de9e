import { elements, type NormalizationCall } from '../../engine/index.ts';
import { isKeras, type LayerFacts, optionsOf } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

/** Of where running statistics began, so much is left when they count as warmed up. */
const LEFT = 0.05;
/** Outputs that differ by less between training and evaluation are as good as the same. */
const GAP = 0.25;
/** Standard errors of a batch's mean that luck explains. */
const LUCK = 3;

/** The weight of a new batch in a layer's running statistics; undefined where there is none, or all weigh the same. */
function weightOf({ source }: NormalizationCall): number | undefined {
  const { momentum } = optionsOf(source);
  if (typeof momentum !== 'number') return undefined;
  return isKeras(source) ? 1 - momentum : momentum;
}

/** How far the outputs with given statistics lie from those with the batch's, in σ of the output, of each channel. */
function gaps(
  batch: { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number> },
  running: { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number> },
  eps: number,
): number[] {
  return Array.from(batch.mean, (mean, channel) => {
    const std = Math.sqrt(running.variance[channel]! + eps);
    const shift = (mean - running.mean[channel]!) / std;
    const scale = Math.sqrt(batch.variance[channel]! + eps) / std - 1;
    return Math.hypot(shift, scale);
  });
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/**
 * What luck alone makes of a gap between the statistics of some samples and those of all: the squared error of the mean is
 * 1/n, that of σ 1/2n. The places of one sample count as one value, for they are alike.
 */
function luck({ input }: NormalizationCall): number {
  return LUCK * Math.sqrt(1.5 / input.size(0));
}

/** The gap in evaluation between the running statistics and those of this input; undefined where it has too few values. */
function evaluationGap({ call, isTraining, summary }: LayerFacts): { gap: number; gaps: number[] } | undefined {
  const { used } = call;
  if (isTraining || call.usesInputStatistics || used?.mean === undefined) return undefined;
  if (summary.input.mean.length !== used.mean.length) return undefined;
  const found = gaps(summary.input, { mean: used.mean, variance: used.variance }, used.eps);
  const gap = rootMeanSquare(found);
  return Number.isFinite(gap) && gap > GAP + luck(call) ? { gap, gaps: found } : undefined;
}

function updatesOf({ source }: NormalizationCall): number | undefined {
  const { numBatchesTracked } = optionsOf(source);
  return numBatchesTracked === undefined ? undefined : Number(elements(numBatchesTracked)[0]);
}

/**
 * Evaluation after n updates, where (1 − m)^n of the first mean 0 and variance 1 is left: more than 5 %, that is
 * n < ln 0.05 / ln(1 − m), 29 for momentum 0.1. A layer that was never updated is taken for one whose statistics were
 * loaded, or that is looked at without training. A warning where outputs differ from those of training by what luck does
 * not explain, else information.
 */
export function notWarmedUp(facts: LayerFacts): Remark | undefined {
  const { call, isTraining } = facts;
  const updates = updatesOf(call);
  const weight = weightOf(call);
  if (isTraining || call.usesInputStatistics || updates === undefined || updates === 0) return undefined;
  if (weight === undefined || weight <= 0 || weight >= 1) return undefined;
  const needed = Math.ceil(Math.log(LEFT) / Math.log(1 - weight));
  if (updates >= needed) return undefined;
  const severity = evaluationGap(facts) === undefined ? 'information' : 'warning';
  return remark('norm.not-warmed-up', severity, { updates, needed, left: (1 - weight) ** updates });
}

/**
 * Outputs of training and of evaluation differ on the same batch by more than {@link GAP} σ, over all channels, and more
 * than sampling explains. Only of running statistics that have had time to follow; in training it is information, for they
 * lag behind weights that still move fast.
 */
export function trainEvalGap(facts: LayerFacts): Remark | undefined {
  const { call, running } = facts;
  if (notWarmedUp(facts) !== undefined) return undefined;
  if (!call.usesInputStatistics) {
    const found = evaluationGap(facts);
    const isFresh = updatesOf(call) === 0;
    return found === undefined || isFresh || updatesOf(call) === undefined ? undefined : gapRemark('warning', found);
  }
  const weight = weightOf(call);
  const last = call.running && running?.last;
  if (weight === undefined || last?.runningMean === undefined || last.runningVariance === undefined) return undefined;
  const updates = updatesOf(call) ?? 0;
  if (updates < Math.log(LEFT) / Math.log(1 - Math.min(weight, 0.999))) return undefined;
  const eps = call.used?.eps ?? 0;
  const batch = { mean: last.batchMean, variance: last.batchVariance };
  const found = gaps(batch, { mean: last.runningMean, variance: last.runningVariance }, eps);
  const gap = rootMeanSquare(found);
  // A new batch is part of the running statistics: luck is theirs, too.
  if (!(gap > GAP + luck(call))) return undefined;
  return gapRemark('information', { gap, gaps: found });
}

function gapRemark(severity: 'information' | 'warning', found: { gap: number; gaps: number[] }): Remark {
  const largest = Math.max(...found.gaps);
  const channel = found.gaps.indexOf(largest);
  return remark('norm.train-eval-gap', severity, { gap: found.gap, largest, channel });
}

/**
 * A layer that has learned runs in training mode under `no_grad`, which does not switch modes: its running statistics
 * move with data that it does not learn from. Not where momentum is None: so statistics are computed anew on purpose. Not
 * of Keras, where `training` is said at each call.
 */
export function noGradInTraining({ call, tally }: LayerFacts): Remark | undefined {
  if (tally.withoutGradients === 0 || typeof call.source === 'string' || isKeras(call.source)) return undefined;
  if (optionsOf(call.source).momentum === null) return undefined;
  return remark('norm.no-grad-in-training', 'warning', { calls: tally.withoutGradients });
}

/**
 * γ and β are frozen in all calls of the cell, but the layer trains: its running statistics move on, and the frozen part
 * changes all the same. Where they learn in other calls, as in the turns of a GAN, it is meant.
 */
export function frozenInTraining({ call, tally }: LayerFacts): Remark | undefined {
  if (typeof call.source === 'string' || isKeras(call.source)) return undefined;
  if (tally.frozen === 0 || tally.frozen < tally.training) return undefined;
  return remark('norm.frozen-in-training', 'warning', { calls: tally.frozen });
}

function countNotFinite(...statistics: (ArrayLike<number> | undefined)[]): { channels: number; count: number } {
  const given = statistics.filter((values) => values !== undefined);
  const count = given[0]?.length ?? 0;
  const isBroken = (channel: number): boolean => given.some((values) => !Number.isFinite(values[channel]!));
  const channels = Array.from({ length: count }, (_, channel) => channel).filter(isBroken).length;
  return { channels, count };
}

/**
 * Running statistics that are NaN or infinite: every update keeps a part of what was, so they stay so. Told with the first
 * recorded update that left them so, where this cell did it.
 */
export function runningNotFinite({ call, running }: LayerFacts): Remark | undefined {
  const { used, usesInputStatistics } = call;
  const last = running?.last;
  const found =
    last !== undefined
      ? countNotFinite(last.runningMean, last.runningVariance)
      : usesInputStatistics
        ? undefined
        : countNotFinite(used?.mean, used?.variance);
  if (found === undefined || found.channels === 0) return undefined;
  const update = running?.firstNotFinite();
  return remark('norm.running-not-finite', 'error', { ...found, ...(update === undefined ? {} : { update }) });
}

/**
 * Running statistics that somebody has loaded, with a count of batches of 0 and momentum None: the first update has a
 * weight of 1/1, and leaves nothing of them. Older files have no count.
 */
export function importedCounter({ call, running, tally }: LayerFacts): Remark | undefined {
  const { momentum, numBatchesTracked } = optionsOf(call.source);
  if (momentum !== null || numBatchesTracked === undefined) return undefined;
  if (tally.training > 0 || running !== undefined || updatesOf(call) !== 0) return undefined;
  const { used } = call;
  const isImported = used?.mean !== undefined && Array.prototype.some.call(used.mean, (value: number) => value !== 0);
  return isImported && !call.usesInputStatistics ? remark('norm.imported-counter', 'information', {}) : undefined;
}
