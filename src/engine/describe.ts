import { elements } from './elements.ts';
import { RuntimeError } from './errors.ts';
import { countBins, type Survey, surveyWithRanks } from './kernels/distribution.ts';
import type { Tensor } from './tensor.ts';

export interface DescribeOptions {
  /** How many bins the histogram has. Default: 64. */
  readonly bins?: number;
  /** Which quantiles to give, each from 0 to 1. Default: 0.01, 0.25, 0.5, 0.75 and 0.99. */
  readonly quantiles?: readonly number[];
}

/** How the elements of a tensor are distributed. */
export interface Description extends Pick<Survey, 'count' | 'mean' | 'min' | 'max' | 'nan' | 'infinite'> {
  /** Σ(x − mean)² / (N − 1), as `x.var()` gives it. */
  readonly variance: number;
  readonly std: number;
  /** How many finite elements lie in each bin between the smallest and the largest of them. */
  readonly histogram: { readonly low: number; readonly high: number; readonly counts: readonly number[] };
  /** The quantiles, by linear interpolation between neighbours; NaN where an element is NaN. */
  readonly quantiles: readonly number[];
}

const QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99];

/**
 * Mean, variance, extremes, exact quantiles, a histogram, and how many elements are NaN or infinite: what
 * `torch.var_mean`, `aminmax`, `histc` and `quantile` give, in two passes over the data. Throws RuntimeError for bins that
 * are not a whole number from 1 on, and for quantiles outside of [0, 1].
 */
export function describe(x: Tensor, options: DescribeOptions = {}): Description {
  const { bins = 64, quantiles = QUANTILES } = options;
  if (!Number.isInteger(bins) || bins < 1)
    throw new RuntimeError(`describe(): bins must be a whole number > 0, got ${bins}`);
  if (quantiles.some((q) => !(q >= 0 && q <= 1))) {
    throw new RuntimeError('describe(): quantiles must be in the range [0, 1]');
  }
  const values = elements(x);
  const places = quantiles.map((q) => q * (values.length - 1));
  const ranks = values.length === 0 ? [] : places.flatMap((place) => [Math.floor(place), Math.ceil(place)]);
  const { survey, statistics } = surveyWithRanks(values, ranks);
  const { count, mean, squares, nan, infinite } = survey;
  // Which of −0 and 0 is the smaller one is nobody's concern.
  const [min, max] = [survey.min + 0, survey.max + 0];
  const variance = count > 1 ? squares / (count - 1) : NaN;
  return {
    count,
    mean,
    variance,
    std: Math.sqrt(variance),
    min: min <= max ? min : NaN,
    max: min <= max ? max : NaN,
    nan,
    infinite,
    histogram: histogramOf(values, min, max, bins),
    quantiles: places.map((place, i) => {
      if (nan > 0 || values.length === 0) return NaN;
      const [lower, upper] = [statistics[2 * i]!, statistics[2 * i + 1]!];
      return lower === upper ? lower : lower + (upper - lower) * (place - Math.floor(place));
    }),
  };
}

/** Equal elements stand in the middle of bins that are one wide together, as in `torch.histc`. */
function histogramOf(
  values: ReturnType<typeof elements>,
  min: number,
  max: number,
  bins: number,
): Description['histogram'] {
  if (!(min <= max)) return { low: 0, high: 0, counts: new Array<number>(bins).fill(0) };
  const [low, high] = min === max ? [min - 1, max + 1] : [min, max];
  return { low, high, counts: countBins(values, low, high, bins) };
}
