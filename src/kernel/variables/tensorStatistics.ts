import { formatStatistic } from '../../charts/format.ts';
import { elements, type Tensor } from '../../engine/index.ts';
import { describeAll } from '../../lens/index.ts';
import type { Distribution } from '../../protocol/card.ts';
import type { TensorStatistics } from '../../protocol/variables.ts';
import { bars } from '../summaries.ts';

/** So many bars are told apart in a line of text. */
const MOST_BARS = 12;

type Storage = Tensor['storage'];

interface Described {
  readonly version: number;
  readonly view: string;
  readonly distribution: Distribution;
}

function viewOf({ shape, strides, offset }: Tensor): string {
  return `${shape.join()};${strides.join()};${offset}`;
}

/** How tensors are distributed, found out once for each version of their memory, and forgotten with it. */
export class TensorDistributions {
  readonly #known = new WeakMap<Storage, Described[]>();

  /** What is known already, undefined where that is nothing. */
  known(tensor: Tensor): Distribution | undefined {
    const { storage } = tensor;
    const view = viewOf(tensor);
    const found = this.#known.get(storage)?.find((each) => each.view === view);
    return found?.version === storage.version ? found.distribution : undefined;
  }

  /** Throws RuntimeError for a tensor that was disposed of. */
  of(tensor: Tensor): Distribution {
    const known = this.known(tensor);
    if (known !== undefined) return known;
    const { storage } = tensor;
    const { version } = storage;
    const distribution = describeAll(elements(tensor));
    const others = this.#known.get(storage)?.filter((each) => each.version === version) ?? [];
    this.#known.set(storage, [...others, { version, view: viewOf(tensor), distribution }]);
    return distribution;
  }
}

/** Whole numbers of more digits are written as others are. */
const MOST_WHOLE = 1e9;

/** An element of a tensor for people; `spread`: how far the others lie apart. */
export function formatElement(value: number | null, dtype: Tensor['dtype'], spread = 0): string {
  const isWhole = !dtype.includes('float') && value !== null && Math.abs(value) < MOST_WHOLE;
  return isWhole ? value.toLocaleString('en-US').replace('-', '−') : formatStatistic(value, spread);
}

/** A distribution in a line, of a tensor of `dtype`. */
export function statisticsOf(distribution: Distribution, dtype: Tensor['dtype']): TensorStatistics {
  const { mean, std, min, max, nan, positiveInfinity, negativeInfinity, histogram } = distribution;
  const spread = std ?? 0;
  const width = Math.ceil(histogram.counts.length / MOST_BARS);
  const groups = Array.from({ length: Math.ceil(histogram.counts.length / Math.max(1, width)) }, (_, group) =>
    histogram.counts.slice(group * width, (group + 1) * width).reduce((sum, count) => sum + count, 0),
  );
  return {
    mean: formatStatistic(mean, spread),
    std: formatStatistic(std),
    min: formatElement(min, dtype, spread),
    max: formatElement(max, dtype, spread),
    nan,
    infinite: positiveInfinity + negativeInfinity,
    bars: groups.length > 1 ? bars(groups) : '',
  };
}
