import * as v from 'valibot';

const MAX_BARS = 20;
const MAX_TEXT = 1000;

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));

const barSchema = v.object({
  /** What is under way; empty where nobody said. */
  description: text,
  /** How many steps are done. */
  done: v.pipe(v.number(), v.minValue(0)),
  /** Of how many; null where that is not known. */
  total: v.nullable(v.pipe(v.number(), v.minValue(0))),
  /** Beside the bar: `42/100 [00:05<00:07, 8.30it/s]`. */
  text,
});

/** Loops that run within each other, the outermost first. */
const progressSchema = v.object({ bars: v.pipe(v.array(barSchema), v.maxLength(MAX_BARS)) });

export type ProgressBar = v.InferOutput<typeof barSchema>;
export type Progress = v.InferOutput<typeof progressSchema>;

/** The progress in `data`. Throws an Error that names what is wrong with it. */
export function parseProgress(data: unknown): Progress {
  const result = v.safeParse(progressSchema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'progress'}: ${issue.message}`);
}
