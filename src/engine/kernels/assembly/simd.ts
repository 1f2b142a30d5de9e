/** Elements of float32 in a step of the unrolled loops: four vectors of four. */
export const STEP: i32 = 16;

/** x·y + z of four float32: rounded once where the host has relaxed SIMD, else twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, z);
  return f32x4.add(f32x4.mul(x, y), z);
}

/** The sum of four float32 in float64, always in the same order. */
// @ts-ignore: decorator
@inline
export function horizontalSum(v: v128): f64 {
  const low = <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1);
  return low + (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3));
}

/** The address after the last whole step of `count` float32 from `start` on. */
// @ts-ignore: decorator
@inline
export function wholeSteps(start: usize, count: i32): usize {
  return start + ((<usize>count & ~<usize>(STEP - 1)) << 2);
}

/**
 * The float32 numbered `index` of a table in memory, in all four lanes. Reading it takes one instruction, while V8 makes a
 * constant vector of three wherever it is used: loops with many constants have them in tables (`memory.data`).
 */
// @ts-ignore: decorator
@inline
export function single(table: usize, index: i32): v128 {
  return v128.load32_splat(table + (<usize>index << 2));
}

/** The float64 numbered `index` of such a table, in both lanes. */
// @ts-ignore: decorator
@inline
export function double(table: usize, index: i32): v128 {
  return v128.load64_splat(table + (<usize>index << 3));
}
