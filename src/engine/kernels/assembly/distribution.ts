import { moments } from './statistics';

/** The first digits by which numbers are told apart: sign, exponent and three bits of the mantissa. */
const FIRST_SHIFT: i32 = 20;
const FIRST_BUCKETS: i32 = 4096;

/** The bits of a float32 as an unsigned integer that orders as the numbers do; NaN with its sign bit clear comes last. */
// @ts-ignore: decorator
@inline
function order(bits: v128): v128 {
  return v128.xor(bits, v128.or(i32x4.shr_s(bits, 31), i32x4.splat(0x80000000)));
}

// @ts-ignore: decorator
@inline
function orderOfOne(bits: i32): u32 {
  return <u32>(bits ^ ((bits >> 31) | 0x80000000));
}

// @ts-ignore: decorator
@inline
function count(table: usize, index: i32): void {
  const at = table + (<usize>index << 2);
  store<i32>(at, load<i32>(at) + 1);
}

/**
 * Of `length` float32: count, mean and sum of squared deviations, smallest and largest finite one (±∞ where there is none),
 * how many are NaN and how many ±∞, as seven float64 to `state`. With `table` (0: none), also how many there are of each
 * {@link FIRST_BUCKETS}, as int32.
 */
export function survey(start: usize, length: i32, state: usize, table: usize): void {
  moments(start, length, 1, 0, state, state + 24);
  if (table == 0) return;
  const end = start + (<usize>length << 2);
  const foursEnd = start + (<usize>(length & ~3) << 2);
  memory.fill(table, 0, FIRST_BUCKETS << 2);
  let p = start;
  for (; p < foursEnd; p += 16) {
    const buckets = i32x4.shr_u(order(v128.load(p)), FIRST_SHIFT);
    count(table, i32x4.extract_lane(buckets, 0));
    count(table, i32x4.extract_lane(buckets, 1));
    count(table, i32x4.extract_lane(buckets, 2));
    count(table, i32x4.extract_lane(buckets, 3));
  }
  for (; p < end; p += 4) count(table, orderOfOne(load<i32>(p)) >> FIRST_SHIFT);
}

/** The bins of four numbers, ⌊(x − low)·scale⌋ in float64, at least the first and at most the last; `bins` for what is not finite. */
// @ts-ignore: decorator
@inline
function binsOf(x: v128, low: v128, scale: v128, bins: i32): v128 {
  const upper = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  const a = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(x), low), scale));
  const b = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(upper, low), scale));
  const index = i32x4.min_s(v128.shuffle<i32>(a, b, 0, 1, 4, 5), i32x4.splat(bins - 1));
  return v128.bitselect(i32x4.max_s(index, i32x4.splat(0)), i32x4.splat(bins), f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity)));
}

/**
 * Counts `length` float32 into `bins` bins from `low` on that are 1/`scale` wide, those outside in the nearest, and one more for what is not finite: four
 * tables of int32, to be added, one after the other.
 */
export function countBins(start: usize, length: i32, low: f64, scale: f64, bins: i32, counts: usize): void {
  const size = <usize>(bins + 1) << 2;
  memory.fill(counts, 0, size << 2);
  const from = f64x2.splat(low);
  const factor = f64x2.splat(scale);
  const end = start + (<usize>length << 2);
  const foursEnd = start + (<usize>(length & ~3) << 2);
  for (; start < foursEnd; start += 16) {
    const index = binsOf(v128.load(start), from, factor, bins);
    count(counts, i32x4.extract_lane(index, 0));
    count(counts + size, i32x4.extract_lane(index, 1));
    count(counts + 2 * size, i32x4.extract_lane(index, 2));
    count(counts + 3 * size, i32x4.extract_lane(index, 3));
  }
  for (; start < end; start += 4) {
    count(counts, i32x4.extract_lane(binsOf(v128.load32_splat(start), from, factor, bins), 0));
  }
}

/**
 * Copies those of `length` float32 whose bucket has a slot (a byte above 0 for each of {@link FIRST_BUCKETS}) to where the
 * slot's cursor points: addresses as int32, which move on.
 */
export function collect(start: usize, length: i32, slots: usize, cursors: usize): void {
  const end = start + (<usize>length << 2);
  const foursEnd = start + (<usize>(length & ~3) << 2);
  for (; start < foursEnd; start += 16) {
    const buckets = i32x4.shr_u(order(v128.load(start)), FIRST_SHIFT);
    const a = load<u8>(slots + i32x4.extract_lane(buckets, 0));
    const b = load<u8>(slots + i32x4.extract_lane(buckets, 1));
    const c = load<u8>(slots + i32x4.extract_lane(buckets, 2));
    const d = load<u8>(slots + i32x4.extract_lane(buckets, 3));
    if ((a | b | c | d) == 0) continue;
    if (a != 0) append(cursors, a, load<i32>(start));
    if (b != 0) append(cursors, b, load<i32>(start, 4));
    if (c != 0) append(cursors, c, load<i32>(start, 8));
    if (d != 0) append(cursors, d, load<i32>(start, 12));
  }
  for (; start < end; start += 4) {
    const bits = load<i32>(start);
    const slot = load<u8>(slots + (orderOfOne(bits) >> FIRST_SHIFT));
    if (slot != 0) append(cursors, slot, bits);
  }
}

// @ts-ignore: decorator
@inline
function append(cursors: usize, slot: u8, bits: i32): void {
  const cursor = cursors + (<usize>slot << 2);
  const to = load<i32>(cursor);
  store<i32>(<usize>to, bits);
  store<i32>(cursor, to + 4);
}

/** Of `length` float32 whose order starts with `prefix` above bit `shift` + 10, counts the next ten bits, as int32. */
export function countDigits(start: usize, length: i32, prefix: i32, shift: i32, table: usize): void {
  memory.fill(table, 0, 4096);
  for (const end = start + (<usize>length << 2); start < end; start += 4) {
    const key = orderOfOne(load<i32>(start));
    if (key >> (<u32>shift + 10) == <u32>prefix) count(table, <i32>((key >> <u32>shift) & 1023));
  }
}
