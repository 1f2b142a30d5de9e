import type { LayerFacts } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

/** Below this many values the mean of a batch is off by more than a third of σ: 1/√8. */
const FEW = 8;

/** Whether elements of several samples share a statistic. */
function poolsBatch({ call }: LayerFacts): boolean {
  return call.used !== undefined && call.dimensions[0] === 'N' && call.sets.reduced.includes(0);
}

/**
 * Training on two values per statistic. Normalized, two values a and b are ±(a − b)/|a − b|, so that the output tells
 * nothing but which one is larger (appendix of https://arxiv.org/abs/1502.03167: x̂ has mean 0 and variance 1).
 */
export function twoValues(facts: LayerFacts): Remark | undefined {
  if (!poolsBatch(facts) || facts.tally.mostValues !== 2) return undefined;
  return remark('norm.two-values', 'warning', { set: facts.call.setName });
}

/**
 * Training on 3 to 7 values per statistic: the mean of n values has a standard deviation of σ/√n. Information, for the code
 * runs as it is meant; all batches of the cell have to be so small, a last one alone is not worth a word.
 */
export function fewValues(facts: LayerFacts): Remark | undefined {
  const values = facts.tally.mostValues;
  if (!poolsBatch(facts) || values <= 2 || values >= FEW) return undefined;
  return remark('norm.few-values', 'information', { values, spread: 1 / Math.sqrt(values) });
}

/** So many steps have to be gathered for: two losses that are differentiated one after the other once are no habit. */
const GATHERING_STEPS = 2;

/**
 * Gradient accumulation with batch statistics of fewer than {@link FEW} values: gradients are those of the large batch,
 * statistics those of the small ones. Several passes and several calls of this layer came before one step.
 */
export function microBatch(facts: LayerFacts): Remark | undefined {
  const { tally, steps } = facts;
  if (!poolsBatch(facts) || tally.mostValues >= FEW || tally.mostBeforeStep < 2) return undefined;
  if (steps.gathering < GATHERING_STEPS) return undefined;
  return remark('norm.micro-batch', 'warning', { values: tally.mostValues, passes: steps.most });
}
