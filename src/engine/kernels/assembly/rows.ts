import { normalizeRunElementwise } from './normalize';
import { multiplyAdd } from './simd';

// Matrices of rows×columns in row-major order whose rows share a statistic, while each column has a weight and a bias of
// its own. What is told of each row are float64, one row after the other.

/** y = (x − mean)·scale·weight + bias for `count` neighbouring columns, with mean and scale of each row at `statistics`. */
export function normalizeRows(
  x: usize,
  y: usize,
  rows: i32,
  columns: i32,
  count: i32,
  statistics: usize,
  weight: usize,
  bias: usize,
): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, x += stride, y += stride, statistics += 16) {
    const mean = load<f64>(statistics);
    const scale = load<f64>(statistics, 8);
    const centre = <f32>mean;
    // What rounding cuts off the mean goes into the shift.
    const shift = <f32>((<f64>centre - mean) * scale);
    normalizeRunElementwise(x, y, count, centre, <f32>scale, shift, weight, bias);
  }
}

// @ts-ignore: decorator
@inline
function two(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/** Σg·w and Σg·w·(x − centre) of each row, with the mean (rounded to float32: the centre) and scale at `statistics`. */
export function rowGradientSums(
  g: usize,
  x: usize,
  weight: usize,
  rows: i32,
  columns: i32,
  statistics: usize,
  sums: usize,
): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, g += stride, x += stride, statistics += 16, sums += 16) {
    weightedGradientSums(g, x, weight, columns, <f32>load<f64>(statistics), sums);
  }
}

/** dx = a·g·w + b·(x − centre) + k, with centre, a, b and k of each row at `parameters`. */
export function inputGradientRows(
  g: usize,
  x: usize,
  weight: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  parameters: usize,
): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, g += stride, x += stride, dx += stride, parameters += 32) {
    const centre = <f32>load<f64>(parameters);
    const a = <f32>load<f64>(parameters, 8);
    const b = <f32>load<f64>(parameters, 16);
    const k = <f32>load<f64>(parameters, 24);
    weightedInputGradient(g, x, weight, dx, columns, centre, a, b, k);
  }
}

/** Σg·w and Σg·w·(x − centre) of a row with a weight for each element: two float64 to `state`. */
function weightedGradientSums(
  g: usize,
  x: usize,
  weight: usize,
  length: i32,
  centre: f32,
  state: usize,
): void {
  let total = f64x2.splat(0);
  let product = f64x2.splat(0);
  const c = f64x2.splat(<f64>centre);
  let at: usize = 0;
  const width = <usize>length << 2;
  for (; at + 8 <= width; at += 8) {
    const slope = f64x2.mul(two(g + at), two(weight + at));
    total = f64x2.add(total, slope);
    product = f64x2.add(product, f64x2.mul(slope, f64x2.sub(two(x + at), c)));
  }
  let sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  let weighted = f64x2.extract_lane(product, 0) + f64x2.extract_lane(product, 1);
  if (at < width) {
    const slope = <f64>load<f32>(g + at) * <f64>load<f32>(weight + at);
    sum += slope;
    weighted += slope * (<f64>load<f32>(x + at) - <f64>centre);
  }
  store<f64>(state, sum);
  store<f64>(state, weighted, 8);
}

/** dx = a·g·w + b·(x − centre) + k of such a row. */
function weightedInputGradient(
  g: usize,
  x: usize,
  weight: usize,
  dx: usize,
  length: i32,
  centre: f32,
  a: f32,
  b: f32,
  k: f32,
): void {
  const c = f32x4.splat(centre);
  const va = f32x4.splat(a);
  const vb = f32x4.splat(b);
  const vk = f32x4.splat(k);
  let at: usize = 0;
  const width = <usize>length << 2;
  for (; at + 16 <= width; at += 16) {
    const rest = multiplyAdd(vb, f32x4.sub(v128.load(x + at), c), vk);
    v128.store(dx + at, multiplyAdd(va, f32x4.mul(v128.load(g + at), v128.load(weight + at)), rest));
  }
  for (; at < width; at += 4) {
    const rest = b * (load<f32>(x + at) - centre) + k;
    store<f32>(dx + at, a * (load<f32>(g + at) * load<f32>(weight + at)) + rest);
  }
}
