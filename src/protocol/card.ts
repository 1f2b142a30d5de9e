import * as v from 'valibot';
import { findingsSchema } from './finding.ts';
import { packedNumbers } from './packed.ts';
import { dimensionsSchema, sharingEntries } from './sharing.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const finite = v.pipe(v.number(), v.finite());

/** A statistic that NaN or infinite elements have spoiled is null: JSON has no word for it. */
const statistic = v.nullable(finite);

const text = v.pipe(v.string(), v.maxLength(10_000));

/** What stands in a line with others. */
const name = v.pipe(v.string(), v.maxLength(100));

const MAX_BINS = 512;
const MAX_SETS = 4096;
const MAX_STEPS = 256;

const perSet = packedNumbers(MAX_SETS);
const steps = v.pipe(v.array(count), v.maxLength(MAX_STEPS));
const perStep = packedNumbers(MAX_STEPS);

/** How values are distributed, binned. */
export const distributionSchema = v.object({
  mean: statistic,
  /** The standard deviation of all elements, divided by N. */
  std: statistic,
  min: statistic,
  max: statistic,
  nan: count,
  positiveInfinity: count,
  negativeInfinity: count,
  /**
   * Equal bins over [low, high]. Finite elements that lie so far out that they would squeeze all others into a few bins
   * are counted in `below` and `above`. No bins where there is no finite element.
   */
  histogram: v.pipe(
    v.object({
      low: finite,
      high: finite,
      counts: v.pipe(v.array(count), v.maxLength(MAX_BINS)),
      below: count,
      above: count,
    }),
    v.forward(
      v.check(({ low, high }) => low <= high, 'above high'),
      ['low'],
    ),
  ),
  /** Where the histogram counts only so many elements, evenly spaced. */
  sample: v.optional(count),
  /**
   * How many elements there are, where there is a sample but extremes and what is not finite are of all of them. With a
   * sample and without this, all but mean and σ are the sample's.
   */
  count: v.optional(count),
});

/** What passes a layer: input x, x̂ = (x − μ) / √(σ² + ε), and output y = γ·x̂ + β. */
const stages = v.object({
  input: distributionSchema,
  /** Absent where the output is the same (γ = 1 and β = 0, or no such parameters), or the layer computes no x̂. */
  normalized: v.optional(distributionSchema),
  output: distributionSchema,
});

/** Running statistics of one channel, `set`, against those of the batches, over recorded moves; variances are divided by N − 1. */
const runningSeries = v.object({
  set: count,
  batchMean: perStep,
  runningMean: perStep,
  batchVariance: perStep,
  runningVariance: perStep,
});

/** What there is to say about the elements of one set alone. */
export const setDetailSchema = v.object({
  set: count,
  stages,
  running: v.optional(runningSeries),
});

const setStatistics = v.object({ mean: perSet, std: perSet });

/** Which elements share one mean and variance: see the engine's StatisticSets. */
const sets = v.pipe(
  v.object({
    ...sharingEntries,
    /** The sets that are described here, ascending, where they are not all: those farthest from the rest. */
    shown: v.optional(v.pipe(v.array(count), v.maxLength(MAX_SETS))),
    /** Of each described set. */
    input: setStatistics,
    output: setStatistics,
  }),
  v.forward(
    v.check(({ shape, dimensions }) => dimensions.length === shape.length, 'not one for each size'),
    ['dimensions'],
  ),
  v.forward(
    v.check(({ shape, reduced }) => reduced.every((dim) => dim < shape.length), 'no dimensions of the shape'),
    ['reduced'],
  ),
);

/** How the running statistics followed those of the batches, in training. */
export const runningSchema = v.object({
  /** The weight of a new batch, as PyTorch counts it; null for the plain average of all batches. */
  momentum: v.nullable(finite),
  /** How many channels have running statistics: set s belongs to channel s mod `channels`. */
  channels: v.optional(count),
  /** The numbers of the recorded moves, from 1: a call may move the statistics several times. */
  recorded: steps,
  /** Of the channels whose running statistics are farthest from the batch's. */
  series: v.pipe(v.array(runningSeries), v.maxLength(64)),
});

/** What one call of a normalization layer did to its input's distribution, as it travels to the renderer. */
export const cardSchema = v.object({
  /** Names the card in the kernel that made it. */
  id: name,
  /** `BatchNorm2d(32)`: the layer without its options. */
  title: text,
  /** PyTorch's repr of the layer. */
  layer: text,
  mode: v.picklist(['training', 'evaluation']),
  /** Whether mean and variance are the input's or the running ones. */
  statistics: v.picklist(['input', 'running']),
  dtype: name,
  shape: dimensionsSchema,
  /** How often the layer ran in the cell; the card shows the last call. */
  calls: count,
  milliseconds: v.pipe(finite, v.minValue(0)),
  stages,
  sets,
  /** What x̂ and y were computed with; absent where the layer computes in another way. */
  formula: v.optional(
    v.object({
      eps: finite,
      /** The mean and variance of each described set, where they are not the input's. */
      mean: v.optional(perSet),
      variance: v.optional(perSet),
      /**
       * How γ and β are given: none, one of each for every set (`perSet`), or of each element of a set (`perElement`, as
       * in layer normalization).
       */
      affine: v.picklist(['none', 'perSet', 'perElement']),
      /** Which of γ and β there are. */
      parameters: v.pipe(v.array(v.picklist(['weight', 'bias'])), v.maxLength(2)),
      /** γ and β of each described set, where they are given so. */
      weight: v.optional(perSet),
      bias: v.optional(perSet),
    }),
  ),
  /** The gradient of the loss with respect to output and input. */
  gradients: v.optional(
    v.object({
      /** Of which call the gradient is, from 1, where that is not the last: none went back through later ones. */
      call: v.optional(count),
      /** How many backward passes went through the layer. */
      passes: count,
      output: distributionSchema,
      input: v.optional(distributionSchema),
      /** σ of both gradients over recorded passes. */
      recorded: steps,
      outputStd: perStep,
      inputStd: v.optional(perStep),
    }),
  ),
  running: v.optional(runningSchema),
  /** Of the sets that lie farthest from the rest, or of all where they are few. */
  details: v.pipe(v.array(setDetailSchema), v.maxLength(256)),
  /** What a person should know of this layer; absent where there is nothing. */
  findings: v.optional(findingsSchema),
});

export type Card = v.InferOutput<typeof cardSchema>;
export type Distribution = v.InferOutput<typeof distributionSchema>;
export type Stages = v.InferOutput<typeof stages>;
export type SetDetail = v.InferOutput<typeof setDetailSchema>;
export type RunningSeries = v.InferOutput<typeof runningSeries>;

/** The card in `data`, which may come from anyone's notebook. Throws an Error that names the first fault. */
export function parseCard(data: unknown): Card {
  const result = v.safeParse(cardSchema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`Not a Normscope card: ${v.getDotPath(issue) ?? 'the data'}: ${issue.message}`);
}
