import { elements, noGrad, observeAlone, type Tensor } from '../engine/index.ts';
import { evenSampling, SetPlaces } from '../lens/index.ts';
import type { CovariateShift } from '../protocol/experiment.ts';
import { described } from './subjects.ts';
import { undoing } from './undo.ts';

/** So many elements of a unit are followed, evenly spaced, and always the same. */
const MOST_PER_UNIT = 4096;

/** What a result has room for. */
const MOST_STEPS = 10_000;
const MOST_LAYERS = 256;

/** The values of one unit of a layer's input, ascending: where all are followed, its distribution exactly. */
type Sorted = Float64Array;

/** A model that is trained, as the measurement sees it. */
export interface ShiftSubject {
  readonly layers: readonly { readonly name: string; readonly text: string }[];
  /** Runs the model on the probe and gives the input of each layer; undefined for one that did not run. Changes nothing. */
  readonly inputs: () => readonly (Tensor | undefined)[];
}

export interface ShiftOptions {
  /** How many steps of training there are. */
  readonly steps: number;
  /** One step of training, numbered from 0. */
  readonly step: (number: number) => void;
  readonly samples: number;
  readonly title: string;
}

/** The units of an input: its channels, along dimension 1; all of it where it has no such dimension. */
function sortedUnits(x: Tensor): Sorted[] {
  const values = elements(x);
  const reduced = x.shape.map((_, dim) => dim).filter((dim) => x.dim() < 2 || dim !== 1);
  const places = new SetPlaces({ shape: x.shape, reduced });
  const offsets = places.offsets(evenSampling(places.size, MOST_PER_UNIT));
  return Array.from({ length: places.count }, (_, unit) => {
    const start = places.placeOf(unit);
    return Float64Array.from(offsets, (offset) => values[start + offset]!).sort();
  });
}

/**
 * The earth mover's (1-Wasserstein) distance of two samples of the same size, ascending: the mean distance of the values
 * of equal rank, which no other way of moving one to the other is shorter than.
 */
export function earthMoversDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let rank = 0; rank < a.length; rank++) sum += Math.abs(a[rank]! - b[rank]!);
  return sum / a.length;
}

/** The mean over units of how far they moved. */
function meanDistance(before: readonly Sorted[], after: readonly Sorted[]): number {
  const total = before.reduce((sum, unit, index) => sum + earthMoversDistance(unit, after[index]!), 0);
  return total / before.length;
}

/** The root mean square over units of their σ. */
function typicalStd(units: readonly Sorted[]): number {
  const variances = units.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  });
  return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0) / variances.length);
}

/** One layer's inputs over the steps. */
class Followed {
  readonly #start: readonly Sorted[];
  #last: readonly Sorted[];
  readonly distances: number[] = [];
  readonly relative: number[] = [];
  readonly fromStart: number[] = [];

  constructor(input: Tensor) {
    this.#start = sortedUnits(input);
    this.#last = this.#start;
  }

  get units(): number {
    return this.#start.length;
  }

  add(input: Tensor): void {
    const now = sortedUnits(input);
    const distance = meanDistance(this.#last, now);
    this.distances.push(distance);
    this.relative.push(distance / typicalStd(this.#last));
    this.fromStart.push(meanDistance(this.#start, now) / typicalStd(this.#start));
    this.#last = now;
  }
}

/**
 * Has a model trained step by step and measures after each how far the distributions of its layers' inputs have moved on
 * the same samples: for each unit the earth mover's distance to the step before, averaged over units. The distance is
 * exact up to {@link MOST_PER_UNIT} values of a unit; beyond, so many are followed.
 */
export function covariateShiftOf(
  { layers, inputs }: ShiftSubject,
  { steps, step, samples, title }: ShiftOptions,
): CovariateShift {
  if (steps > MOST_STEPS || layers.length > MOST_LAYERS) {
    throw new RangeError(
      `covariateShift takes up to ${MOST_STEPS} steps and ${MOST_LAYERS} layers, but got ${steps} and ${layers.length}; name fewer by 'layers'`,
    );
  }
  const unseen = <Result>(body: () => Result): Result =>
    undoing(
      observeAlone(() => undefined),
      () => noGrad(body),
    );
  const followed = unseen(inputs).map((input) => input && new Followed(input));
  for (let number = 0; number < steps; number++) {
    step(number);
    unseen(inputs).forEach((input, index) => {
      if (input !== undefined) followed[index]?.add(input);
    });
  }
  return {
    kind: 'covariateShift',
    title,
    samples,
    steps,
    layers: layers.flatMap((each, index) => {
      const layer = followed[index];
      if (layer === undefined) return [];
      const { units, distances, relative, fromStart } = layer;
      return [{ ...described(each), units, distances, relative, fromStart }];
    }),
  };
}
