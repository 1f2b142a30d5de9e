import * as v from 'valibot';
import { setDetailSchema } from './card.ts';
import { codeLineSchema } from './codeLine.ts';
import { FINDING_CODES } from './finding.ts';
import { settingSchema, whatIfSchema } from './whatIf.ts';

const MAX_TEXT = 20_000_000;

const set = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Tells the questions of one page apart. */
const question = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a card in a notebook may ask of the extension. */
const requestSchema = v.variant('type', [
  /** Everything about one set of a card, if its kernel still has the tensors. Answered by `detail`. */
  v.object({ type: v.literal('detail'), card: v.string(), set }),
  /** The card as it would be under a setting. Answered by `whatIf`. */
  v.object({ type: v.literal('whatIf'), question, card: v.string(), setting: settingSchema }),
  /** A new cell under the card's, with the code of a setting. Answered by `whatIfCell`. */
  v.object({ type: v.literal('whatIfCell'), question, card: v.string(), setting: settingSchema }),
  /** Shows a text in an editor. */
  v.object({
    type: v.literal('open'),
    language: v.literal('json'),
    text: v.pipe(v.string(), v.maxLength(MAX_TEXT)),
  }),
  /** Shows the section of docs/findings.md about a finding. */
  v.object({ type: v.literal('explain'), code: v.picklist(FINDING_CODES) }),
  /** Shows a line of code. */
  v.object({ type: v.literal('revealLine'), place: codeLineSchema }),
  /** Shows the cell below which a card stands. */
  v.object({ type: v.literal('revealCard'), card: v.pipe(v.string(), v.maxLength(200)) }),
]);

const answerSchema = v.variant('type', [
  /** `detail` is null where the kernel has the card's tensors no longer. */
  v.object({ type: v.literal('detail'), card: v.string(), set, detail: v.nullable(setDetailSchema) }),
  /** `result` is null where the kernel has the card's tensors no longer. */
  v.object({ type: v.literal('whatIf'), question, result: v.nullable(whatIfSchema) }),
  v.object({ type: v.literal('whatIfCell'), question, isDone: v.boolean() }),
]);

export type RendererRequest = v.InferOutput<typeof requestSchema>;
/** A request that is answered. */
export type RendererQuestion = Extract<RendererRequest, { readonly type: RendererAnswer['type'] }>;
/** A request to go somewhere in the notebook. */
export type RevealRequest = Extract<RendererRequest, { readonly type: 'revealLine' | 'revealCard' }>;
export type RendererAnswer = v.InferOutput<typeof answerSchema>;

/** The request in `message`; undefined where it is something else. */
export function parseRequest(message: unknown): RendererRequest | undefined {
  const result = v.safeParse(requestSchema, message);
  return result.success ? result.output : undefined;
}

/** The answer in `message`; undefined where it is something else. */
export function parseAnswer(message: unknown): RendererAnswer | undefined {
  const result = v.safeParse(answerSchema, message);
  return result.success ? result.output : undefined;
}
