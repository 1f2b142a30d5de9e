import * as v from 'valibot';
import { distributionSchema } from './card.ts';
import { diagnosisSchema, modesSchema } from './diagnosis.ts';
import { foldingSchema, twinSchema } from './layerPairs.ts';
import { dimensionsSchema, sharingEntries } from './sharing.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** NaN where it is not finite: JSON has no word for that but null. */
const number = v.pipe(
  v.nullable(v.pipe(v.number(), v.finite())),
  v.transform((value) => value ?? NaN),
);

const text = v.pipe(v.string(), v.maxLength(10_000));
const name = v.pipe(v.string(), v.maxLength(200));

const MAX_LAYERS = 24;
const MAX_GROUPINGS = 12;
const MAX_POINTS = 10_000;
const MAX_STEPS = 1000;

const series = v.pipe(v.array(number), v.maxLength(MAX_POINTS));
/** One for each step along a gradient. */
const perStep = v.pipe(v.array(number), v.maxLength(MAX_STEPS));
const range = v.tuple([number, number]);

/** Which elements share one statistic, as a drawing of the tensor shows it: see the engine's StatisticSets. */
const sharing = v.pipe(
  v.object(sharingEntries),
  v.check(({ shape, dimensions }) => dimensions.length === shape.length, 'not one name for each size'),
  v.check(({ shape, reduced }) => reduced.every((dim) => dim < shape.length), 'no dimensions of the shape'),
);

/** Means and standard deviations (divided by N) of the sets of one way of grouping: from the least to the greatest. */
const groupStatistics = v.object({
  mean: range,
  std: range,
  /** √(mean² + σ²). */
  rms: range,
  /** How many sets are constant: their σ is 0, whatever is done. */
  constant: count,
  /**
   * Whether all sets have mean 0 and σ 1 (`standard`), or the root mean square 1 where no mean is subtracted (`rms`), to
   * within a few hundredths.
   */
  normalized: v.picklist(['standard', 'rms', 'no']),
});

const stage = v.object({
  distribution: distributionSchema,
  /** In the order of the groupings; null where a tensor of this shape has no such sets. */
  statistics: v.pipe(v.array(v.nullable(groupStatistics)), v.maxLength(MAX_GROUPINGS)),
});

/** One input through several layers. */
const comparison = v.object({
  kind: v.literal('comparison'),
  title: text,
  mode: v.picklist(['train', 'eval']),
  shape: dimensionsSchema,
  dtype: name,
  /** The ways of taking elements together. */
  groupings: v.pipe(
    v.array(
      v.object({
        /** What one set is called: `all`, `sample`, `channel`, `group`. */
        name,
        count,
        /** How many elements a set has. */
        size: count,
      }),
    ),
    v.maxLength(MAX_GROUPINGS),
  ),
  input: stage,
  layers: v.pipe(
    v.array(
      v.object({
        name,
        /** The whole text of the layer. */
        layer: text,
        /** Absent where the layer does not tell, or is none that normalizes. */
        sharing: v.optional(sharing),
        /** Whether mean and variance are the input's; else running ones. */
        usesInputStatistics: v.optional(v.boolean()),
        output: stage,
      }),
    ),
    v.maxLength(MAX_LAYERS),
  ),
});

/** What becomes of statistics and outputs in batches of several sizes. */
const batchSizes = v.object({
  kind: v.literal('batchSizes'),
  title: text,
  shape: dimensionsSchema,
  /** How many batches of each size were drawn. */
  batches: count,
  layers: v.pipe(
    v.array(
      v.object({
        name,
        layer: text,
        /** Whether a statistic belongs to elements of several samples; absent where the layer does not tell. */
        poolsBatch: v.optional(v.boolean()),
        /** How many elements of one sample share a statistic: 1, or the places of a channel. */
        spatial: v.optional(count),
        sizes: v.pipe(
          v.array(
            v.object({
              size: count,
              meanSpread: number,
              stdSpread: number,
              theory: number,
              outputSpread: number,
              /** What the layer says to batches of this size in place of computing. */
              error: v.optional(text),
            }),
          ),
          v.maxLength(64),
        ),
      }),
    ),
    v.maxLength(MAX_LAYERS),
  ),
});

/** Loss and gradient along the direction of steepest descent. */
const lossAlongGradient = v.object({
  kind: v.literal('lossAlongGradient'),
  title: text,
  mode: v.picklist(['train', 'eval']),
  /** The lengths of the step, in multiples of the gradient. */
  steps: perStep,
  models: v.pipe(
    v.array(
      v.object({
        name,
        loss: number,
        gradientNorm: number,
        losses: perStep,
        gradientDistances: perStep,
        cosines: perStep,
        smoothness: perStep,
        lossRange: range,
        gradientDistanceRange: range,
        effectiveSmoothness: number,
      }),
    ),
    v.maxLength(MAX_LAYERS),
  ),
});

/** How far the distributions of layers' inputs move while a model trains. */
const covariateShift = v.object({
  kind: v.literal('covariateShift'),
  title: text,
  /** How many samples the inputs were measured on. */
  samples: count,
  steps: count,
  layers: v.pipe(
    v.array(
      v.object({
        name,
        layer: text,
        /** How many units of the input were followed. */
        units: count,
        distances: series,
        relative: series,
        fromStart: series,
      }),
    ),
    v.maxLength(256),
  ),
});

export const experimentSchema = v.variant('kind', [
  comparison,
  batchSizes,
  lossAlongGradient,
  covariateShift,
  diagnosisSchema,
  modesSchema,
  foldingSchema,
  twinSchema,
]);

export type Sharing = v.InferOutput<typeof sharing>;
export type GroupStatistics = v.InferOutput<typeof groupStatistics>;
export type ComparisonStage = v.InferOutput<typeof stage>;
export type Comparison = v.InferOutput<typeof comparison>;
export type BatchSizes = v.InferOutput<typeof batchSizes>;
export type LossAlongGradient = v.InferOutput<typeof lossAlongGradient>;
export type CovariateShift = v.InferOutput<typeof covariateShift>;
export type Experiment = v.InferOutput<typeof experimentSchema>;

/** The experiment in `data`, which may come from anyone's notebook. Throws an Error that names the first fault. */
export function parseExperiment(data: unknown): Experiment {
  const result = v.safeParse(experimentSchema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`Not a Normscope experiment: ${v.getDotPath(issue) ?? 'the data'}: ${issue.message}`);
}
