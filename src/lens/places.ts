import { setCount, setLayout, setSize, type StatisticSets } from '../engine/index.ts';
import type { Sampling } from './sampling.ts';

/** A dimension: its size, and how far apart its neighbours lie. */
interface Dimension {
  readonly size: number;
  readonly stride: number;
}

/** Where the elements of sets lie in a tensor in row-major order: each at the set's own place plus its offset there. */
export class SetPlaces {
  readonly sets: StatisticSets;
  /** How many sets there are. */
  readonly count: number;
  /** How many elements each has. */
  readonly size: number;
  readonly #kept: readonly Dimension[];
  readonly #reduced: readonly Dimension[];

  constructor(sets: StatisticSets) {
    this.sets = sets;
    this.count = setCount(sets);
    this.size = setSize(sets);
    let stride = 1;
    const dimensions = sets.shape
      .map((size, dim) => ({ size, dim }))
      .reverse()
      .map(({ size, dim }) => {
        const dimension = { size, stride, isReduced: sets.reduced.includes(dim) };
        stride *= size;
        return dimension;
      });
    this.#kept = dimensions.filter(({ isReduced }) => !isReduced);
    this.#reduced = dimensions.filter(({ isReduced }) => isReduced);
  }

  /** Where the first element of `set` lies. */
  placeOf(set: number): number {
    return placeAmong(this.#kept, set);
  }

  /** How far from a set's first element some of its elements lie. */
  offsets({ stride, count }: Sampling): Float64Array {
    return Float64Array.from({ length: count }, (_, i) => placeAmong(this.#reduced, i * stride));
  }

  /** Which set the element at a place belongs to. */
  setAt(): (place: number) => number {
    const layout = setLayout(this.sets);
    if (layout !== undefined) {
      const { inner, count } = layout;
      return (place) => Math.floor(place / inner) % count;
    }
    return (place) => {
      let [set, scale] = [0, 1];
      for (const { size, stride } of this.#kept) {
        set += (Math.floor(place / stride) % size) * scale;
        scale *= size;
      }
      return set;
    };
  }
}

/** The place of the `index`-th combination of `dimensions`, whose first runs fastest. */
function placeAmong(dimensions: readonly Dimension[], index: number): number {
  let [place, rest] = [0, index];
  for (const { size, stride } of dimensions) {
    const at = rest % size;
    place += at * stride;
    rest = (rest - at) / size;
  }
  return place;
}
