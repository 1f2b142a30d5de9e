import type { NumericArray } from '../dtype.ts';
import { KERNEL } from '../memory/calls.ts';
import { currentNative } from '../memory/native.ts';
import { type Extremes, extremesReference } from './extremes.ts';
import { BYTES, forEachPiece, nativeAddress, pieceCount } from './pieces.ts';

/** What there is to say of numbers without looking at their order. */
export interface Survey extends Extremes {
  readonly count: number;
  /** NaN where there is one, and of none. */
  readonly mean: number;
  /** Σ(x − mean)². */
  readonly squares: number;
}

/** Numbers of a survey as the kernel leaves them. */
const SURVEY_LENGTH = 7;

/** As in `assembly/distribution.ts`. */
const FIRST_SHIFT = 20;
const FIRST_BUCKETS = 4096;
const DIGIT_BITS = 10;
const DIGITS = 1024;

/** An array that kernels write to, and its address. */
function nativeInts(length: number): [Int32Array, number] | undefined {
  const heap = currentNative()?.heap;
  const array = heap?.allocate(Int32Array, length);
  const address = array && heap?.addressOf(array);
  return array === undefined || address === undefined ? undefined : [array as Int32Array, address];
}

/** Count, mean, squared deviations, extremes, and how many are not finite: in one pass. */
export function survey(values: NumericArray): Survey {
  return surveyNatively(values, 0) ?? surveyReference(values);
}

/** {@link survey} in TypeScript, in float64. */
export function surveyReference(values: NumericArray): Survey {
  const { mean, squares } = meanAndSquares(values);
  return { count: values.length, mean, squares, ...extremesReference(values) };
}

/** By the kernel, piece by piece. With the address of `tables`, how many there are of each first bucket, for each piece. */
function surveyNatively(values: NumericArray, tables: number): Survey | undefined {
  const native = currentNative();
  const from = nativeAddress(values);
  if (native === undefined || from === undefined) return undefined;
  const pieces = pieceCount(values.length);
  const states = native.heap.scratch(pieces * SURVEY_LENGTH);
  const statesAt = native.heap.addressOf(states);
  if (statesAt === undefined) return undefined;
  native.calls.run(values.length, (add) => {
    forEachPiece(values.length, (start, count, piece) => {
      const table = tables === 0 ? 0 : tables + piece * FIRST_BUCKETS * BYTES;
      add(KERNEL.survey, from + start * BYTES, count, statesAt + piece * SURVEY_LENGTH * 8, table);
    });
  });
  return surveyOfState(states.subarray(0, pieces * SURVEY_LENGTH), values);
}

/** The survey of `values`, of which kernels left {@link SURVEY_LENGTH} numbers for each piece. */
function surveyOfState(states: NumericArray, values: NumericArray): Survey {
  let all: Survey = { count: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity, nan: 0, infinite: 0 };
  for (let at = 0; at < states.length; at += SURVEY_LENGTH) {
    const [size, mean, squares] = [states[at]!, states[at + 1]!, states[at + 2]!];
    // The parallel algorithm of Chan, Golub and LeVeque (1979).
    const count = all.count + size;
    const delta = mean - all.mean;
    all = {
      count,
      mean: all.mean + (delta * size) / count,
      squares: all.squares + squares + (delta * delta * all.count * size) / count,
      min: Math.min(all.min, states[at + 3]!),
      max: Math.max(all.max, states[at + 4]!),
      nan: all.nan + states[at + 5]!,
      infinite: all.infinite + states[at + 6]!,
    };
  }
  // Squares beyond float32, or so small that they vanish there.
  const isRounded = !(all.squares < Infinity) || all.squares / all.count < SMALLEST_VARIANCE;
  return isRounded ? { ...all, ...meanAndSquares(values) } : all;
}

const SMALLEST_VARIANCE = 1e-20;

function meanAndSquares(values: NumericArray): Pick<Survey, 'mean' | 'squares'> {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, squares };
}

/**
 * How many of the finite numbers lie in each of `bins` bins of equal width between `low` and `high`, the last one closed:
 * x belongs to ⌊(x − low)·bins / (high − low)⌋. What lies outside is counted in the nearest bin.
 */
export function countBins(values: NumericArray, low: number, high: number, bins: number): number[] {
  const scale = bins / (high - low);
  return countBinsNatively(values, low, scale, bins) ?? countBinsReference(values, low, scale, bins);
}

function countBinsReference(values: NumericArray, low: number, scale: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    if (value - value === 0) counts[Math.max(0, Math.min(bins - 1, Math.floor((value - low) * scale)))]! += 1;
  }
  return counts;
}

function countBinsNatively(values: NumericArray, low: number, scale: number, bins: number): number[] | undefined {
  const native = currentNative();
  const from = nativeAddress(values);
  const size = 4 * (bins + 1);
  if (native === undefined || from === undefined) return undefined;
  const tables = nativeInts(pieceCount(values.length) * size);
  if (tables === undefined) return undefined;
  const [counts, countsAt] = tables;
  native.calls.run(values.length, (add) => {
    forEachPiece(values.length, (start, count, piece) => {
      add(KERNEL.countBins, from + start * BYTES, count, low, scale, bins, countsAt + piece * size * BYTES);
    });
  });
  const total = new Array<number>(bins).fill(0);
  for (let i = 0; i < counts.length; i++) {
    const bin = i % (bins + 1);
    if (bin < bins) total[bin]! += counts[i]!;
  }
  native.heap.release(counts);
  return total;
}

/** The numbers that are at `ranks` (from 0) when all are sorted, −0 and 0 as one; NaN last. */
export function orderStatistics(values: NumericArray, ranks: readonly number[]): number[] {
  const sorted = (): NumericArray => values.slice().sort();
  return orderStatisticsNatively(values, ranks)?.statistics ?? ranks.map(atRankOf(sorted()));
}

function atRankOf(sorted: NumericArray): (rank: number) => number {
  return (rank) => sorted[rank]!;
}

/** A {@link survey} and {@link orderStatistics} in one pass fewer than both take. */
export function surveyWithRanks(
  values: NumericArray,
  ranks: readonly number[],
): { survey: Survey; statistics: number[] } {
  return (
    orderStatisticsNatively(values, ranks) ?? { survey: survey(values), statistics: orderStatistics(values, ranks) }
  );
}

/** A bucket's slot is a byte above 0. */
const MOST_SLOTS = 255;

/**
 * Radix selection: a first pass counts the leading bits of all numbers; only those that share them with a wanted one are
 * collected in a second, and counted by their other bits.
 */
function orderStatisticsNatively(
  values: NumericArray,
  ranks: readonly number[],
): { survey: Survey; statistics: number[] } | undefined {
  const native = currentNative();
  const from = nativeAddress(values);
  const pieces = pieceCount(values.length);
  if (native === undefined || from === undefined) return undefined;
  const tables = nativeInts(pieces * FIRST_BUCKETS);
  const surveyed = tables && surveyNatively(values, tables[1]);
  if (tables === undefined || surveyed === undefined || surveyed.nan > 0) return undefined;
  const places = locate(sumTables(tables[0], FIRST_BUCKETS), ranks);
  const slots = [...new Set(places.map(({ bucket }) => bucket))];
  if (slots.length > MOST_SLOTS) return undefined;
  const collected = collectBuckets(values, from, tables[0], slots);
  if (collected === undefined) return undefined;
  const statistics = places.map(({ bucket, rank }) => {
    const { address, count } = collected.stretches.get(bucket)!;
    return selectByDigits(address, count, bucket, rank);
  });
  native.heap.release(tables[0]);
  native.heap.release(collected.numbers);
  return statistics.includes(undefined) ? undefined : { survey: surveyed, statistics: statistics as number[] };
}

function sumTables(tables: Int32Array, size: number): Float64Array {
  const total = new Float64Array(size);
  for (let i = 0; i < tables.length; i++) total[i % size]! += tables[i]!;
  return total;
}

/** In which bucket each rank lies, and which rank it has there. */
function locate(counts: ArrayLike<number>, ranks: readonly number[]): { bucket: number; rank: number }[] {
  return ranks.map((wanted) => {
    let rank = wanted;
    let bucket = 0;
    while (bucket < counts.length - 1 && rank >= counts[bucket]!) rank -= counts[bucket++]!;
    return { bucket, rank };
  });
}

/** Stretches of memory with the numbers of each of `buckets`. */
function collectBuckets(
  values: NumericArray,
  from: number,
  tables: Int32Array,
  buckets: readonly number[],
): { numbers: Int32Array; stretches: Map<number, { address: number; count: number }> } | undefined {
  const { heap, calls } = currentNative()!;
  const pieces = tables.length / FIRST_BUCKETS;
  const countOf = (piece: number, bucket: number): number => tables[piece * FIRST_BUCKETS + bucket]!;
  const pieceNumbers = Array.from({ length: pieces }, (_, piece) => piece);
  const totals = buckets.map((bucket) => pieceNumbers.reduce((sum, piece) => sum + countOf(piece, bucket), 0));
  const numbers = nativeInts(totals.reduce((sum, total) => sum + total, 0));
  const slots = heap.allocate(Uint8Array, FIRST_BUCKETS);
  const cursors = nativeInts(pieces * (buckets.length + 1));
  const slotsAt = slots && heap.addressOf(slots);
  if (numbers === undefined || slots === undefined || cursors === undefined || slotsAt === undefined) return undefined;
  slots.fill(0);
  const found = new Map<number, { address: number; count: number }>();
  let next = numbers[1];
  buckets.forEach((bucket, i) => {
    slots[bucket] = i + 1;
    found.set(bucket, { address: next, count: totals[i]! });
    for (const piece of pieceNumbers) {
      cursors[0][piece * (buckets.length + 1) + i + 1] = next;
      next += countOf(piece, bucket) * BYTES;
    }
  });
  calls.run(values.length, (add) => {
    forEachPiece(values.length, (start, count, piece) => {
      add(KERNEL.collect, from + start * BYTES, count, slotsAt, cursors[1] + piece * (buckets.length + 1) * BYTES);
    });
  });
  return { numbers: numbers[0], stretches: found };
}

/** The number of the given rank among `count` at `address` that share their first bits: two more digits, of ten bits each. */
function selectByDigits(address: number, count: number, bucket: number, rank: number): number | undefined {
  const native = currentNative();
  const table = nativeInts(DIGITS);
  if (native === undefined || table === undefined) return undefined;
  let [prefix, place] = [bucket, rank];
  for (let shift = FIRST_SHIFT - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
    native.calls.run(count, (add) => {
      add(KERNEL.countDigits, address, count, prefix, shift, table[1]);
    });
    const [found] = locate(table[0], [place]);
    prefix = prefix * DIGITS + found!.bucket;
    place = found!.rank;
  }
  native.heap.release(table[0]);
  return floatOfOrder(prefix);
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The reverse of `order` in `assembly/distribution.ts`. */
function floatOfOrder(key: number): number {
  bits[0] = key >= 2 ** 31 ? key - 2 ** 31 : ~key;
  return float[0]!;
}
