import { elements, extremes, type Moments, type NormalizationCall, type NumericArray } from '../engine/index.ts';
import type { Distribution, SetDetail, Stages } from '../protocol/card.ts';
import { affineMap, distributionOf } from './distribution.ts';
import { MAX_BINS } from './histogram.ts';
import { rounded, shortened } from './numbers.ts';
import { SetPlaces } from './places.ts';
import { evenSampling } from './sampling.ts';

/** A set's own distribution in a card is drawn small, from so many elements at most, of all sets so many. */
const DETAIL_BINS = 24;
const MOST_OF_SET = 4096;
const MOST_OF_ALL = 2 ** 15;

/** What is known of the sets before they are looked at one by one. */
export interface KnownSets {
  readonly input: Moments;
  readonly output: Moments;
  /** Whether x̂ is another stage than the output. */
  readonly hasThirdStage: boolean;
}

/** What a summary knows of the sets. */
export function knownSets({
  input,
  output,
  stages,
}: Omit<KnownSets, 'hasThirdStage'> & { readonly stages: Stages }): KnownSets {
  return { input, output, hasThirdStage: stages.normalized !== undefined };
}

/** A set's elements before and after the layer, without their mean and σ, which are known by other ways. */
export interface SetEnds {
  readonly set: number;
  readonly input: Distribution;
  readonly output: Distribution;
}

/** Looks at sets of a call's tensors one by one: at `most` of the elements of each, in so many `bins`. */
function describeEnds(call: NormalizationCall, sets: readonly number[], most: number, bins: number): SetEnds[] {
  const places = new SetPlaces(call.sets);
  const sampling = evenSampling(places.size, most);
  const offsets = places.offsets(sampling);
  const values = { input: elements(call.input), output: elements(call.output) };
  const own = new Float64Array(offsets.length);
  const describe = (all: NumericArray, place: number): Distribution => {
    for (let i = 0; i < own.length; i++) own[i] = all[place + offsets[i]!]!;
    const distribution = distributionOf(own, UNKNOWN, extremes(own), { bins });
    return sampling.stride === 1 ? distribution : { ...distribution, sample: own.length };
  };
  return sets.map((set) => {
    const place = places.placeOf(set);
    return { set, input: describe(values.input, place), output: describe(values.output, place) };
  });
}

const UNKNOWN = { mean: NaN, std: NaN };

/** A set with all that is known of it. */
function completed({ set, input, output }: SetEnds, call: NormalizationCall, known: KnownSets): SetDetail {
  const withMoments = (distribution: Distribution, { mean, variance }: Moments): Distribution => ({
    ...distribution,
    mean: rounded(mean[set]!),
    std: rounded(Math.sqrt(variance[set]!)),
  });
  const before = withMoments(input, known.input);
  return {
    set,
    stages: { input: before, ...normalizedStage(before, set, call, known), output: withMoments(output, known.output) },
  };
}

/** Within a set x̂ is an affine map of x. */
function normalizedStage(
  input: Distribution,
  set: number,
  { used }: NormalizationCall,
  { hasThirdStage }: KnownSets,
): Pick<Stages, 'normalized'> {
  if (!hasThirdStage || used === undefined) return {};
  const scale = 1 / Math.sqrt(used.variance[set]! + used.eps);
  return { normalized: affineMap(input, scale, -(used.mean?.[set] ?? 0) * scale) };
}

/** Looks at samples of `sets`, for a card. */
export function sampleEnds(call: NormalizationCall, sets: readonly number[]): SetEnds[] {
  const most = Math.min(MOST_OF_SET, Math.ceil(MOST_OF_ALL / sets.length));
  return describeEnds(call, sets, most, DETAIL_BINS);
}

/** What a card says of a set that {@link sampleEnds} has looked at. */
export function sampledDetail(ends: SetEnds, call: NormalizationCall, known: KnownSets): SetDetail {
  const { input, normalized, output } = completed(ends, call, known).stages;
  return {
    set: ends.set,
    stages: {
      input: brief(input),
      ...(normalized === undefined ? {} : { normalized: brief(normalized) }),
      output: brief(output),
    },
  };
}

/** One set with all its elements. */
export function exactDetail(call: NormalizationCall, set: number, known: KnownSets): SetDetail {
  const [ends] = describeEnds(call, [set], Infinity, MAX_BINS);
  return completed(ends!, call, known);
}

/** With the borders of the histogram in few digits. */
function brief(distribution: Distribution): Distribution {
  const { low, high, ...rest } = distribution.histogram;
  const width = high - low;
  if (!(width > 0)) return distribution;
  return { ...distribution, histogram: { low: shortened(low, width), high: shortened(high, width), ...rest } };
}
