import { multiplyAdd, single } from './simd';

const SIZE: i32 = 624;
const MIDDLE: i32 = 397;
const REST: i32 = SIZE - MIDDLE;
const MIX: i32 = 0x9908b0df;

// @ts-ignore: decorator
@inline
function mixed(middle: i32, here: i32, next: i32): i32 {
  const y = (here & 0x80000000) | (next & 0x7fffffff);
  return middle ^ (y >>> 1) ^ (-(y & 1) & MIX);
}

/** The words from `p` up to `end` of the next state; those that are mixed in lie `distance` bytes away. */
// @ts-ignore: decorator
@inline
function twistPart(p: usize, end: usize, distance: isize): void {
  const upper = i32x4.splat(0x80000000);
  const mix = i32x4.splat(MIX);
  for (; p + 16 <= end; p += 16) {
    const next = v128.load(p, 4);
    const y = i32x4.shr_u(v128.bitselect(v128.load(p), next, upper), 1);
    // All ones where the word is odd.
    const odd = i32x4.shr_s(i32x4.shl(next, 31), 31);
    v128.store(p, v128.xor(v128.xor(v128.load(p + distance), y), v128.and(odd, mix)));
  }
  for (; p < end; p += 4) store<i32>(p, mixed(load<i32>(p + distance), load<i32>(p), load<i32>(p, 4)));
}

/** The next state of MT19937 at `state`, 624 words. */
function twist(state: usize): void {
  const last = state + (<usize>(SIZE - 1) << 2);
  const turn = state + (<usize>REST << 2);
  twistPart(state, turn, MIDDLE << 2);
  twistPart(turn, last, -(REST << 2));
  store<i32>(last, mixed(load<i32>(state + (<usize>(MIDDLE - 1) << 2)), load<i32>(last), load<i32>(state)));
}

const MASKS: usize = memory.data<u32>([0x9d2c5680, 0xefc60000, 0xffffff]);
const UNIT: usize = memory.data<f32>([1.0 / 16777216.0]);

// @ts-ignore: decorator
@inline
function tempered(bits: v128): v128 {
  bits = v128.xor(bits, i32x4.shr_u(bits, 11));
  bits = v128.xor(bits, v128.and(i32x4.shl(bits, 7), single(MASKS, 0)));
  bits = v128.xor(bits, v128.and(i32x4.shl(bits, 15), single(MASKS, 1)));
  return v128.xor(bits, i32x4.shr_u(bits, 18));
}

/** Four uniform float32 in [0, 1) of 24 bits each. */
// @ts-ignore: decorator
@inline
function uniform(bits: v128): v128 {
  const low = v128.and(tempered(bits), single(MASKS, 2));
  return f32x4.mul(f32x4.convert_i32x4_s(low), single(UNIT, 0));
}

/**
 * Copies the next `count` words of the MT19937 at `state` to `target`, as they are before tempering. The state is 624
 * words, and how many of them are used up.
 */
export function drawWords(state: usize, target: usize, count: i32): void {
  const used = state + (<usize>SIZE << 2);
  let next = load<i32>(used);
  let left = count;
  while (left > 0) {
    if (next == SIZE) {
      twist(state);
      next = 0;
    }
    const available = min(SIZE - next, left);
    memory.copy(target, state + (<usize>next << 2), <usize>available << 2);
    target += <usize>available << 2;
    next += available;
    left -= available;
  }
  store<i32>(used, next);
}

/** Turns words into uniform float32 in [from, from + range), in place. */
export function wordsToUniform(target: usize, count: i32, from: f32, range: f32): void {
  const start = f32x4.splat(from);
  const width = f32x4.splat(range);
  const fours = target + (<usize>(count & ~3) << 2);
  const end = target + (<usize>count << 2);
  for (; target < fours; target += 16) {
    v128.store(target, f32x4.add(f32x4.mul(uniform(v128.load(target)), width), start));
  }
  for (; target < end; target += 4) {
    store<f32>(target, f32x4.extract_lane(uniform(v128.load32_splat(target)), 0) * range + from);
  }
}

const FRACTIONS: usize = memory.data<u32>([126, 0x7fffff, 0x3f000000]);
const HALF: usize = memory.data<f32>([0.5]);
const ONE: usize = memory.data<f32>([1]);
const ROOT_OF_HALF: usize = memory.data<f32>([0.707106781186547524]);
/** ln 2 in two parts. */
const LN_2: usize = memory.data<f32>([0.693359375, -2.1219444e-4]);
const LOGARITHM: usize = memory.data<f32>([
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
  -2.4999993993e-1, 3.3333331174e-1,
]);

/** The natural logarithm of four positive float32, to about one unit in the last place (after Cephes' logf). */
// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), single(FRACTIONS, 0)));
  let m = v128.or(v128.and(x, single(FRACTIONS, 1)), single(FRACTIONS, 2));
  const small = f32x4.lt(m, single(ROOT_OF_HALF, 0));
  exponent = f32x4.sub(exponent, v128.and(single(ONE, 0), small));
  m = f32x4.sub(f32x4.add(m, v128.and(m, small)), single(ONE, 0));
  const square = f32x4.mul(m, m);
  let y = single(LOGARITHM, 0);
  y = multiplyAdd(y, m, single(LOGARITHM, 1));
  y = multiplyAdd(y, m, single(LOGARITHM, 2));
  y = multiplyAdd(y, m, single(LOGARITHM, 3));
  y = multiplyAdd(y, m, single(LOGARITHM, 4));
  y = multiplyAdd(y, m, single(LOGARITHM, 5));
  y = multiplyAdd(y, m, single(LOGARITHM, 6));
  y = multiplyAdd(y, m, single(LOGARITHM, 7));
  y = multiplyAdd(y, m, single(LOGARITHM, 8));
  y = f32x4.mul(f32x4.mul(y, m), square);
  y = multiplyAdd(exponent, single(LN_2, 1), y);
  y = f32x4.sub(y, f32x4.mul(single(HALF, 0), square));
  return multiplyAdd(exponent, single(LN_2, 0), f32x4.add(m, y));
}

const MINUS_TWO: usize = memory.data<f32>([-2]);
/** 2π, and 2/π. */
const TURN: usize = memory.data<f32>([6.2831855, 0.63661977]);
/** π/2 in three parts, so that nothing is lost. */
const QUARTER_TURN: usize = memory.data<f32>([1.5703125, 4.837512969970703125e-4, 7.54978995489188216e-8]);
/** 2²³·1.5: what is added to it as a small whole number stands in its lowest bits. */
const WHOLE: usize = memory.data<f32>([12582912]);
const BITS: usize = memory.data<i32>([1, 2]);
const SINE: usize = memory.data<f32>([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
const COSINE: usize = memory.data<f32>([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);

/**
 * Turns blocks of 16 words into normal float32, in place, by Box and Muller's method as PyTorch pairs the uniform numbers:
 * each of the first eight with its partner eight further on.
 */
export function wordsToNormal(target: usize, blocks: i32, mean: f32, std: f32): void {
  const end = target + (<usize>blocks << 6);
  for (; target < end; target += 64) {
    fourPairs(target, mean, std);
    fourPairs(target + 16, mean, std);
  }
}

// @ts-ignore: decorator
@inline
function fourPairs(p: usize, mean: f32, std: f32): void {
  const one = single(ONE, 0);
  const radius = f32x4.sqrt(f32x4.mul(single(MINUS_TWO, 0), logarithm(f32x4.sub(one, uniform(v128.load(p))))));
  const angle = f32x4.mul(single(TURN, 0), uniform(v128.load(p, 32)));
  const quarters = f32x4.nearest(f32x4.mul(angle, single(TURN, 1)));
  // The angle without whole quarter turns.
  let a = f32x4.sub(angle, f32x4.mul(quarters, single(QUARTER_TURN, 0)));
  a = f32x4.sub(a, f32x4.mul(quarters, single(QUARTER_TURN, 1)));
  a = f32x4.sub(a, f32x4.mul(quarters, single(QUARTER_TURN, 2)));
  const z = f32x4.mul(a, a);
  let s = multiplyAdd(single(SINE, 0), z, single(SINE, 1));
  s = multiplyAdd(s, z, single(SINE, 2));
  s = multiplyAdd(f32x4.mul(s, z), a, a);
  let c = multiplyAdd(single(COSINE, 0), z, single(COSINE, 1));
  c = multiplyAdd(c, z, single(COSINE, 2));
  c = f32x4.add(f32x4.sub(f32x4.mul(f32x4.mul(c, z), z), f32x4.mul(single(HALF, 0), z)), one);
  const quadrant = f32x4.add(quarters, single(WHOLE, 0));
  // All ones where the number of quarters is odd.
  const swaps = i32x4.neg(v128.and(quadrant, single(BITS, 0)));
  const cosineSign = i32x4.shl(v128.and(i32x4.add(quadrant, single(BITS, 0)), single(BITS, 1)), 30);
  const sineSign = i32x4.shl(v128.and(quadrant, single(BITS, 1)), 30);
  const cosine = v128.xor(v128.bitselect(s, c, swaps), cosineSign);
  const sine = v128.xor(v128.bitselect(c, s, swaps), sineSign);
  const m = f32x4.splat(mean);
  const d = f32x4.splat(std);
  v128.store(p, f32x4.add(f32x4.mul(f32x4.mul(radius, cosine), d), m));
  v128.store(p, f32x4.add(f32x4.mul(f32x4.mul(radius, sine), d), m), 32);
}
