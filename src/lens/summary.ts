import {
  elements,
  extremes,
  type Moments,
  type NormalizationCall,
  normalizeAgain,
  type NumericArray,
  setCount,
  setSize,
  type SetSummary,
  summarizeInBackground,
  type SummaryInput,
  summarizeSets,
  type UsedStatistics,
} from '../engine/index.ts';
import type { Distribution, SetDetail, Stages } from '../protocol/card.ts';
import { sampledDetail, sampleEnds } from './details.ts';
import { describeAll, distributionOf, ofAllSets } from './distribution.ts';
import { farthestSets } from './farthest.ts';
import type { Parameters } from './parameters.ts';
import { SetPlaces } from './places.ts';
import { sampleOf, samplingOf, withEnds } from './sampling.ts';

/** So many sets are described by themselves at most. */
const DETAILS = 64;

/** To measure the moments of more elements takes longer than to work them out. */
const FOLLOWED_FROM = 2 ** 18;

/** What a card says of a call's tensors. */
export interface CallSummary {
  readonly stages: Stages;
  /** Of the sets before and after the layer. */
  readonly input: Moments;
  readonly output: Moments;
  /** Sets from the farthest from the rest on. */
  readonly details: readonly SetDetail[];
}

/** The moments of the input's sets, where the layer has found them. */
function knownMoments({ used, usesInputStatistics, sets }: NormalizationCall): Moments | undefined {
  if (!usesInputStatistics || used?.mean === undefined) return undefined;
  const count = setSize(sets);
  const variance = Float64Array.from(used.variance);
  return {
    mean: Float64Array.from(used.mean),
    variance,
    squares: variance.map((value) => value * count),
    count,
  };
}

function inputOf(call: NormalizationCall): SummaryInput {
  const known = knownMoments(call);
  const values = elements(call.input);
  if (known === undefined) return { values, sets: call.sets };
  return { values, sets: call.sets, known: () => known, areFinite: known.mean.every(Number.isFinite) };
}

/**
 * The output of a large call: its sets' moments follow from those of the input where γ and β are theirs too and nothing
 * went beyond what numbers hold, to all digits that a card shows. Of a small one they are measured.
 */
function outputOf(
  { output, sets, used }: NormalizationCall,
  parameters: Parameters | undefined,
  input: () => SetSummary,
): SummaryInput {
  const values = elements(output);
  const indexOf = parameters?.indexOf(sets);
  const isWide = output.dtype === 'float32' || output.dtype === 'float64';
  if (values.length < FOLLOWED_FROM || used === undefined || indexOf === undefined || !isWide) return { values, sets };
  return {
    values,
    sets,
    known: ({ nan, infinite }) => {
      if (nan + infinite > 0) return undefined;
      const { mean, variance } = normalizedMoments(input().moments, used);
      const count = setSize(sets);
      const [weight, bias] = [parameters?.weight, parameters?.bias];
      for (let set = 0; set < mean.length; set++) {
        const index = indexOf(set);
        const scale = weight?.[index] ?? 1;
        mean[set] = mean[set]! * scale + (bias?.[index] ?? 0);
        variance[set]! *= scale * scale;
      }
      return { mean, variance, squares: variance.map((value) => value * count), count };
    },
  };
}

/** Starts to summarize both ends of a layer in another thread, if that is worth it; returns what waits for each. */
export function startSummaries(
  call: NormalizationCall,
  parameters: Parameters | undefined,
): (() => SetSummary)[] | undefined {
  const started = summarizeInBackground([inputOf(call), outputOf(call, parameters, () => started![0]!())]);
  return started;
}

/** 1 / √(variance + eps) of each set. */
export function inverseStds({ variance, eps }: UsedStatistics): Float64Array {
  return Float64Array.from(variance, (value) => 1 / Math.sqrt(value + eps));
}

/** The moments of x̂'s sets. */
function normalizedMoments(input: Moments, used: UsedStatistics): Pick<Moments, 'mean' | 'variance'> {
  const scale = inverseStds(used);
  return {
    mean: scale.map((value, set) => (input.mean[set]! - (used.mean?.[set] ?? 0)) * value),
    variance: scale.map((value, set) => input.variance[set]! * value * value),
  };
}

function endDistribution(
  values: NumericArray,
  sample: NumericArray | undefined,
  { extremes, moments }: SetSummary,
): Distribution {
  return distributionOf(values, ofAllSets(moments), extremes, { counted: sample && withEnds(sample, extremes) });
}

/** How x̂ is distributed: of `sample`, which {@link sampleOf} took of the input, where there is one. */
function normalizedDistribution(
  call: NormalizationCall,
  used: UsedStatistics,
  input: Moments,
  sample: NumericArray | undefined,
): Distribution {
  const sampling = samplingOf(call.input.numel());
  if (sampling === undefined || sample === undefined) {
    return describeAll(elements(normalizeAgain(call, used, { plain: true })));
  }
  const { stride, count } = sampling;
  const setAt = new SetPlaces(call.sets).setAt();
  const scale = inverseStds(used);
  const mean = used.mean === undefined ? new Float64Array(scale.length) : Float64Array.from(used.mean);
  const normalized = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const set = setAt(i * stride);
    normalized[i] = (sample[i]! - mean[set]!) * scale[set]!;
  }
  const overall = ofAllSets(normalizedMoments(input, used));
  return { ...distributionOf(normalized, overall, extremes(normalized)), sample: count };
}

/** Sets to be described by themselves, from the farthest on, if they can be told before both ends are summarized. */
function earlyChoice(call: NormalizationCall): readonly number[] | undefined {
  const count = call.input.numel() === 0 ? 0 : setCount(call.sets);
  if (count <= DETAILS) return Array.from({ length: count }, (_, set) => set);
  const known = knownMoments(call);
  return known && farthestSets(known, DETAILS);
}

/** What there is to know of a call's tensors; `started`: what waits for the summaries of both ends, if these were started. */
export function summarizeCall(
  call: NormalizationCall,
  parameters: Parameters | undefined,
  started?: readonly (() => SetSummary)[],
): CallSummary {
  const values = { input: elements(call.input), output: elements(call.output) };
  // First what needs no summary: another thread may be working on those.
  const samples = { input: sampleOf(values.input), output: sampleOf(values.output) };
  const chosen = earlyChoice(call);
  const early = chosen && sampleEnds(call, chosen);
  const input = started?.[0]?.() ?? summarizeSets(inputOf(call));
  const output = started?.[1]?.() ?? summarizeSets(outputOf(call, parameters, () => input));
  const ends = early ?? sampleEnds(call, farthestSets(input.moments, DETAILS));
  const { used } = call;
  const hasThirdStage = used !== undefined && parameters !== undefined && !parameters.areIdentity;
  const known = { input: input.moments, output: output.moments, hasThirdStage };
  return {
    stages: {
      input: endDistribution(values.input, samples.input, input),
      ...(hasThirdStage ? { normalized: normalizedDistribution(call, used, input.moments, samples.input) } : {}),
      output: endDistribution(values.output, samples.output, output),
    },
    input: input.moments,
    output: output.moments,
    details: ends.map((each) => sampledDetail(each, call, known)),
  };
}
