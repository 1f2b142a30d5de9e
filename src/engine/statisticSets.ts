import { elementCount, type Shape } from './shape.ts';

/**
 * Which elements of a tensor share a statistic (one mean, one variance, one sum …).
 *
 * The tensor is looked at in `shape`, which may split its dimensions further (groups of channels). Elements whose
 * indices agree in every dimension that is not in `reduced` form one set. Batch normalization of N×C×H×W reduces
 * dimensions 0, 2 and 3, so there is a set for each channel; layer normalization reduces the last ones; group
 * normalization looks at N×G×C/G×H×W and reduces 2, 3 and 4. Every layer and the lens use this one definition.
 */
export interface StatisticSets {
  readonly shape: Shape;
  /** Dimensions of `shape`, ascending. */
  readonly reduced: readonly number[];
}

/** How many sets there are. */
export function setCount(sets: StatisticSets): number {
  return elementCount(sets.shape.filter((_, dim) => !sets.reduced.includes(dim)));
}

/** How many elements share a statistic. */
export function setSize(sets: StatisticSets): number {
  return elementCount(sets.reduced.map((dim) => sets.shape[dim]!));
}

/** Neighbouring dimensions of equal fate merged into one: what a loop over contiguous elements has to know. */
interface Axis {
  readonly size: number;
  /** Whether each of the divisions reduces it. */
  readonly reduced: readonly boolean[];
}

function mergedAxes(divisions: readonly StatisticSets[]): Axis[] {
  const axes: Axis[] = [];
  divisions[0]!.shape.forEach((size, dim) => {
    if (size === 1) return;
    const reduced = divisions.map((sets) => sets.reduced.includes(dim));
    const previous = axes.at(-1);
    const continues = previous?.reduced.every((fate, division) => fate === reduced[division]) ?? false;
    if (continues) axes[axes.length - 1] = { size: previous!.size * size, reduced };
    else axes.push({ size, reduced });
  });
  return axes;
}

/** Where a run lies in one division: its set, and whether each further element belongs to the next set (1) or not (0). */
interface RunSet {
  readonly set: number;
  readonly setStep: 0 | 1;
}

/** A stretch of neighbouring elements that all belong to one set, or each to the next set (`setStep` 1). */
export type VisitRun = (start: number, length: number, set: number, setStep: 0 | 1) => void;

/** Visits all elements of a contiguous tensor as runs, in memory order. Sets are numbered in row-major order. */
export function forEachRun(sets: StatisticSets, visit: VisitRun): void {
  const layout = setLayout(sets);
  if (layout === undefined) {
    forEachCommonRun([sets], (start, length, [own]) => {
      visit(start, length, own!.set, own!.setStep);
    });
    return;
  }
  const { outer, count, inner } = layout;
  for (let repeat = 0, start = 0; repeat < outer; repeat++) {
    if (inner === 1 && count > 1) {
      visit(start, count, 0, 1);
      start += count;
    } else for (let set = 0; set < count; set++, start += inner) visit(start, inner, set, 0);
  }
}

/** Element i of a set's r-th run lies at (r·count + set)·inner + i. */
export interface SetLayout {
  /** Runs of each set. */
  readonly outer: number;
  /** Sets. */
  readonly count: number;
  /** Elements of a run. */
  readonly inner: number;
}

/** How the sets lie in memory where the dimensions that tell them apart are neighbours; undefined where they are not. */
export function setLayout({ shape, reduced }: StatisticSets): SetLayout | undefined {
  let [outer, count, inner] = [1, 1, 1];
  for (let dim = 0, next = 0; dim < shape.length; dim++) {
    const size = shape[dim]!;
    const isReduced = reduced[next] === dim;
    if (isReduced) next++;
    if (size === 1) continue;
    if (!isReduced) {
      if (inner !== 1) return undefined;
      count *= size;
    } else if (count === 1) outer *= size;
    else inner *= size;
  }
  return count === 1 ? { outer: 1, count, inner: outer } : { outer, count, inner };
}

/** {@link forEachRun} of several divisions of one shape: each run is one of all of them. */
export function forEachCommonRun(
  divisions: readonly StatisticSets[],
  visit: (start: number, length: number, runSets: readonly RunSet[]) => void,
): void {
  const axes = mergedAxes(divisions);
  const last = axes.pop() ?? { size: 1, reduced: divisions.map(() => true) };
  const strides = divisions.map((_, division) => setStrides([...axes, last], division));
  const total = elementCount(divisions[0]!.shape);
  const position = new Array<number>(axes.length).fill(0);
  const runSets = divisions.map((_, division) => ({ set: 0, setStep: last.reduced[division]! ? 0 : 1 }) as const) as {
    set: number;
    setStep: 0 | 1;
  }[];
  for (let start = 0; start < total; start += last.size) {
    visit(start, last.size, runSets);
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const wraps = ++position[axis]! >= axes[axis]!.size;
      const steps = wraps ? 1 - axes[axis]!.size : 1;
      runSets.forEach((runSet, division) => (runSet.set += steps * strides[division]![axis]!));
      if (!wraps) break;
      position[axis] = 0;
    }
  }
}

/** Runs of equal length whose starts are `stride` elements apart, and which belong to the same sets. */
export interface RunSeries {
  readonly start: number;
  readonly length: number;
  readonly repeats: number;
  readonly stride: number;
}

/** Longer series are cut, so that there is something to share out among threads. */
const SERIES_ELEMENTS = 262144;

/** {@link forEachCommonRun}, with those runs as one that follow each other in the outermost dimensions. */
export function forEachSeries(
  divisions: readonly StatisticSets[],
  visit: (series: RunSeries, runSets: readonly RunSet[]) => void,
): void {
  const { shape } = divisions[0]!;
  const isShared = (dim: number): boolean =>
    shape[dim] === 1 || divisions.every(({ reduced }) => reduced.includes(dim));
  const kept = shape.findIndex((_, dim) => !isShared(dim));
  const outermost = Math.max(kept, 0);
  const inner = divisions.map(({ reduced }) => ({
    shape: shape.slice(outermost),
    reduced: reduced.filter((dim) => dim >= outermost).map((dim) => dim - outermost),
  }));
  const repeats = elementCount(shape.slice(0, outermost));
  const stride = elementCount(shape.slice(outermost));
  forEachCommonRun(inner, (start, length, runSets) => {
    for (let offset = 0; offset < length; offset += SERIES_ELEMENTS) {
      const part = Math.min(SERIES_ELEMENTS, length - offset);
      const together = Math.max(1, Math.floor(SERIES_ELEMENTS / part));
      for (let repeat = 0; repeat < repeats; repeat += together) {
        const series = {
          start: start + offset + repeat * stride,
          length: part,
          repeats: Math.min(together, repeats - repeat),
          stride,
        };
        visit(series, runSets);
      }
    }
  });
}

/** How many neighbouring elements belong to the same set in all divisions. */
export function commonRunLength(divisions: readonly StatisticSets[]): number {
  const last = mergedAxes(divisions).at(-1);
  return last?.reduced.every((isReduced) => isReduced) === true ? last.size : 1;
}

/** How far apart the sets of neighbouring indices of each axis are numbered: 0 where it is reduced. */
function setStrides(axes: readonly Axis[], division: number): number[] {
  const strides = new Array<number>(axes.length).fill(0);
  let stride = 1;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    if (axes[axis]!.reduced[division]!) continue;
    strides[axis] = stride;
    stride *= axes[axis]!.size;
  }
  return strides;
}

/** One set for each index of the dimensions `kept`. */
export function allBut(shape: Shape, kept: readonly number[]): StatisticSets {
  return { shape, reduced: shape.flatMap((_, dim) => (kept.includes(dim) ? [] : [dim])) };
}
