import type { Card, SetDetail } from '../protocol/card.ts';
import { unpack } from '../protocol/packed.ts';
import { hasValues } from './curves.ts';
import type { Series } from './palette.ts';

export interface MeanAndStd {
  readonly mean: number;
  /** The standard deviation, divided by N. */
  readonly std: number;
}

/** The statistics of one set at each stage, and what its values are normalized with. */
export interface DescribedSet extends Readonly<Record<Series, MeanAndStd>> {
  readonly set: number;
  /** μ and σ² as the formula has them: the input's own or running ones; where nothing is subtracted, 0 and the mean square. */
  readonly used: { readonly mean: number; readonly variance: number };
  /** γ and β, where there is one of each for the set. */
  readonly weight: number | undefined;
  readonly bias: number | undefined;
  /** How far mean and σ of the input lie from those of the other sets, in robust standard deviations. */
  readonly deviation: number;
  /** Whether its input lies far from the others', does not vary where others do, or is not finite. */
  readonly isOutlier: boolean;
}

/** Beyond this many robust standard deviations a set is an outlier, where there are enough to tell. */
const OUTLIER = 5;
const MIN_SETS = 8;

/** A spread of the sets' means below this share of the values' own is rounding. */
const LEAST_SPREAD = 1e-3;

/** Stands for σ = 0 among logarithms. */
const LEAST_STD = 1e-30;

/** 1 / Φ⁻¹(3/4): by it the median absolute deviation of normal numbers is their standard deviation. */
const MAD_TO_STD = 1.4826;

/** The middle one of the finite ones of `numbers`; 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Tells how many robust standard deviations, of `least` at least, a number lies from the median of `numbers`. */
function robustDistance(numbers: readonly number[], least: number): (value: number) => number {
  const centre = median(numbers);
  const unit = Math.max(MAD_TO_STD * median(numbers.map((value) => Math.abs(value - centre))), least) || 1;
  return (value) => (Number.isFinite(value) ? Math.abs(value - centre) / unit : Infinity);
}

/** The sets that a card describes, ascending; none where there were no values. */
export function describeSets({ sets, formula, stages }: Card): DescribedSet[] {
  if (!hasValues(stages.input)) return [];
  const input = { mean: unpack(sets.input.mean), std: unpack(sets.input.std) };
  const output = { mean: unpack(sets.output.mean), std: unpack(sets.output.std) };
  const given = (text: string | undefined): Float64Array | undefined => (text === undefined ? undefined : unpack(text));
  const [usedMean, usedVariance] = [given(formula?.mean), given(formula?.variance)];
  const [weight, bias] = [given(formula?.weight), given(formula?.bias)];
  const logarithm = (std: number): number => Math.log(Math.max(std, LEAST_STD));
  const fromMeans = robustDistance([...input.mean], LEAST_SPREAD * (stages.input.std ?? 0));
  const fromStds = robustDistance(Array.from(input.std, logarithm), LEAST_SPREAD);
  const eps = formula?.eps ?? 0;
  return Array.from({ length: Math.min(input.mean.length, input.std.length) }, (_, index) => {
    const [mean, std] = [input.mean[index]!, input.std[index]!];
    const used = {
      mean: usedMean?.[index] ?? (sets.centred ? mean : 0),
      variance: usedVariance?.[index] ?? (sets.centred ? std * std : std * std + mean * mean),
    };
    const scale = 1 / Math.sqrt(used.variance + eps);
    const deviation = Math.max(fromMeans(mean), fromStds(logarithm(std)));
    const isFar = deviation > OUTLIER && (input.mean.length >= MIN_SETS || std === 0);
    return {
      set: sets.shown?.[index] ?? index,
      input: { mean, std },
      normalized: { mean: (mean - used.mean) * scale, std: std * scale },
      output: { mean: output.mean[index] ?? NaN, std: output.std[index] ?? NaN },
      used,
      weight: weight?.[index],
      bias: bias?.[index],
      deviation,
      isOutlier: isFar || deviation === Infinity,
    };
  });
}

/** The stages that the sets of a card are described at. */
export function seriesOfSets({ formula, stages }: Card): readonly Series[] {
  const hasThird = formula !== undefined && stages.normalized !== undefined;
  return hasThird ? ['input', 'normalized', 'output'] : ['input', 'output'];
}

/** Whether a set's statistics are not finite. */
export function isBroken({ input, output }: DescribedSet): boolean {
  return ![input.mean, input.std, output.mean, output.std].every(Number.isFinite);
}

/** The farthest from the rest first. */
export function byDeviation(sets: readonly DescribedSet[]): DescribedSet[] {
  return [...sets].sort((a, b) => (a.deviation === b.deviation ? a.set - b.set : b.deviation - a.deviation));
}

/** The index of a set in the dimensions that tell sets apart: `[{ dimension: 'C', index: 7 }]`. */
export function setPosition(
  { sets }: { readonly sets: Pick<Card['sets'], 'shape' | 'reduced'> },
  set: number,
): { readonly dim: number; readonly index: number }[] {
  const kept = sets.shape.map((_, dim) => dim).filter((dim) => !sets.reduced.includes(dim));
  let rest = set;
  return kept
    .toReversed()
    .map((dim) => {
      const size = Math.max(sets.shape[dim]!, 1);
      const index = rest % size;
      rest = Math.floor(rest / size);
      return { dim, index };
    })
    .toReversed();
}

/** The channel whose running statistics belong to `set`, of which there may be several for each channel. */
export function channelOf({ running }: Card, set: number): number {
  return running?.channels === undefined ? set : set % running.channels;
}

/**
 * The set numbered `set`: as the card describes it, or by its `detail` where it is not among those; then without γ and β,
 * and undefined in evaluation mode, whose statistics a detail does not tell.
 */
export function describedSet(
  card: Card,
  sets: readonly DescribedSet[],
  set: number,
  detail?: SetDetail,
): DescribedSet | undefined {
  const known = sets.find((each) => each.set === set);
  if (known !== undefined || detail === undefined || card.statistics === 'running') return known;
  const of = ({ mean, std }: { readonly mean: number | null; readonly std: number | null }): MeanAndStd => ({
    mean: mean ?? NaN,
    std: std ?? NaN,
  });
  const { input, normalized, output } = detail.stages;
  const { mean, std } = of(input);
  return {
    set,
    input: { mean, std },
    normalized: of(normalized ?? output),
    output: of(output),
    used: { mean: card.sets.centred ? mean : 0, variance: card.sets.centred ? std * std : std * std + mean * mean },
    weight: undefined,
    bias: undefined,
    deviation: 0,
    isOutlier: false,
  };
}
