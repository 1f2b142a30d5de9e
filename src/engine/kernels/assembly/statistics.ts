import { startExtremes, widenExtremes } from './extremes';
import { horizontalSum, multiplyAdd, wholeSteps } from './simd';

/** Elements whose deviations are summed in float32 before they are merged in float64: 16 KB, half of a first-level cache. */
const BLOCK: i32 = 4096;

/** How many elements the first guess of a mean takes. */
const GUESS: i32 = 256;

/**
 * Count, mean and sum of squared deviations of `repeats` runs of `length` float32 whose starts are `stride` elements
 * apart: three float64 to `state`. With `reach` (0: none), also their extremes, see {@link startExtremes}, to there: each
 * block is still in the cache.
 */
export function moments(start: usize, length: i32, repeats: i32, stride: i32, state: usize, reach: usize): void {
  if (reach != 0) startExtremes(reach);
  let seen: f64 = 0;
  let mean: f64 = 0;
  let squares: f64 = 0;
  const guessed = min(length, GUESS);
  for (let i = 0; i < guessed; i++) mean += <f64>load<f32>(start + (<usize>i << 2));
  let shift = <f32>(mean / <f64>max(guessed, 1));
  mean = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    let p = start + ((<usize>repeat * <usize>stride) << 2);
    let left = length;
    while (left > 0) {
      const size = min(left, BLOCK);
      const stepsEnd = wholeSteps(p, size);
      const end = p + (<usize>size << 2);
      const centre = f32x4.splat(shift);
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let q0 = s0;
      let q1 = s0;
      let q2 = s0;
      let q3 = s0;
      for (; p < stepsEnd; p += 64) {
        const d0 = f32x4.sub(v128.load(p), centre);
        const d1 = f32x4.sub(v128.load(p, 16), centre);
        const d2 = f32x4.sub(v128.load(p, 32), centre);
        const d3 = f32x4.sub(v128.load(p, 48), centre);
        s0 = f32x4.add(s0, d0);
        s1 = f32x4.add(s1, d1);
        s2 = f32x4.add(s2, d2);
        s3 = f32x4.add(s3, d3);
        q0 = multiplyAdd(d0, d0, q0);
        q1 = multiplyAdd(d1, d1, q1);
        q2 = multiplyAdd(d2, d2, q2);
        q3 = multiplyAdd(d3, d3, q3);
      }
      let sum = horizontalSum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
      let sumOfSquares = horizontalSum(f32x4.add(f32x4.add(q0, q1), f32x4.add(q2, q3)));
      for (; p < end; p += 4) {
        const d = <f64>(load<f32>(p) - shift);
        sum += d;
        sumOfSquares += d * d;
      }
      // The parallel algorithm of Chan, Golub and LeVeque (1979).
      const blockSize = <f64>size;
      const delta = <f64>shift + sum / blockSize - mean;
      const total = seen + blockSize;
      squares += max<f64>(0, sumOfSquares - (sum * sum) / blockSize) + (delta * delta * seen * blockSize) / total;
      mean += (delta * blockSize) / total;
      seen = total;
      shift = <f32>mean;
      left -= size;
      // A NaN or ±∞ would be one in the sum.
      if (reach != 0) widenExtremes(end - (<usize>size << 2), size, reach, sum - sum == 0);
    }
  }
  store<f64>(state, seen);
  store<f64>(state, mean, 8);
  store<f64>(state, squares, 16);
}

/** The sum of such runs, in float64, to `result`. */
export function sum(start: usize, length: i32, repeats: i32, stride: i32, result: usize): void {
  let total: f64 = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    total += sumOfRun(start + ((<usize>repeat * <usize>stride) << 2), length);
  }
  store<f64>(result, total);
}

function sumOfRun(p: usize, count: i32): f64 {
  const stepsEnd = wholeSteps(p, count);
  const end = p + (<usize>count << 2);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; p < stepsEnd; p += 64) {
    s0 = f64x2.add(s0, f64x2.add(low(v128.load(p)), high(v128.load(p))));
    s1 = f64x2.add(s1, f64x2.add(low(v128.load(p, 16)), high(v128.load(p, 16))));
    s2 = f64x2.add(s2, f64x2.add(low(v128.load(p, 32)), high(v128.load(p, 32))));
    s3 = f64x2.add(s3, f64x2.add(low(v128.load(p, 48)), high(v128.load(p, 48))));
  }
  const all = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let total = f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
  for (; p < end; p += 4) total += <f64>load<f32>(p);
  return total;
}

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}
