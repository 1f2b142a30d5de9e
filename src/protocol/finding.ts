import * as v from 'valibot';
import { CARD_MIME, FINDINGS_MIME, type MimeBundle } from './mime.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const finite = v.pipe(v.number(), v.finite());
/** What stands in a line with others: the text of a layer, a shape. */
const name = v.pipe(v.string(), v.maxLength(200));

const MAX_EDITS = 20;
const MAX_FINDINGS = 100;

export const SEVERITIES = ['information', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A part of a line of the cell that ran as `In[executionCount]`, in the text that it had then. */
const place = v.object({
  executionCount: count,
  /** From 1. */
  line: positive,
  /** From 0, in UTF-16 units. */
  column: count,
  length: count,
});

/** Puts `text` in place of `length` units of the cell that a finding's place is in. */
const edit = v.object({
  /** From 1. */
  line: positive,
  /** From 0, in UTF-16 units. */
  column: count,
  /** Line breaks count as they stand in the cell. */
  length: count,
  text: v.pipe(v.string(), v.maxLength(1000)),
});

const common = {
  /** `information`: worth knowing; `warning`: results are most likely not what was meant; `error`: they are wrong, or there are none. */
  severity: v.picklist(SEVERITIES),
  /** The title of the layer's card: `BatchNorm2d(32)`. Absent where it is about no layer. */
  layer: v.optional(name),
  /** The code that it is about: where the layer is made or called. Absent where that is not known. */
  place: v.optional(place),
  /** What to change in the cell of `place`; the edits do not overlap, and hold together. */
  fix: v.optional(v.object({ edits: v.pipe(v.array(edit), v.minLength(1), v.maxLength(MAX_EDITS)) })),
};

/** A finding, and the numbers and names that its text is made of. What a code says is explained in docs/findings.md. */
function finding<const Code extends `norm.${string}`, const Values extends v.ObjectEntries>(
  code: Code,
  values: Values,
) {
  return v.object({ code: v.literal(code), values: v.object(values), ...common });
}

const options = [
  /** Numbers given by position that are eps and momentum: `BatchNorm2d(100, 20)`. */
  finding('norm.eps-positional', { eps: finite, momentum: v.optional(finite) }),
] as const;

/** Something that a person should know of code that normalizes, and the numbers that prove it. */
const findingSchema = v.variant('code', options);

/** Findings, at most as many as a reader can take in. Those of later versions, whose codes are not known here, are left out. */
export const findingsSchema = v.pipe(
  v.array(v.looseObject({ code: v.string() })),
  v.maxLength(MAX_FINDINGS),
  v.transform((findings) => findings.filter(({ code }) => (FINDING_CODES as readonly string[]).includes(code))),
  v.array(findingSchema),
);

export type Finding = v.InferOutput<typeof findingSchema>;
/** Names a finding, and the section of docs/findings.md that explains it. */
export type FindingCode = Finding['code'];
export type FindingPlace = v.InferOutput<typeof place>;
export type FindingEdit = v.InferOutput<typeof edit>;
/** What the text of each finding is made of. */
export type FindingValues = { readonly [Each in Finding as Each['code']]: Each['values'] };

export const FINDING_CODES: readonly FindingCode[] = options.map(({ entries }) => entries.code.literal);

/** Findings that belong to no card, as they lie in an output of their own under {@link FINDINGS_MIME}. */
const payloadSchema = v.object({ findings: findingsSchema });

/** The findings in the payload of an output, which may come from anyone's notebook. Throws an Error that names the first fault. */
export function parseFindings(data: unknown): readonly Finding[] {
  const result = v.safeParse(payloadSchema, data);
  if (result.success) return result.output.findings;
  const [issue] = result.issues;
  throw new Error(`No findings of Normscope: ${v.getDotPath(issue) ?? 'the data'}: ${issue.message}`);
}

/** All findings in the outputs of a cell, given by their representations: those of cards and those of their own. Skips what is none. */
export function findingsOf(bundles: Iterable<MimeBundle>): Finding[] {
  return [...bundles].flatMap((bundle) => {
    // A card without findings has no such field.
    const found = v.safeParse(payloadSchema, bundle[FINDINGS_MIME] ?? bundle[CARD_MIME]);
    return found.success ? found.output.findings : [];
  });
}

/** The anchor of a finding's section in docs/findings.md, as Markdown viewers make it of the heading. */
export function findingAnchor(code: FindingCode): string {
  return code.replaceAll('.', '');
}
