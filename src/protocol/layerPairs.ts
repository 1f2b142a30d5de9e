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
