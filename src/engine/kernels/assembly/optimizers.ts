// The sums that are rounded twice on purpose have no fused multiplication: PyTorch rounds them so.

/**
 * One step of Adam for float32: m ← m + (1 − β₁)(g − m), v ← β₂·v + (1 − β₂)·g², θ ← θ·shrink − stepSize·m / (√v / root + eps),
 * where g has `decay`·θ added to it. With `largest`, the largest v so far stands for v; 0: without.
 */
export function adam(
  values: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  largest: usize,
  count: i32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  stepSize: f32,
  root: f32,
  eps: f32,
  decay: f32,
  shrink: f32,
): void {
  const end = values + (<usize>count << 2);
  const foursEnd = values + (<usize>(count & ~3) << 2);
  while (values < end) {
    const whole = values < foursEnd;
    const theta = f32x4.mul(whole ? v128.load(values) : v128.load32_zero(values), f32x4.splat(shrink));
    const slope = f32x4.add(
      whole ? v128.load(gradient) : v128.load32_zero(gradient),
      f32x4.mul(f32x4.splat(decay), theta),
    );
    const oldMean = whole ? v128.load(mean) : v128.load32_zero(mean);
    const m = f32x4.add(oldMean, f32x4.mul(f32x4.splat(oneMinusBeta1), f32x4.sub(slope, oldMean)));
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), whole ? v128.load(square) : v128.load32_zero(square)),
      f32x4.mul(f32x4.splat(oneMinusBeta2), f32x4.mul(slope, slope)),
    );
    let bound = v;
    if (largest != 0) {
      bound = f32x4.max(whole ? v128.load(largest) : v128.load32_zero(largest), v);
      put(largest, bound, whole);
      largest += whole ? 16 : 4;
    }
    const deviation = f32x4.add(f32x4.div(f32x4.sqrt(bound), f32x4.splat(root)), f32x4.splat(eps));
    put(mean, m, whole);
    put(square, v, whole);
    put(values, f32x4.sub(theta, f32x4.div(f32x4.mul(f32x4.splat(stepSize), m), deviation)), whole);
    const step: usize = whole ? 16 : 4;
    values += step;
    gradient += step;
    mean += step;
    square += step;
  }
}

/**
 * One step of gradient descent for float32: b ← momentum·b + (1 − dampening)·g, θ ← θ − lr·b, where g has `decay`·θ added
 * to it; with Nesterov's momentum θ ← θ − lr·(g + momentum·b). `buffer` 0: without momentum; `isFirst`: b ← g.
 */
export function descend(
  values: usize,
  gradient: usize,
  buffer: usize,
  count: i32,
  lr: f32,
  momentum: f32,
  oneMinusDampening: f32,
  decay: f32,
  isNesterov: i32,
  isFirst: i32,
): void {
  const end = values + (<usize>count << 2);
  const foursEnd = values + (<usize>(count & ~3) << 2);
  while (values < end) {
    const whole = values < foursEnd;
    const theta = whole ? v128.load(values) : v128.load32_zero(values);
    const slope = f32x4.add(
      whole ? v128.load(gradient) : v128.load32_zero(gradient),
      f32x4.mul(f32x4.splat(decay), theta),
    );
    let direction = slope;
    const step: usize = whole ? 16 : 4;
    if (buffer != 0) {
      let b = slope;
      if (isFirst == 0) {
        b = f32x4.add(
          f32x4.mul(f32x4.splat(momentum), whole ? v128.load(buffer) : v128.load32_zero(buffer)),
          f32x4.mul(f32x4.splat(oneMinusDampening), slope),
        );
      }
      put(buffer, b, whole);
      buffer += step;
      direction = isNesterov != 0 ? f32x4.add(slope, f32x4.mul(f32x4.splat(momentum), b)) : b;
    }
    put(values, f32x4.sub(theta, f32x4.mul(f32x4.splat(lr), direction)), whole);
    values += step;
    gradient += step;
  }
}

// @ts-ignore: decorator
@inline
function put(target: usize, four: v128, whole: bool): void {
  if (whole) v128.store(target, four);
  else store<f32>(target, f32x4.extract_lane(four, 0));
}
