import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A statistic that NaN or infinite elements have spoiled is null: JSON has no word for it. */
const statistic = v.nullable(v.number());

const MAX_BINS = 512;
const MAX_SETS = 4096;

const counts = v.pipe(v.array(count), v.maxLength(MAX_BINS));
const perSet = v.pipe(v.array(statistic), v.maxLength(MAX_SETS));

const distribution = v.object({
  mean: statistic,
  /** The standard deviation of all elements, divided by N. */
  std: statistic,
  min: statistic,
  max: statistic,
  nan: count,
  infinite: count,
  /** Equal bins over [low, high]; all finite elements are in one. Empty where there is none. */
  histogram: v.object({ low: v.number(), high: v.number(), counts }),
});

const setStatistics = v.object({ mean: perSet, std: perSet });

/** What one call of a normalization layer did to its input's distribution, as it travels to the renderer. */
export const cardSchema = v.object({
  /** `BatchNorm2d(32)`: the layer without its options. */
  title: v.string(),
  /** PyTorch's repr of the layer. */
  layer: v.string(),
  mode: v.picklist(['training', 'evaluation']),
  /** Whether mean and variance are the input's or the running ones. */
  statistics: v.picklist(['input', 'running']),
  dtype: v.string(),
  shape: v.pipe(v.array(count), v.maxLength(16)),
  /** How often the layer ran in the cell; the card shows the last call. */
  calls: count,
  milliseconds: v.pipe(v.number(), v.minValue(0)),
  before: distribution,
  after: distribution,
  /** Which elements share one mean and variance: see the engine's StatisticSets. */
  sets: v.object({
    shape: v.pipe(v.array(count), v.maxLength(16)),
    reduced: v.pipe(v.array(count), v.maxLength(16)),
    /** The dimensions of `shape` by their letters: `N`, `C`. */
    dimensions: v.pipe(v.array(v.string()), v.maxLength(16)),
    /** Whether the mean is subtracted; else the statistic is the root mean square. */
    centred: v.boolean(),
    /** What one set is called: `channel`. */
    name: v.string(),
    /** How many sets there are. */
    count,
    /** The sets that `before` and `after` describe, ascending: all, or of very many those farthest from the rest. */
    shown: v.pipe(v.array(count), v.maxLength(MAX_SETS)),
    before: setStatistics,
    after: setStatistics,
  }),
});

export type Card = v.InferOutput<typeof cardSchema>;
export type Distribution = Card['before'];

/** The card in `data`, which may come from anyone's notebook. Throws an Error that names the first fault. */
export function parseCard(data: unknown): Card {
  const result = v.safeParse(cardSchema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`Not a Normscope card: ${v.getDotPath(issue) ?? 'the data'}: ${issue.message}`);
}
