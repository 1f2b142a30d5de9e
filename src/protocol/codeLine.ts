import * as v from 'valibot';

/** So much of a line is enough to know it again. */
export const MAX_LINE_TEXT = 200;

/** A line of the cell that ran as `In[executionCount]`. */
export const codeLineSchema = v.object({
  executionCount: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** From 1. */
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /**
   * What stood there when the cell ran, its first {@link MAX_LINE_TEXT} units: a notebook may be edited after its run, and
   * saved so. Absent where that is not known.
   */
  text: v.optional(v.pipe(v.string(), v.maxLength(MAX_LINE_TEXT))),
});

export type CodeLine = v.InferOutput<typeof codeLineSchema>;
