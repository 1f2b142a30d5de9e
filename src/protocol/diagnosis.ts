import * as v from 'valibot';
import { distributionSchema } from './card.ts';
import { codeLineSchema } from './codeLine.ts';
import { dimensionsSchema } from './sharing.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** NaN where it is not finite: JSON has no word for that but null. */
const number = v.pipe(
  v.nullable(v.pipe(v.number(), v.finite())),
  v.transform((value) => value ?? NaN),
);
const text = v.pipe(v.string(), v.maxLength(10_000));
const name = v.pipe(v.string(), v.maxLength(200));

/** More layers are not shown. */
export const MAX_DIAGNOSED = 200;

/** Where a reader finds a layer, as far as that is known. */
const links = v.object({
  /** The line of a cell that made it. */
  place: v.optional(codeLineSchema),
  /** The id of its newest card. */
  card: v.optional(name),
});

/** Running statistics of a normalization layer against those of the batch. */
const running = v.object({
  /** How many batches they have seen: 0 also where they are still what they began with; null where nobody counts. */
  batches: v.nullable(count),
  /** After how many updates half of the past is forgotten: ln ½ / ln(1 − momentum); NaN for the plain average. */
  halfLife: number,
  /** Root mean square over channels of the means' distance, in σ of the batch. */
  distance: number,
  /** Running variance / that of the batch: the geometric mean over channels. */
  ratio: number,
});

const problem = v.object({
  kind: v.picklist([
    'nonFiniteParameters',
    'nonFinite',
    'nonFiniteEvaluation',
    'nonFiniteGradient',
    'exploding',
    'dead',
    'vanishingGradient',
    'explodingGradient',
    'neverMoved',
    'farStatistics',
  ]),
  /** Whether it began here; else an earlier layer, or of gradients a later one, had it before. */
  isCause: v.boolean(),
});

const layer = v.object({
  /** Its path within the model. */
  name,
  layer: text,
  ...links.entries,
  /** Its place in the order in which layers ran, from 0. */
  position: count,
  /** Of its output in training mode. */
  output: distributionSchema,
  /** Units with enough values to be judged, and how many of them gave one value only. */
  units: count,
  dead: count,
  /** How far the output in evaluation mode lies from that in training mode: root mean square, in σ of the latter. */
  gap: number,
  running: v.optional(running),
  /** ‖∂L/∂y‖, and what it is of that of the next layer. */
  gradient: number,
  gradientRatio: number,
  gradientIsBroken: v.boolean(),
  /** The norm of the gradient of what the layer learns; NaN where it learns nothing. */
  weightGradient: number,
  problems: v.pipe(v.array(problem), v.maxLength(10)),
});

/** Every layer of a model on one batch, the worst first. */
export const diagnosisSchema = v.object({
  kind: v.literal('diagnosis'),
  title: text,
  shape: dimensionsSchema,
  /** Of the batch. */
  input: distributionSchema,
  loss: number,
  /** Whether the loss is not the program's but our own, of a random direction. */
  isOwnLoss: v.boolean(),
  /** How many layers ran. */
  count,
  layers: v.pipe(v.array(layer), v.maxLength(MAX_DIAGNOSED)),
});

/** What the layers of a model give in both modes. */
export const modesSchema = v.object({
  kind: v.literal('modes'),
  title: text,
  shape: dimensionsSchema,
  count,
  /** In the order in which they ran. */
  layers: v.pipe(
    v.array(
      v.object({
        name,
        layer: text,
        ...links.entries,
        train: distributionSchema,
        eval: distributionSchema,
        gap: number,
        running: v.optional(running),
      }),
    ),
    v.maxLength(MAX_DIAGNOSED),
  ),
});

export type LayerLinks = v.InferOutput<typeof links>;
export type Problem = v.InferOutput<typeof problem>;
export type RunningAge = v.InferOutput<typeof running>;
export type DiagnosedLayer = v.InferOutput<typeof layer>;
export type Diagnosis = v.InferOutput<typeof diagnosisSchema>;
export type Modes = v.InferOutput<typeof modesSchema>;
