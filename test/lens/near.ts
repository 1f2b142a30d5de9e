import assert from 'node:assert/strict';

/** Fails unless a number that a card rounded is `expected`. */
export function near(got: number | null | undefined, expected: number, tolerance = 1e-4): void {
  assert.ok(
    Math.abs((got ?? NaN) - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${got} is not ${expected}`,
  );
}

/** {@link near} for all of several numbers. */
export function allNear(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance?: number): void {
  assert.equal(got.length, expected.length);
  Array.from(expected).forEach((value, i) => {
    near(got[i], value, tolerance);
  });
}
