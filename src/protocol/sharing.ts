import * as v from 'valibot';

const MAX_DIMENSIONS = 16;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(100));

/** Sizes or numbers of dimensions. */
export const dimensionsSchema = v.pipe(v.array(count), v.maxLength(MAX_DIMENSIONS));

/** Which elements share one statistic: see the engine's StatisticSets. */
export const sharingEntries = {
  shape: dimensionsSchema,
  reduced: dimensionsSchema,
  /** The dimensions of `shape` by their letters: `N`, `C`. */
  dimensions: v.pipe(v.array(name), v.maxLength(MAX_DIMENSIONS)),
  /** Whether the mean is subtracted; else the statistic is the root mean square. */
  centred: v.boolean(),
  /** What one set is called: `channel`. */
  name,
  /** How many sets there are. */
  count,
};
