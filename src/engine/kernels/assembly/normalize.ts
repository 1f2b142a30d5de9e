import { horizontalSum, multiplyAdd, wholeSteps } from './simd';

/**
 * y = (x − centre)·scale + shift of `repeats` runs of `length` elements whose starts are `stride` elements apart; the last
 * run first, for it was read last and may still lie in the cache.
 */
export function normalizeRuns(
  x: usize,
  y: usize,
  length: i32,
  repeats: i32,
  stride: i32,
  centre: f32,
  scale: f32,
  shift: f32,
): void {
  for (let repeat = repeats - 1; repeat >= 0; repeat--) {
    const offset = (<usize>repeat * <usize>stride) << 2;
    normalizeRun(x + offset, y + offset, length, centre, scale, shift);
  }
}

function normalizeRun(x: usize, y: usize, count: i32, centre: f32, scale: f32, shift: f32): void {
  const c = f32x4.splat(centre);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(shift);
  const stepsEnd = wholeSteps(x, count);
  const end = x + (<usize>count << 2);
  for (; x < stepsEnd; x += 64, y += 64) {
    v128.store(y, multiplyAdd(f32x4.sub(v128.load(x), c), s, t));
    v128.store(y, multiplyAdd(f32x4.sub(v128.load(x, 16), c), s, t), 16);
    v128.store(y, multiplyAdd(f32x4.sub(v128.load(x, 32), c), s, t), 32);
    v128.store(y, multiplyAdd(f32x4.sub(v128.load(x, 48), c), s, t), 48);
  }
  for (; x < end; x += 4, y += 4) store<f32>(y, (load<f32>(x) - centre) * scale + shift);
}

/** y = ((x − centre)·scale + shift)·weight + bias, with a weight and bias for every element. */
export function normalizeRunElementwise(
  x: usize,
  y: usize,
  count: i32,
  centre: f32,
  scale: f32,
  shift: f32,
  weight: usize,
  bias: usize,
): void {
  const c = f32x4.splat(centre);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(shift);
  const stepsEnd = wholeSteps(x, count);
  const end = x + (<usize>count << 2);
  for (; x < stepsEnd; x += 64, y += 64, weight += 64, bias += 64) {
    const n0 = multiplyAdd(f32x4.sub(v128.load(x), c), s, t);
    const n1 = multiplyAdd(f32x4.sub(v128.load(x, 16), c), s, t);
    const n2 = multiplyAdd(f32x4.sub(v128.load(x, 32), c), s, t);
    const n3 = multiplyAdd(f32x4.sub(v128.load(x, 48), c), s, t);
    v128.store(y, multiplyAdd(n0, v128.load(weight), v128.load(bias)));
    v128.store(y, multiplyAdd(n1, v128.load(weight, 16), v128.load(bias, 16)), 16);
    v128.store(y, multiplyAdd(n2, v128.load(weight, 32), v128.load(bias, 32)), 32);
    v128.store(y, multiplyAdd(n3, v128.load(weight, 48), v128.load(bias, 48)), 48);
  }
  for (; x < end; x += 4, y += 4, weight += 4, bias += 4) {
    store<f32>(y, ((load<f32>(x) - centre) * scale + shift) * load<f32>(weight) + load<f32>(bias));
  }
}

/** Elements whose products are summed in float32 before they are added in float64. */
const BLOCK: i32 = 4096;

/**
 * Σg and Σg·(x − centre) over `repeats` runs of `length` elements whose starts are `stride` elements apart: two float64 to
 * `state`.
 */
export function gradientSums(
  g: usize,
  x: usize,
  length: i32,
  repeats: i32,
  stride: i32,
  centre: f32,
  state: usize,
): void {
  store<f64>(state, 0);
  store<f64>(state, 0, 8);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const offset = (<usize>repeat * <usize>stride) << 2;
    accumulateGradient(g + offset, x + offset, length, centre, state);
  }
}

/** Adds Σg and Σg·(x − centre) to the two float64 at `state`. */
function accumulateGradient(g: usize, x: usize, count: i32, centre: f32, state: usize): void {
  let total = load<f64>(state);
  let weighted = load<f64>(state, 8);
  const c = f32x4.splat(centre);
  let left = count;
  while (left > 0) {
    const size = min(left, BLOCK);
    const stepsEnd = wholeSteps(x, size);
    const end = x + (<usize>size << 2);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let w0 = s0;
    let w1 = s0;
    let w2 = s0;
    let w3 = s0;
    for (; x < stepsEnd; x += 64, g += 64) {
      const g0 = v128.load(g);
      const g1 = v128.load(g, 16);
      const g2 = v128.load(g, 32);
      const g3 = v128.load(g, 48);
      s0 = f32x4.add(s0, g0);
      s1 = f32x4.add(s1, g1);
      s2 = f32x4.add(s2, g2);
      s3 = f32x4.add(s3, g3);
      w0 = multiplyAdd(g0, f32x4.sub(v128.load(x), c), w0);
      w1 = multiplyAdd(g1, f32x4.sub(v128.load(x, 16), c), w1);
      w2 = multiplyAdd(g2, f32x4.sub(v128.load(x, 32), c), w2);
      w3 = multiplyAdd(g3, f32x4.sub(v128.load(x, 48), c), w3);
    }
    total += horizontalSum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    weighted += horizontalSum(f32x4.add(f32x4.add(w0, w1), f32x4.add(w2, w3)));
    for (; x < end; x += 4, g += 4) {
      const slope = load<f32>(g);
      total += <f64>slope;
      weighted += <f64>slope * <f64>(load<f32>(x) - centre);
    }
    left -= size;
  }
  store<f64>(state, total);
  store<f64>(state, weighted, 8);
}

/** dx = a·g + b·(x − centre) + k of such runs, the last first. */
export function inputGradientRuns(
  g: usize,
  x: usize,
  dx: usize,
  length: i32,
  repeats: i32,
  stride: i32,
  centre: f32,
  a: f32,
  b: f32,
  k: f32,
): void {
  for (let repeat = repeats - 1; repeat >= 0; repeat--) {
    const offset = (<usize>repeat * <usize>stride) << 2;
    // Where x has no part in the gradient, a NaN in it has none either.
    if (b == 0) normalizeRun(g + offset, dx + offset, length, 0, a, k);
    else inputGradientRun(g + offset, x + offset, dx + offset, length, centre, a, b, k);
  }
}

function inputGradientRun(
  g: usize,
  x: usize,
  dx: usize,
  count: i32,
  centre: f32,
  a: f32,
  b: f32,
  k: f32,
): void {
  const c = f32x4.splat(centre);
  const va = f32x4.splat(a);
  const vb = f32x4.splat(b);
  const vk = f32x4.splat(k);
  const stepsEnd = wholeSteps(x, count);
  const end = x + (<usize>count << 2);
  for (; x < stepsEnd; x += 64, g += 64, dx += 64) {
    const i0 = multiplyAdd(vb, f32x4.sub(v128.load(x), c), vk);
    const i1 = multiplyAdd(vb, f32x4.sub(v128.load(x, 16), c), vk);
    const i2 = multiplyAdd(vb, f32x4.sub(v128.load(x, 32), c), vk);
    const i3 = multiplyAdd(vb, f32x4.sub(v128.load(x, 48), c), vk);
    v128.store(dx, multiplyAdd(va, v128.load(g), i0));
    v128.store(dx, multiplyAdd(va, v128.load(g, 16), i1), 16);
    v128.store(dx, multiplyAdd(va, v128.load(g, 32), i2), 32);
    v128.store(dx, multiplyAdd(va, v128.load(g, 48), i3), 48);
  }
  for (; x < end; x += 4, g += 4, dx += 4) {
    store<f32>(dx, a * load<f32>(g) + (b * (load<f32>(x) - centre) + k));
  }
}
