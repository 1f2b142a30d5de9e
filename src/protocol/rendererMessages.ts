import * as v from 'valibot';
import { setDetailSchema } from './card.ts';

const MAX_TEXT = 20_000_000;

const set = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a card in a notebook may ask of the extension. */
const requestSchema = v.variant('type', [
  /** Everything about one set of a card, if its kernel still has the tensors. Answered by a {@link DetailAnswer}. */
  v.object({ type: v.literal('detail'), card: v.string(), set }),
  /** Shows a text in an editor. */
  v.object({
    type: v.literal('open'),
    language: v.literal('json'),
    text: v.pipe(v.string(), v.maxLength(MAX_TEXT)),
  }),
]);

/** `detail` is null where the kernel has the card's tensors no longer. */
const answerSchema = v.object({
  type: v.literal('detail'),
  card: v.string(),
  set,
  detail: v.nullable(setDetailSchema),
});

export type RendererRequest = v.InferOutput<typeof requestSchema>;
export type DetailAnswer = v.InferOutput<typeof answerSchema>;

/** The request in `message`; undefined where it is something else. */
export function parseRequest(message: unknown): RendererRequest | undefined {
  const result = v.safeParse(requestSchema, message);
  return result.success ? result.output : undefined;
}

/** The answer in `message`; undefined where it is something else. */
export function parseAnswer(message: unknown): DetailAnswer | undefined {
  const result = v.safeParse(answerSchema, message);
  return result.success ? result.output : undefined;
}
