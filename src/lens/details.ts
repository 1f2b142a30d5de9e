import { elements, type Moments, type NormalizationCall, type NumericArray } from '../engine/index.ts';
import type { Distribution, SetDetail, Stages } from '../protocol/card.ts';
import { affineMap, distributionOf, reachOf } from './distribution.ts';
import { MAX_BINS } from './histogram.ts';
import { shortened } from './numbers.ts';
import { SetPlaces } from './places.ts';
import { evenSampling, type Sampling } from './sampling.ts';

/** A set's own distribution in a card is drawn small, from so many elements at most. */
const DETAIL_BINS = 24;
const DETAIL_SAMPLE = 4096;

/** What is known of the sets before they are looked at one by one. */
export interface KnownSets {
  readonly input: Moments;
  readonly output: Moments;
  /** Whether x̂ is another stage than the output. */
  readonly hasThirdStage: boolean;
}

/** Describes sets of a call's tensors one by one. */
class SetDescriber {
  readonly #call: NormalizationCall;
  readonly #known: KnownSets;
  readonly #places: SetPlaces;
  readonly #sampling: Sampling;
  readonly #offsets: Float64Array;
  readonly #bins: number;
  readonly #input: NumericArray;
  readonly #output: NumericArray;

  constructor(call: NormalizationCall, known: KnownSets, sample: number, bins: number) {
    this.#call = call;
    this.#known = known;
    this.#bins = bins;
    this.#places = new SetPlaces(call.sets);
    this.#sampling = evenSampling(this.#places.size, sample);
    this.#offsets = this.#places.offsets(this.#sampling);
    this.#input = elements(call.input);
    this.#output = elements(call.output);
  }

  describe(set: number): SetDetail {
    const input = this.#distribution(this.#input, this.#known.input, set);
    const output = this.#distribution(this.#output, this.#known.output, set);
    return { set, stages: { input, ...this.#normalized(input, set), output } };
  }

  #distribution(values: NumericArray, { mean, variance }: Moments, set: number): Distribution {
    const place = this.#places.placeOf(set);
    const own = new Float64Array(this.#offsets.length);
    for (let i = 0; i < own.length; i++) own[i] = values[place + this.#offsets[i]!]!;
    const overall = { mean: mean[set]!, std: Math.sqrt(variance[set]!) };
    const distribution = distributionOf(own, overall, reachOf(own), { bins: this.#bins });
    return this.#sampling.stride === 1 ? distribution : { ...distribution, sample: own.length };
  }

  /** Within a set x̂ is an affine map of x. */
  #normalized(input: Distribution, set: number): Pick<Stages, 'normalized'> {
    const { used } = this.#call;
    if (!this.#known.hasThirdStage || used === undefined) return {};
    const scale = 1 / Math.sqrt(used.variance[set]! + used.eps);
    return { normalized: affineMap(input, scale, -(used.mean?.[set] ?? 0) * scale) };
  }
}

/** The distributions of `sets`, for a card: of a sample of their elements, in few bins. */
export function sampledDetails(call: NormalizationCall, sets: readonly number[], known: KnownSets): SetDetail[] {
  const describer = new SetDescriber(call, known, DETAIL_SAMPLE, DETAIL_BINS);
  return sets.map((set) => {
    const { stages } = describer.describe(set);
    return { set, stages: mapStages(stages, brief) };
  });
}

/** The distribution of one set, of all its elements. */
export function exactDetail(call: NormalizationCall, set: number, known: KnownSets): SetDetail {
  return new SetDescriber(call, known, Infinity, MAX_BINS).describe(set);
}

function mapStages({ input, normalized, output }: Stages, map: (stage: Distribution) => Distribution): Stages {
  return {
    input: map(input),
    ...(normalized === undefined ? {} : { normalized: map(normalized) }),
    output: map(output),
  };
}

/** With the borders of the histogram in few digits. */
function brief(distribution: Distribution): Distribution {
  const { low, high, ...rest } = distribution.histogram;
  const width = high - low;
  if (!(width > 0)) return distribution;
  return { ...distribution, histogram: { low: shortened(low, width), high: shortened(high, width), ...rest } };
}
