import * as v from 'valibot';
import { codeLineSchema } from './codeLine.ts';
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
  ...codeLineSchema.entries,
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
  /** A batch, and so a channel, of one value: there is no variance. The layer has refused it. */
  finding('norm.one-value-per-channel', { shape: name }),
  /** The last batch of a loader has one sample: `samples` mod `batchSize` is 1. */
  finding('norm.last-batch-of-one', { samples: count, batchSize: count }),
  /** Training on two values per statistic: outputs are ±1. */
  finding('norm.two-values', { set: name }),
  /** Training on few values per statistic, whose mean is off by `spread` σ. */
  finding('norm.few-values', { values: count, spread: finite }),
  /** Gradients of several small batches are gathered before a step. */
  finding('norm.micro-batch', { values: count, passes: count }),
  /** The weight of a new batch, as the layer's framework counts it (`ofPast`: Keras), that is usual in the other one. */
  finding('norm.momentum-convention', { momentum: finite, suggested: finite, halfLife: finite, ofPast: v.boolean() }),
  /** Evaluation after `updates` updates, where `needed` would leave 5 % of where the running statistics began; `left` is left. */
  finding('norm.not-warmed-up', { updates: count, needed: count, left: finite }),
  /** A layer that learned before runs in training mode without gradients: `calls` times. */
  finding('norm.no-grad-in-training', { calls: count }),
  /** γ and β do not learn, and the layer trains. */
  finding('norm.frozen-in-training', { calls: count }),
  /** `channels` of `count` running statistics are NaN or infinite; `update`: the first recorded update that left them so. */
  finding('norm.running-not-finite', { channels: count, count, update: v.optional(count) }),
  finding('norm.input-not-finite', { nan: count, infinite: count }),
  /** How far outputs in training and in evaluation lie apart, in σ: over all channels, and in the farthest. */
  finding('norm.train-eval-gap', { gap: finite, largest: finite, channel: count }),
  /** `sets` of `count` have a variance below ten times eps; the least is `variance`. */
  finding('norm.variance-near-eps', { sets: count, count, set: name, variance: finite, eps: finite }),
  /** |mean| / σ of the set where it is largest. */
  finding('norm.mean-far-from-zero', { ratio: finite, set: name, index: count }),
  /** A layer of `expected` channels met an input that has `found` in the channels' dimension. */
  finding('norm.channel-axis', { expected: count, found: count }),
  /** Keras' layer normalizes along the last axis of what looks like channels first. */
  finding('norm.channels-first', { shape: name, channels: count }),
  /** TensorFlow's statistics of shape `statistics` do not go with an input of `shape`, whose axis 1 they fit. */
  finding('norm.statistics-shape', { statistics: name, shape: name, fitting: name }),
  /** A group normalization with one group takes `over` together; a layer normalization of channels does not. */
  finding('norm.one-group', { channels: count, over: name }),
  /** Instance normalization with running statistics in evaluation is batch normalization. */
  finding('norm.tracking-instance-norm', {}),
  /** `layer` adds a bias that the normalization after it subtracts again. */
  finding('norm.bias-before-norm', { before: name, parameters: count }),
  /** γ and β of `layers` layers are in an optimizer's group with weight decay. */
  finding('norm.weight-decay', { decay: finite, layers: count }),
  /** Imported running statistics, which the first update will replace: the count of batches is 0 and momentum None. */
  finding('norm.imported-counter', {}),
  /** Running statistics taken over from a layer of the other framework (`origin`) whose eps is `other`; outputs differ by `effect` of their size. */
  finding('norm.ported-eps', { eps: finite, other: finite, origin: v.picklist(['torch', 'keras']), effect: finite }),
  /** Numbers given by position that are eps and momentum: `BatchNorm2d(100, 20)`. */
  finding('norm.eps-positional', { eps: finite, momentum: v.optional(finite) }),
  /** A view of `features` columns made `rows` of `batch` samples; `fitting` columns keep them. */
  finding('norm.view-changes-batch', {
    rows: count,
    batch: count,
    features: v.optional(count),
    fitting: v.optional(count),
  }),
  /** Cross entropy with targets that are no probabilities. */
  finding('norm.targets-no-distribution', { negative: count, count, least: finite, lowSum: finite, highSum: finite }),
  /** TensorFlow 1's moving averages have not moved in `runs` runs. */
  finding('norm.update-ops', { runs: count, layers: count }),
  /** A layer of one's own keeps the variance divided by N, nn.BatchNorm that divided by N − 1. */
  finding('norm.biased-variance', { values: count, factor: finite }),
  /** A normalization of one's own whose momentum weighs the old value. */
  finding('norm.own-momentum', { momentum: v.optional(finite) }),
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
