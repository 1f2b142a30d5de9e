import { setSize } from '../../engine/index.ts';
import type { LayerFacts } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

/** From here on eps takes more than 5 % off the output's σ: √(10/11). */
const TIMES_EPS = 10;
/** A mean of so many σ costs three of the seven digits that float32 has, where it is subtracted. */
const FAR = 1e3;

/**
 * Sets whose variance is below ten times eps, so that their outputs have less than variance 1: dead units, or an eps that is
 * too large. Sets of one value, and constant ones of a mean statistic alone, have no other variance. Half of the sets make a
 * warning of it.
 */
export function varianceNearEps({ call }: LayerFacts): Remark | undefined {
  const { used, sets, centred, setName } = call;
  if (used === undefined || setSize(sets) < 2 || !centred || used.eps <= 0) return undefined;
  const variances = Array.from(used.variance);
  const small = variances.filter((variance) => variance < TIMES_EPS * used.eps);
  if (small.length === 0) return undefined;
  const severity = 2 * small.length >= variances.length ? 'warning' : 'information';
  return remark('norm.variance-near-eps', severity, {
    sets: small.length,
    count: variances.length,
    set: setName,
    variance: Math.min(...small),
    eps: used.eps,
  });
}

/** A set whose |mean| is more than {@link FAR} σ: its spread lies in the last digits of its values. */
export function meanFarFromZero({ call }: LayerFacts): Remark | undefined {
  const { used, setName } = call;
  const means = used?.mean;
  if (used === undefined || means === undefined) return undefined;
  const ratios = Array.from(used.variance, (variance, set) =>
    variance >= TIMES_EPS * used.eps ? Math.abs(means[set]!) / Math.sqrt(variance) : 0,
  );
  const ratio = ratios.reduce((most, each) => Math.max(most, each), 0);
  if (!(ratio > FAR && Number.isFinite(ratio))) return undefined;
  return remark('norm.mean-far-from-zero', 'warning', { ratio, set: setName, index: ratios.indexOf(ratio) });
}

/** NaN or infinite elements in the input: they spoil all elements that share a statistic with them. */
export function inputNotFinite({ summary }: LayerFacts): Remark | undefined {
  const { nan, positiveInfinity, negativeInfinity } = summary.stages.input;
  const infinite = positiveInfinity + negativeInfinity;
  return nan + infinite === 0 ? undefined : remark('norm.input-not-finite', 'warning', { nan, infinite });
}
