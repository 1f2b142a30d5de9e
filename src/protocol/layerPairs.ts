import * as v from 'valibot';
import { dimensionsSchema } from './sharing.ts';

/** NaN where it is not finite: JSON has no word for that but null. */
const number = v.pipe(
  v.nullable(v.pipe(v.number(), v.finite())),
  v.transform((value) => value ?? NaN),
);
const text = v.pipe(v.string(), v.maxLength(10_000));

/** A batch normalization that was folded into the layer before it, and how well the outputs agree. */
export const foldingSchema = v.object({
  kind: v.literal('folding'),
  title: text,
  /** The two layers, and the one in their place. */
  layers: v.pipe(v.array(text), v.maxLength(2)),
  folded: text,
  shape: dimensionsSchema,
  /** Whether the outputs were held against each other on random numbers. */
  isRandom: v.boolean(),
  /** Of the differences of the outputs. */
  largest: number,
  rootMeanSquare: number,
  /** The largest absolute output. */
  reach: number,
  /** Whether the largest difference is what rounding explains. */
  agrees: v.boolean(),
});

export type Folding = v.InferOutput<typeof foldingSchema>;

/** How far another layer's outputs and running statistics lie from the given one's. */
const twinDifference = v.object({
  /** Root mean square of the difference of the outputs, in σ of the given one's: in training and in evaluation mode. */
  train: number,
  eval: number,
  /** Of running means the root mean square over channels, in running σ; of variances the geometric mean of the ratio. */
  mean: v.optional(number),
  variance: v.optional(number),
});

/** A layer of one framework and the same layer of the other. */
export const twinSchema = v.object({
  kind: v.literal('twin'),
  title: text,
  /** Of which framework the given layer is. */
  from: v.picklist(['torch', 'keras']),
  layers: v.object({ torch: text, keras: text }),
  shape: dimensionsSchema,
  steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What the frameworks call or mean differently: as both layers have it, and the default of the other framework. */
  arguments: v.pipe(
    v.array(
      v.object({
        what: v.picklist(['eps', 'axis', 'momentum', 'variance']),
        torch: text,
        keras: text,
        otherDefault: text,
      }),
    ),
    v.maxLength(8),
  ),
  /** Of the converted layer, and of one with the other framework's defaults. */
  converted: twinDifference,
  defaults: twinDifference,
  /** What makes the converted layer. */
  code: text,
});

export type Twin = v.InferOutput<typeof twinSchema>;
export type TwinDifference = v.InferOutput<typeof twinDifference>;
