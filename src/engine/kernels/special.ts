/**
 * Functions that JavaScript's Math lacks, to the precision of float64.
 */

const SQRT_PI = Math.sqrt(Math.PI);

/** The series Σ (−1)ⁿ x^(2n+1) / (n!·(2n+1)), for small |x|, summed in the form that has no cancellation. */
function errorSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

/** erfc for large x by its continued fraction, evaluated from the end (Abramowitz and Stegun 7.1.14). */
function complementFraction(x: number): number {
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / ((x + fraction) * SQRT_PI);
}

/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (Math.abs(x) < 3) return errorSeries(x);
  return Math.sign(x) * (1 - complementFraction(Math.abs(x)));
}

/** The complementary error function 1 − erf(x), without its cancellation for large x. */
export function erfc(x: number): number {
  if (x < 3) return 1 - erf(x);
  return x > 30 ? 0 : complementFraction(x);
}

/** 1 / (1 + e^(−x)), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** ln(1 + e^x), without overflow. */
export function softplusOf(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The nearest whole number; halves go to the even one, as IEEE 754 rounds. */
export function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
