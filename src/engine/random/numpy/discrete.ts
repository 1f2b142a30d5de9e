import { gamma, type Source } from './continuous.ts';

/** log Γ(x) by Stirling's series, for the x > 0 that counts lead to. */
function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  const shift = x <= 7 ? Math.trunc(7 - x) : 0;
  const large = x + shift;
  const square = 1 / (large * large);
  const coefficients = [
    -1.392432216905901, 1.796443723688307e-1, -2.955065359477124e-2, 6.41025641025641e-3, -1.917526917526918e-3,
    8.417508417508418e-4, -5.952380952380952e-4, 7.936507936507937e-4, -2.777777777777778e-3, 8.333333333333333e-2,
  ];
  const series = coefficients.reduce((sum, coefficient) => sum * square + coefficient, 0);
  let result = series / large + 0.5 * Math.log(2 * Math.PI) + (large - 0.5) * Math.log(large) - large;
  for (let k = 1; k <= shift; k++) result -= Math.log(large - k);
  return result;
}

/** Transformed rejection (Hörmann 1993) for a mean from 10 on, else a product of uniform numbers. */
function poisson(source: Source, mean: number): number {
  if (mean === 0) return 0;
  if (mean < 10) {
    const limit = Math.exp(-mean);
    for (let count = 0, product = 1; ; count++) {
      product *= source.nextDouble();
      if (product <= limit) return count;
    }
  }
  const root = Math.sqrt(mean);
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const ratio = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = source.nextDouble() - 0.5;
    const v = source.nextDouble();
    const distance = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= ratio) return k;
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    const density = -mean + k * logMean - logGamma(k + 1);
    if (Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (distance * distance) + b) <= density) return k;
  }
}

/** By inversion: adds up probabilities until they exceed a uniform number. */
function fewBinomial(source: Source, n: number, p: number): number {
  const q = 1 - p;
  const none = Math.exp(n * Math.log(q));
  const bound = Math.min(n, n * p + 10 * Math.sqrt(n * p * q + 1));
  let [count, probability, u] = [0, none, source.nextDouble()];
  while (u > probability) {
    count++;
    if (count > bound) {
      [count, probability, u] = [0, none, source.nextDouble()];
    } else {
      u -= probability;
      probability = ((n - count + 1) * p * probability) / (count * q);
    }
  }
  return count;
}

/** The rest of Stirling's approximation of log x!. */
function stirlingRest(x: number): number {
  const square = x * x;
  return (13680 - (462 - (132 - (99 - 140 / square) / square) / square) / square) / x / 166320;
}

/** Algorithm BTPE (Kachitvichyanukul and Schmeiser 1988), for n·p > 30 and p ≤ 1/2. */
function manyBinomial(source: Source, n: number, r: number): number {
  const q = 1 - r;
  const spread = n * r * q;
  const mode = Math.floor(n * r + r);
  const p1 = Math.floor(2.195 * Math.sqrt(spread) - 4.6 * q) + 0.5;
  const middle = mode + 0.5;
  const [left, right] = [middle - p1, middle + p1];
  const c = 0.134 + 20.5 / (15.3 + mode);
  const falling = (n * r + r - left) / (n * r + r - left * r);
  const lambdaLeft = falling * (1 + falling / 2);
  const rising = (right - (n * r + r)) / (right * q);
  const lambdaRight = rising * (1 + rising / 2);
  const p2 = p1 * (1 + 2 * c);
  const p3 = p2 + c / lambdaLeft;
  const p4 = p3 + c / lambdaRight;
  for (;;) {
    const u = source.nextDouble() * p4;
    let v = source.nextDouble();
    let y: number;
    if (u <= p1) return Math.floor(middle - p1 * v + u);
    if (u <= p2) {
      const x = left + (u - p1) / c;
      v = v * c + 1 - Math.abs(mode - x + 0.5) / p1;
      if (v > 1) continue;
      y = Math.floor(x);
    } else if (u <= p3) {
      y = Math.floor(left + Math.log(v) / lambdaLeft);
      if (y < 0 || v === 0) continue;
      v *= (u - p2) * lambdaLeft;
    } else {
      y = Math.floor(right - Math.log(v) / lambdaRight);
      if (y > n || v === 0) continue;
      v *= (u - p3) * lambdaRight;
    }
    const k = Math.abs(y - mode);
    if (k <= 20 || k >= spread / 2 - 1) {
      const s = r / q;
      const a = s * (n + 1);
      let f = 1;
      for (let i = mode + 1; i <= y; i++) f *= a / i - s;
      for (let i = y + 1; i <= mode; i++) f /= a / i - s;
      if (v <= f) return y;
      continue;
    }
    const rho = (k / spread) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / spread + 0.5);
    const t = (-k * k) / (2 * spread);
    const logV = Math.log(v);
    if (logV < t - rho) return y;
    if (logV > t + rho) continue;
    const [x1, f1, z, w] = [y + 1, mode + 1, n + 1 - mode, n - y + 1];
    const limit =
      middle * Math.log(f1 / x1) +
      (n - mode + 0.5) * Math.log(z / w) +
      (y - mode) * Math.log((w * r) / (x1 * q)) +
      stirlingRest(f1) +
      stirlingRest(z) +
      stirlingRest(x1) +
      stirlingRest(w);
    if (logV <= limit) return y;
  }
}

/** How many of `n` trials succeed. */
function binomial(source: Source, n: number, p: number): number {
  if (n === 0 || p === 0) return 0;
  const smaller = Math.min(p, 1 - p);
  const count = smaller * n <= 30 ? fewBinomial(source, n, smaller) : manyBinomial(source, n, smaller);
  return p <= 0.5 ? count : n - count;
}

/** How many trials it takes to succeed once. */
function geometric(source: Source, p: number): number {
  if (p < 1 / 3) {
    return source.isLegacy
      ? Math.ceil(Math.log1p(-source.nextDouble()) / Math.log1p(-p))
      : Math.ceil(-source.nextExponential() / Math.log1p(-p));
  }
  const u = source.nextDouble();
  let [count, sum, product] = [1, p, p];
  while (u > sum) {
    product *= 1 - p;
    sum += product;
    count++;
  }
  return count;
}

/** One whole number of a distribution, given its parameters (https://numpy.org/doc/stable/reference/random/generator.html#distributions). */
export const DISCRETE = {
  poisson,
  binomial,
  geometric,
  negativeBinomial: (source, n, p) => poisson(source, gamma(source, n) * ((1 - p) / p)),
} satisfies Record<string, (source: Source, ...parameters: [number, number]) => number>;
