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
  readonly reduced: boolean;
}

function mergedAxes(sets: StatisticSets): Axis[] {
  const axes: Axis[] = [];
  sets.shape.forEach((size, dim) => {
    const reduced = sets.reduced.includes(dim);
    const previous = axes.at(-1);
    if (previous?.reduced === reduced) axes[axes.length - 1] = { size: previous.size * size, reduced };
    else axes.push({ size, reduced });
  });
  return axes;
}

/** A stretch of neighbouring elements that all belong to one set, or each to the next set (`setStep` 1). */
export type VisitRun = (start: number, length: number, set: number, setStep: 0 | 1) => void;

/** Visits all elements of a contiguous tensor as runs, in memory order. Sets are numbered in row-major order. */
export function forEachRun(sets: StatisticSets, visit: VisitRun): void {
  const axes = mergedAxes(sets);
  const last = axes.pop();
  if (last === undefined) {
    visit(0, 1, 0, 0);
    return;
  }
  const setStep = last.reduced ? 0 : 1;
  let setStride = last.reduced ? 1 : last.size;
  const setStrides = new Array<number>(axes.length).fill(0);
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    if (axes[axis]!.reduced) continue;
    setStrides[axis] = setStride;
    setStride *= axes[axis]!.size;
  }
  const total = elementCount(sets.shape);
  const position = new Array<number>(axes.length).fill(0);
  let set = 0;
  for (let start = 0; start < total; start += last.size) {
    visit(start, last.size, set, setStep);
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      set += setStrides[axis]!;
      if (++position[axis]! < axes[axis]!.size) break;
      set -= setStrides[axis]! * axes[axis]!.size;
      position[axis] = 0;
    }
  }
}

/** One set for each index of the dimensions `kept`. */
export function allBut(shape: Shape, kept: readonly number[]): StatisticSets {
  return { shape, reduced: shape.flatMap((_, dim) => (kept.includes(dim) ? [] : [dim])) };
}
