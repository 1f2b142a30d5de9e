import { multiplyAdd, wholeSteps } from './simd';

/** How many elements are looked at together: if all are finite, none of them needs to be looked at by itself. */
const FINITE_BLOCK: i32 = 4096;

/**
 * Of `length` float32: the smallest and the largest finite one (±∞ where there is none), how many are NaN and how many ±∞,
 * as four float64 to `state`. `areFinite`: whether all are known to be finite, which takes half the time.
 */
export function extremes(start: usize, length: i32, state: usize, areFinite: bool): void {
  startExtremes(state);
  for (const end = start + (<usize>length << 2); start < end; start += <usize>FINITE_BLOCK << 2) {
    widenExtremes(start, min(FINITE_BLOCK, <i32>((end - start) >> 2)), state, areFinite);
  }
}

/** The extremes of no elements. */
export function startExtremes(state: usize): void {
  store<f64>(state, Infinity);
  store<f64>(state, -Infinity, 8);
  store<f64>(state, 0, 16);
  store<f64>(state, 0, 24);
}

/** Widens the extremes by `length` float32. */
export function widenExtremes(start: usize, length: i32, state: usize, areFinite: bool): void {
  const stepsEnd = wholeSteps(start, length);
  if (stepsEnd > start) {
    if (areFinite) widenBySteps(start, stepsEnd, state, false);
    else if (!widenBySteps(start, stepsEnd, state, true)) widenByAny(start, stepsEnd, state);
  }
  widenByAny(stepsEnd, start + (<usize>length << 2), state);
}

/** Widens the extremes by whole steps of elements, if, where that is checked, all of them are finite; returns whether they are. */
// @ts-ignore: decorator
@inline
function widenBySteps(p: usize, end: usize, state: usize, checks: bool): bool {
  const zero = f32x4.splat(0);
  let least = v128.load(p);
  let most = least;
  let least1 = least;
  let most1 = least;
  // 0 · x is 0, but NaN for NaN and ±∞.
  let odd = zero;
  let odd1 = zero;
  for (; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    least = f32x4.pmin(least, a);
    least1 = f32x4.pmin(least1, b);
    most = f32x4.pmax(most, a);
    most1 = f32x4.pmax(most1, b);
    least = f32x4.pmin(least, c);
    least1 = f32x4.pmin(least1, d);
    most = f32x4.pmax(most, c);
    most1 = f32x4.pmax(most1, d);
    if (checks) {
      odd = multiplyAdd(a, zero, odd);
      odd1 = multiplyAdd(b, zero, odd1);
      odd = multiplyAdd(c, zero, odd);
      odd1 = multiplyAdd(d, zero, odd1);
    }
  }
  odd = f32x4.add(odd, odd1);
  if (v128.any_true(f32x4.ne(odd, odd))) return false;
  least = f32x4.pmin(least, least1);
  most = f32x4.pmax(most, most1);
  widen(
    state,
    Mathf.min(
      Mathf.min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
      Mathf.min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
    ),
    Mathf.max(
      Mathf.max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
      Mathf.max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
    ),
  );
  return true;
}

function widenByAny(p: usize, end: usize, state: usize): void {
  for (; p < end; p += 4) {
    const x = load<f32>(p);
    if (x - x == 0) widen(state, x, x);
    else if (x != x) store<f64>(state, load<f64>(state, 16) + 1, 16);
    else store<f64>(state, load<f64>(state, 24) + 1, 24);
  }
}

// @ts-ignore: decorator
@inline
function widen(state: usize, least: f32, most: f32): void {
  if (<f64>least < load<f64>(state)) store<f64>(state, least);
  if (<f64>most > load<f64>(state, 8)) store<f64>(state, most, 8);
}
