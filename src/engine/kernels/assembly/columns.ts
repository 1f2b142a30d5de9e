import { multiplyAdd } from './simd';

// Matrices of rows×columns in row-major order whose columns share a statistic, or a parameter: channels that come last,
// the features of layer normalization. Numbers for each column stand in arrays one after the other.

// @ts-ignore: decorator
@inline
function two(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(p));
}

// @ts-ignore: decorator
@inline
function addTo(target: usize, value: v128): void {
  v128.store(target, f64x2.add(v128.load(target), value));
}

// @ts-ignore: decorator
@inline
function addOne(target: usize, value: f64): void {
  store<f64>(target, load<f64>(target) + value);
}

/** The mean and the sum of squared deviations of each column: two arrays of float64 to `state`. */
export function columnMoments(x: usize, rows: i32, columns: i32, state: usize): void {
  const squares = state + (<usize>columns << 3);
  memory.fill(state, 0, <usize>columns << 4);
  const stride = <usize>columns << 2;
  for (let row = 1; row < rows; row++) {
    const line = x + <usize>row * stride;
    let column = 0;
    for (; column + 2 <= columns; column += 2) {
      const at = <usize>column << 2;
      // Deviations from the first row: a constant column has none, however large it is.
      const d = f64x2.sub(two(line + at), two(x + at));
      addTo(state + (at << 1), d);
      addTo(squares + (at << 1), f64x2.mul(d, d));
    }
    if (column < columns) {
      const at = <usize>column << 2;
      const d = <f64>load<f32>(line + at) - <f64>load<f32>(x + at);
      addOne(state + (at << 1), d);
      addOne(squares + (at << 1), d * d);
    }
  }
  for (let column = 0; column < columns; column++) {
    const at = <usize>column << 3;
    const sum = load<f64>(state + at);
    store<f64>(squares + at, max<f64>(0, load<f64>(squares + at) - (sum * sum) / <f64>rows));
    store<f64>(state + at, <f64>load<f32>(x + (at >> 1)) + sum / <f64>rows);
  }
}

/** y = (x − centre)·scale + shift, with three arrays of float32 at `parameters`. */
export function normalizeColumns(x: usize, y: usize, rows: i32, columns: i32, parameters: usize): void {
  const stride = <usize>columns << 2;
  const scales = parameters + stride;
  const shifts = scales + stride;
  for (let row = 0; row < rows; row++, x += stride, y += stride) {
    let at: usize = 0;
    for (; at + 16 <= stride; at += 16) {
      const d = f32x4.sub(v128.load(x + at), v128.load(parameters + at));
      v128.store(y + at, multiplyAdd(d, v128.load(scales + at), v128.load(shifts + at)));
    }
    for (; at < stride; at += 4) {
      const d = load<f32>(x + at) - load<f32>(parameters + at);
      store<f32>(y + at, d * load<f32>(scales + at) + load<f32>(shifts + at));
    }
  }
}

/** Σg and Σg·(x − centre) of each column: two arrays of float64 to `state`; `centres`: float32. */
export function columnGradientSums(
  g: usize,
  x: usize,
  rows: i32,
  columns: i32,
  centres: usize,
  state: usize,
): void {
  const products = state + (<usize>columns << 3);
  memory.fill(state, 0, <usize>columns << 4);
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, g += stride, x += stride) {
    let at: usize = 0;
    for (; at + 8 <= stride; at += 8) {
      const slope = two(g + at);
      addTo(state + (at << 1), slope);
      addTo(products + (at << 1), f64x2.mul(slope, f64x2.sub(two(x + at), two(centres + at))));
    }
    if (at < stride) {
      const slope = <f64>load<f32>(g + at);
      addOne(state + (at << 1), slope);
      addOne(products + (at << 1), slope * (<f64>load<f32>(x + at) - <f64>load<f32>(centres + at)));
    }
  }
}

/** dx = a·g + b·(x − centre) + k, with the arrays of float32 centre, a, b and k at `parameters`. */
export function inputGradientColumns(
  g: usize,
  x: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  parameters: usize,
): void {
  const stride = <usize>columns << 2;
  const as = parameters + stride;
  const bs = as + stride;
  const ks = bs + stride;
  for (let row = 0; row < rows; row++, g += stride, x += stride, dx += stride) {
    let at: usize = 0;
    for (; at + 16 <= stride; at += 16) {
      const d = f32x4.sub(v128.load(x + at), v128.load(parameters + at));
      const rest = multiplyAdd(v128.load(bs + at), d, v128.load(ks + at));
      v128.store(dx + at, multiplyAdd(v128.load(as + at), v128.load(g + at), rest));
    }
    for (; at < stride; at += 4) {
      const rest = load<f32>(bs + at) * (load<f32>(x + at) - load<f32>(parameters + at)) + load<f32>(ks + at);
      store<f32>(dx + at, load<f32>(as + at) * load<f32>(g + at) + rest);
    }
  }
}

/**
 * Over the rows, Σg and Σg·x̂ with x̂ = (x − mean)·scale of the row, for `count` neighbouring columns from `g` and `x` on:
 * two arrays of float64 to `state`. `statistics`: mean and scale of each row, float64.
 */
export function parameterGradients(
  g: usize,
  x: usize,
  rows: i32,
  columns: i32,
  count: i32,
  statistics: usize,
  state: usize,
): void {
  const products = state + (<usize>count << 3);
  memory.fill(state, 0, <usize>count << 4);
  const stride = <usize>columns << 2;
  const width = <usize>count << 2;
  for (let row = 0; row < rows; row++, g += stride, x += stride, statistics += 16) {
    const mean = v128.load64_splat(statistics);
    const scale = v128.load64_splat(statistics, 8);
    let at: usize = 0;
    for (; at + 8 <= width; at += 8) {
      const slope = two(g + at);
      addTo(state + (at << 1), slope);
      addTo(products + (at << 1), f64x2.mul(slope, f64x2.mul(f64x2.sub(two(x + at), mean), scale)));
    }
    if (at < width) {
      const slope = <f64>load<f32>(g + at);
      addOne(state + (at << 1), slope);
      const standardized = (<f64>load<f32>(x + at) - load<f64>(statistics)) * load<f64>(statistics, 8);
      addOne(products + (at << 1), slope * standardized);
    }
  }
}
