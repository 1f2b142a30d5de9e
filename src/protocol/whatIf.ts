import * as v from 'valibot';
import { cardSchema, runningSchema, setDetailSchema } from './card.ts';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(10_000));

/** The weight of a new batch in the running statistics, as PyTorch counts it; null for the average of all batches. */
const momentum = v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1)));

/** With what a layer's call is computed again. What is absent stays as it was. */
export const settingSchema = v.strictObject({
  eps: v.optional(v.pipe(finite, v.minValue(0))),
  momentum: v.optional(momentum),
  /** γ is multiplied by it. */
  scale: v.optional(finite),
  /** Is added to β. */
  shift: v.optional(finite),
  /** Only the first so many samples of the input. */
  samples: v.optional(v.pipe(count, v.minValue(1))),
  /** Whether the input's statistics are used, as in training, or the running ones. */
  statistics: v.optional(v.picklist(['input', 'running'])),
  /** The selected set: `scale` and `shift` change its γ and β alone, where each set has its own. */
  set: v.optional(count),
});

/** What of a call can be set otherwise, and how the layer has it. */
const controls = v.object({
  eps: finite,
  /** Absent where the cell moved no running statistics. */
  momentum: v.optional(
    v.object({
      value: momentum,
      /** Whether the layer's own momentum is the weight of the past, as Keras counts it. */
      ofPast: v.boolean(),
      /** Whether one update alone is known, so that its batch is taken to come again and again. */
      repeats: v.boolean(),
    }),
  ),
  /** Which of γ and β there are. */
  parameters: v.pipe(v.array(v.picklist(['weight', 'bias'])), v.maxLength(2)),
  /** Whether γ and β belong to sets, so that a selected one's can be changed alone. */
  perSet: v.boolean(),
  /** How many samples there are, where they share statistics. */
  samples: v.optional(count),
  /** Whether the layer has running statistics to choose. */
  hasRunning: v.boolean(),
});

/** The call as it would have been. */
const outcome = v.object({
  controls,
  card: cardSchema,
  /** Of the selected set. */
  detail: v.optional(setDetailSchema),
  /** The running statistics with the layer's own momentum, where `card` has them with another one. */
  ownRunning: v.optional(runningSchema),
});

/** `error`: what the layer itself would raise under the setting, in its framework's words. */
export const whatIfSchema = v.union([outcome, v.object({ controls, error: text })]);

export type Setting = v.InferOutput<typeof settingSchema>;
export type Controls = v.InferOutput<typeof controls>;
export type Outcome = v.InferOutput<typeof outcome>;
export type WhatIf = v.InferOutput<typeof whatIfSchema>;
