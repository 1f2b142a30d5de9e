import { wholeSteps } from './simd';

// The operations by their numbers; kernels/elementwiseNative.ts has the same.
const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;
const MAXIMUM: i32 = 4;
const MINIMUM: i32 = 5;
const GATE: i32 = 6;

// @ts-ignore: decorator
@inline
function four(operation: i32, a: v128, b: v128): v128 {
  if (operation == ADD) return f32x4.add(a, b);
  if (operation == SUBTRACT) return f32x4.sub(a, b);
  if (operation == MULTIPLY) return f32x4.mul(a, b);
  if (operation == DIVIDE) return f32x4.div(a, b);
  if (operation == MAXIMUM) return f32x4.max(a, b);
  if (operation == MINIMUM) return f32x4.min(a, b);
  return v128.andnot(a, f32x4.le(b, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function one(operation: i32, a: f32, b: f32): f32 {
  return f32x4.extract_lane(four(operation, f32x4.splat(a), f32x4.splat(b)), 0);
}

// @ts-ignore: decorator
@inline
function ofArrays(operation: i32, a: usize, b: usize, target: usize, count: i32): void {
  const stepsEnd = wholeSteps(a, count);
  const end = a + (<usize>count << 2);
  for (; a < stepsEnd; a += 64, b += 64, target += 64) {
    v128.store(target, four(operation, v128.load(a), v128.load(b)));
    v128.store(target, four(operation, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(target, four(operation, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(target, four(operation, v128.load(a, 48), v128.load(b, 48)), 48);
  }
  for (; a < end; a += 4, b += 4, target += 4) store<f32>(target, one(operation, load<f32>(a), load<f32>(b)));
}

// @ts-ignore: decorator
@inline
function ofArrayAndNumber(operation: i32, a: usize, value: f32, target: usize, count: i32): void {
  const b = f32x4.splat(value);
  const stepsEnd = wholeSteps(a, count);
  const end = a + (<usize>count << 2);
  for (; a < stepsEnd; a += 64, target += 64) {
    v128.store(target, four(operation, v128.load(a), b));
    v128.store(target, four(operation, v128.load(a, 16), b), 16);
    v128.store(target, four(operation, v128.load(a, 32), b), 32);
    v128.store(target, four(operation, v128.load(a, 48), b), 48);
  }
  for (; a < end; a += 4, target += 4) store<f32>(target, one(operation, load<f32>(a), value));
}

// @ts-ignore: decorator
@inline
function ofNumberAndArray(operation: i32, value: f32, b: usize, target: usize, count: i32): void {
  const a = f32x4.splat(value);
  const stepsEnd = wholeSteps(b, count);
  const end = b + (<usize>count << 2);
  for (; b < stepsEnd; b += 64, target += 64) {
    v128.store(target, four(operation, a, v128.load(b)));
    v128.store(target, four(operation, a, v128.load(b, 16)), 16);
    v128.store(target, four(operation, a, v128.load(b, 32)), 32);
    v128.store(target, four(operation, a, v128.load(b, 48)), 48);
  }
  for (; b < end; b += 4, target += 4) store<f32>(target, one(operation, value, load<f32>(b)));
}

/** target = a ∘ b, element by element. */
export function binary(operation: i32, a: usize, b: usize, target: usize, count: i32): void {
  if (operation == ADD) ofArrays(ADD, a, b, target, count);
  else if (operation == SUBTRACT) ofArrays(SUBTRACT, a, b, target, count);
  else if (operation == MULTIPLY) ofArrays(MULTIPLY, a, b, target, count);
  else if (operation == DIVIDE) ofArrays(DIVIDE, a, b, target, count);
  else if (operation == MAXIMUM) ofArrays(MAXIMUM, a, b, target, count);
  else if (operation == MINIMUM) ofArrays(MINIMUM, a, b, target, count);
  else ofArrays(GATE, a, b, target, count);
}

/** target = a ∘ value. */
export function binaryRight(operation: i32, a: usize, value: f32, target: usize, count: i32): void {
  if (operation == ADD) ofArrayAndNumber(ADD, a, value, target, count);
  else if (operation == SUBTRACT) ofArrayAndNumber(SUBTRACT, a, value, target, count);
  else if (operation == MULTIPLY) ofArrayAndNumber(MULTIPLY, a, value, target, count);
  else if (operation == DIVIDE) ofArrayAndNumber(DIVIDE, a, value, target, count);
  else if (operation == MAXIMUM) ofArrayAndNumber(MAXIMUM, a, value, target, count);
  else if (operation == MINIMUM) ofArrayAndNumber(MINIMUM, a, value, target, count);
  else ofArrayAndNumber(GATE, a, value, target, count);
}

/** target = value ∘ b. */
export function binaryLeft(operation: i32, value: f32, b: usize, target: usize, count: i32): void {
  if (operation == ADD) ofNumberAndArray(ADD, value, b, target, count);
  else if (operation == SUBTRACT) ofNumberAndArray(SUBTRACT, value, b, target, count);
  else if (operation == MULTIPLY) ofNumberAndArray(MULTIPLY, value, b, target, count);
  else if (operation == DIVIDE) ofNumberAndArray(DIVIDE, value, b, target, count);
  else if (operation == MAXIMUM) ofNumberAndArray(MAXIMUM, value, b, target, count);
  else if (operation == MINIMUM) ofNumberAndArray(MINIMUM, value, b, target, count);
  else ofNumberAndArray(GATE, value, b, target, count);
}
