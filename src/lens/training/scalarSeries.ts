import type { TrainingScalar } from '../../protocol/training.ts';
import { pack } from '../../protocol/packed.ts';

const MAX_BUCKETS = 128;

interface Point {
  readonly step: number;
  readonly value: number;
}

/** Neighbouring steps, of which the least and the greatest value are kept, and one that is not finite. */
interface Bucket {
  low: Point;
  high: Point;
  broken: Point | undefined;
}

function bucketOf(point: Point): Bucket {
  return { low: point, high: point, broken: Number.isFinite(point.value) ? undefined : point };
}

/** Whether `a` is beyond `b` in `direction`; whatever is finite is beyond what is not. */
function isBeyond(a: Point, b: Point, direction: 1 | -1): boolean {
  if (!Number.isFinite(a.value)) return false;
  return !Number.isFinite(b.value) || direction * a.value > direction * b.value;
}

function merged(a: Bucket, b: Bucket): Bucket {
  return {
    low: isBeyond(b.low, a.low, -1) ? b.low : a.low,
    high: isBeyond(b.high, a.high, 1) ? b.high : a.high,
    broken: a.broken ?? b.broken,
  };
}

/**
 * A number at each of many steps. Of a long series the extremes of so many equal stretches are kept, so that no peak is
 * lost, and its last value; of equal values that follow each other the first and the last.
 */
export class ScalarSeries {
  readonly #name: string;
  #buckets: Bucket[] = [];
  /** How many steps a bucket holds. */
  #width = 1;
  #first: number | undefined;
  last: Point | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  add(step: number, value: number): void {
    const point = { step, value };
    this.last = point;
    this.#first ??= step;
    let index = Math.floor((step - this.#first) / this.#width);
    while (index >= MAX_BUCKETS) {
      this.#halve();
      index = Math.floor((step - this.#first) / this.#width);
    }
    const before = this.#buckets[index];
    this.#buckets[index] = before === undefined ? bucketOf(point) : merged(before, bucketOf(point));
  }

  forPayload(): TrainingScalar {
    const points = new Map<number, number>();
    for (const { low, high, broken } of this.#buckets.filter((bucket) => bucket !== undefined)) {
      const sorted = [low, high, ...(broken === undefined ? [] : [broken])].sort((a, b) => a.step - b.step);
      for (const { step, value } of sorted) points.set(step, value);
    }
    if (this.last !== undefined) points.set(this.last.step, this.last.value);
    const all = [...points].filter(([, value], i, list) => {
      const isWithin = i > 0 && i < list.length - 1;
      return !(isWithin && Object.is(list[i - 1]![1], value) && Object.is(list[i + 1]![1], value));
    });
    return { name: this.#name, steps: all.map(([step]) => step), values: pack(all.map(([, value]) => value)) };
  }

  #halve(): void {
    this.#width *= 2;
    const halved: Bucket[] = [];
    this.#buckets.forEach((bucket, index) => {
      const before = halved[index >> 1];
      halved[index >> 1] = before === undefined ? bucket : merged(before, bucket);
    });
    this.#buckets = halved;
  }
}
