import { double } from './simd';

// The operations by their numbers; kernels/elementwise.ts has the same.
const NEGATE: i32 = 0;
const ABSOLUTE: i32 = 1;
const SQUARE: i32 = 2;
const SQUARE_ROOT: i32 = 3;
const RECIPROCAL_ROOT: i32 = 4;
const RECIPROCAL: i32 = 5;
const RELU: i32 = 6;
const EXPONENTIAL: i32 = 7;
const LOGARITHM: i32 = 8;
const LOGISTIC: i32 = 9;
const TANGENT: i32 = 10;
const SILU: i32 = 11;

// eˣ = 2ⁿ·(1 + q): both parts of it, in float64, so that float32 results are rounded but once.

const LOG_2_OF_E: usize = memory.data<f64>([1.4426950408889634]);
/** ln 2 in two parts. */
const LN_2: usize = memory.data<f64>([0.6931471803691238, 1.9082149292705877e-10]);
/** 1/k! from k = 9 to 2. */
const EXPONENTIAL_SERIES: usize = memory.data<f64>([
  1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5,
]);
/** 2⁵²·1.5: the sum with a number is rounded to a whole one, which stands in its lowest bits. */
const WHOLE: usize = memory.data<f64>([6755399441055744]);
const EXPONENT_BIAS: usize = memory.data<i64>([1023]);
const BOUNDS: usize = memory.data<f64>([700, -700]);
const ONE: usize = memory.data<f64>([1]);

/** {@link WHOLE} + n, where n is the nearest whole number of ln 2 in x. */
// @ts-ignore: decorator
@inline
function powerOf(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, double(LOG_2_OF_E, 0)), double(WHOLE, 0));
}

/** q = e^(x − n·ln 2) − 1, without cancellation near 0. */
// @ts-ignore: decorator
@inline
function restOf(x: v128, power: v128): v128 {
  const n = f64x2.sub(power, double(WHOLE, 0));
  let r = f64x2.sub(x, f64x2.mul(n, double(LN_2, 0)));
  r = f64x2.sub(r, f64x2.mul(n, double(LN_2, 1)));
  let p = double(EXPONENTIAL_SERIES, 0);
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 1));
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 2));
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 3));
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 4));
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 5));
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 6));
  p = f64x2.add(f64x2.mul(p, r), double(EXPONENTIAL_SERIES, 7));
  return f64x2.add(f64x2.mul(f64x2.mul(p, r), r), r);
}

/** 2ⁿ, for n from −1022 to 1023. */
// @ts-ignore: decorator
@inline
function twoTo(power: v128): v128 {
  return i64x2.shl(i64x2.add(power, double(EXPONENT_BIAS, 0)), 52);
}

/** x within what float64 can hold the exponential of; NaN stays. */
// @ts-ignore: decorator
@inline
function clamped(x: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, double(BOUNDS, 0)), double(BOUNDS, 1));
}

/** eˣ of two float64. */
// @ts-ignore: decorator
@inline
export function exponential(value: v128): v128 {
  const x = clamped(value);
  const power = powerOf(x);
  const scale = twoTo(power);
  return f64x2.add(scale, f64x2.mul(scale, restOf(x, power)));
}

/** eˣ − 1. */
// @ts-ignore: decorator
@inline
function exponentialLessOne(value: v128): v128 {
  const x = clamped(value);
  const power = powerOf(x);
  const scale = twoTo(power);
  return f64x2.add(f64x2.mul(scale, restOf(x, power)), f64x2.sub(scale, double(ONE, 0)));
}

/** The bits of √½. */
const ROOT_OF_HALF: usize = memory.data<i64>([0x3fe6a09e667f3bcd]);
/** 1/k for odd k from 13 to 3. */
const LOGARITHM_SERIES: usize = memory.data<f64>([1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3]);
/** 2, and ln 2. */
const TWO: usize = memory.data<f64>([2, 0.6931471805599453]);
const EDGES: usize = memory.data<f64>([Infinity, -Infinity, NaN]);

/** ln x of two float64 that were float32: NaN below 0, −∞ at 0. */
// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  const one = double(ONE, 0);
  // x = 2ᵏ·m with m from √½ to √2.
  const shifted = i64x2.sub(x, double(ROOT_OF_HALF, 0));
  const exponent = i64x2.shr_s(shifted, 52);
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 0, 2, 0, 2));
  const m = i64x2.sub(x, i64x2.shl(exponent, 52));
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let p = double(LOGARITHM_SERIES, 0);
  p = f64x2.add(f64x2.mul(p, z), double(LOGARITHM_SERIES, 1));
  p = f64x2.add(f64x2.mul(p, z), double(LOGARITHM_SERIES, 2));
  p = f64x2.add(f64x2.mul(p, z), double(LOGARITHM_SERIES, 3));
  p = f64x2.add(f64x2.mul(p, z), double(LOGARITHM_SERIES, 4));
  p = f64x2.add(f64x2.mul(p, z), double(LOGARITHM_SERIES, 5));
  const series = f64x2.mul(double(TWO, 0), f64x2.add(s, f64x2.mul(f64x2.mul(s, z), p)));
  const found = f64x2.add(f64x2.mul(k, double(TWO, 1)), series);
  const zero = f64x2.splat(0);
  const isPositive = f64x2.gt(x, zero);
  const infinity = double(EDGES, 0);
  const atEdges = v128.bitselect(
    double(EDGES, 1),
    v128.bitselect(x, double(EDGES, 2), isPositive),
    f64x2.eq(x, zero),
  );
  return v128.bitselect(found, atEdges, v128.and(isPositive, f64x2.lt(x, infinity)));
}

/** 1 / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline
function logistic(x: v128): v128 {
  const one = double(ONE, 0);
  return f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(x))));
}

// @ts-ignore: decorator
@inline
function inFloat64(operation: i32, x: v128): v128 {
  if (operation == EXPONENTIAL) return exponential(x);
  if (operation == LOGARITHM) return logarithm(x);
  if (operation == LOGISTIC) return logistic(x);
  if (operation == SILU) {
    // −∞·0, where the logistic function of float64 is not quite 0.
    const isLowest = f64x2.eq(x, double(EDGES, 1));
    return v128.bitselect(double(EDGES, 2), f64x2.mul(x, logistic(x)), isLowest);
  }
  if (operation == RECIPROCAL_ROOT) return f64x2.div(double(ONE, 0), f64x2.sqrt(x));
  // tanh x = (e²ˣ − 1) / (e²ˣ − 1 + 2)
  const p = exponentialLessOne(f64x2.add(x, x));
  return f64x2.div(p, f64x2.add(p, double(TWO, 0)));
}

// @ts-ignore: decorator
@inline
function four(operation: i32, x: v128): v128 {
  if (operation == NEGATE) return f32x4.neg(x);
  if (operation == ABSOLUTE) return f32x4.abs(x);
  if (operation == SQUARE) return f32x4.mul(x, x);
  if (operation == SQUARE_ROOT) return f32x4.sqrt(x);
  if (operation == RECIPROCAL) return f32x4.div(f32x4.splat(1), x);
  if (operation == RELU) return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
  const low = inFloat64(operation, f64x2.promote_low_f32x4(x));
  const high = inFloat64(operation, f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function ofAll(operation: i32, x: usize, target: usize, count: i32): void {
  const end = x + (<usize>count << 2);
  const foursEnd = x + (<usize>(count & ~3) << 2);
  for (; x < foursEnd; x += 16, target += 16) v128.store(target, four(operation, v128.load(x)));
  for (; x < end; x += 4, target += 4) {
    store<f32>(target, f32x4.extract_lane(four(operation, v128.load32_splat(x)), 0));
  }
}

/** target = f(x) of each of `count` float32. */
export function unary(operation: i32, x: usize, target: usize, count: i32): void {
  if (operation == NEGATE) ofAll(NEGATE, x, target, count);
  else if (operation == ABSOLUTE) ofAll(ABSOLUTE, x, target, count);
  else if (operation == SQUARE) ofAll(SQUARE, x, target, count);
  else if (operation == SQUARE_ROOT) ofAll(SQUARE_ROOT, x, target, count);
  else if (operation == RECIPROCAL_ROOT) ofAll(RECIPROCAL_ROOT, x, target, count);
  else if (operation == RECIPROCAL) ofAll(RECIPROCAL, x, target, count);
  else if (operation == RELU) ofAll(RELU, x, target, count);
  else if (operation == EXPONENTIAL) ofAll(EXPONENTIAL, x, target, count);
  else if (operation == LOGARITHM) ofAll(LOGARITHM, x, target, count);
  else if (operation == LOGISTIC) ofAll(LOGISTIC, x, target, count);
  else if (operation == TANGENT) ofAll(TANGENT, x, target, count);
  else ofAll(SILU, x, target, count);
}

/** Softmax of `rows` rows of `length` float32 each, or its logarithm: sums run in float64. */
export function softmax(x: usize, target: usize, rows: i32, length: i32, isLogarithm: i32): void {
  for (let row = 0; row < rows; row++) {
    const end = x + (<usize>length << 2);
    const foursEnd = x + (<usize>(length & ~3) << 2);
    let most = f32x4.splat(-Infinity);
    for (let p = x; p < foursEnd; p += 16) most = f32x4.max(most, v128.load(p));
    for (let p = foursEnd; p < end; p += 4) most = f32x4.max(most, v128.load32_splat(p));
    const largest = f64x2.splat(
      <f64>max(
        max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
        max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
      ),
    );
    let sums = f64x2.splat(0);
    for (let p = x; p < foursEnd; p += 16) {
      const v = v128.load(p);
      sums = f64x2.add(sums, exponential(f64x2.sub(f64x2.promote_low_f32x4(v), largest)));
      const upper = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
      sums = f64x2.add(sums, exponential(f64x2.sub(upper, largest)));
    }
    let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    for (let p = foursEnd; p < end; p += 4) {
      total += f64x2.extract_lane(exponential(f64x2.sub(f64x2.splat(<f64>load<f32>(p)), largest)), 0);
    }
    const divisor = f64x2.splat(isLogarithm != 0 ? NativeMath.log(total) : total);
    for (let p = x; p < end; ) {
      const isWhole = p < foursEnd;
      const v = isWhole ? v128.load(p) : v128.load32_splat(p);
      const low = f64x2.sub(f64x2.promote_low_f32x4(v), largest);
      const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)), largest);
      const first = isLogarithm != 0 ? f64x2.sub(low, divisor) : f64x2.div(exponential(low), divisor);
      const second = isLogarithm != 0 ? f64x2.sub(high, divisor) : f64x2.div(exponential(high), divisor);
      const result = v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 1, 4, 5);
      if (isWhole) v128.store(target, result);
      else store<f32>(target, f32x4.extract_lane(result, 0));
      p += isWhole ? 16 : 4;
      target += isWhole ? 16 : 4;
    }
    x = end;
  }
}
