/** What the distributions draw from. */
export interface Source {
  /** NumPy's legacy generator computes some distributions in its own way, for the sake of old seeds. */
  readonly isLegacy: boolean;
  nextDouble(): number;
  nextNormal(): number;
  nextExponential(): number;
}

/** Marsaglia and Tsang (2000) from a shape of 1 on, below it Ahrens and Dieter (1974). */
export function gamma(source: Source, shape: number): number {
  if (shape === 1) return source.nextExponential();
  if (shape === 0) return 0;
  if (shape < 1) {
    for (;;) {
      const u = source.nextDouble();
      const v = source.nextExponential();
      if (u <= 1 - shape) {
        const x = u ** (1 / shape);
        if (x <= v) return x;
      } else {
        const y = -Math.log((1 - u) / shape);
        const x = (1 - shape + shape * y) ** (1 / shape);
        if (x <= v + y) return x;
      }
    }
  }
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    let x: number;
    let v: number;
    do {
      x = source.nextNormal();
      v = 1 + c * x;
    } while (v <= 0);
    v = v * v * v;
    const u = source.nextDouble();
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
  }
}

/** Jöhnk's method where both shapes are at most 1, else a ratio of gamma variates. */
function beta(source: Source, a: number, b: number): number {
  if (a > 1 || b > 1) {
    const first = gamma(source, a);
    return first / (first + gamma(source, b));
  }
  for (;;) {
    const u = source.nextDouble();
    const v = source.nextDouble();
    const [x, y] = [u ** (1 / a), v ** (1 / b)];
    if (x + y > 1) continue;
    if (x + y > 0) return x / (x + y);
    const [logX, logY] = [Math.log(u) / a, Math.log(v) / b];
    const larger = Math.max(logX, logY);
    return Math.exp(logX - larger - Math.log(Math.exp(logX - larger) + Math.exp(logY - larger)));
  }
}

/** A uniform number that is not 0. */
function positive(source: Source): number {
  for (;;) {
    const u = source.nextDouble();
    if (u > 0) return u;
  }
}

const chiSquare = (source: Source, df: number): number => 2 * gamma(source, df / 2);

function triangular(source: Source, left: number, mode: number, right: number): number {
  const [base, leftBase] = [right - left, mode - left];
  const u = source.nextDouble();
  return u <= leftBase / base
    ? left + Math.sqrt(u * leftBase * base)
    : right - Math.sqrt((1 - u) * (right - mode) * base);
}

function laplace(source: Source, location: number, scale: number): number {
  const u = positive(source);
  return u >= 0.5 ? location - scale * Math.log(2 - u - u) : location + scale * Math.log(u + u);
}

function logistic(source: Source, location: number, scale: number): number {
  const u = positive(source);
  return location + scale * Math.log(u / (1 - u));
}

function gumbel(source: Source, location: number, scale: number): number {
  return location - scale * Math.log(-Math.log(1 - positive(source)));
}

function wald(source: Source, mean: number, scale: number): number {
  const normal = source.nextNormal();
  const y = mean * normal * normal;
  const x = mean + (mean / (2 * scale)) * (y - Math.sqrt(4 * scale * y + y * y));
  return source.nextDouble() <= mean / (mean + x) ? x : (mean * mean) / x;
}

/** One number of a distribution, given its parameters (https://numpy.org/doc/stable/reference/random/generator.html#distributions). */
export const CONTINUOUS = {
  uniform: (source, low, high) => low + (high - low) * source.nextDouble(),
  normal: (source, mean, std) => mean + std * source.nextNormal(),
  exponential: (source, scale) => scale * source.nextExponential(),
  gamma: (source, shape, scale) => scale * gamma(source, shape),
  beta,
  chiSquare,
  f: (source, numerator, denominator) =>
    (chiSquare(source, numerator) * denominator) / (chiSquare(source, denominator) * numerator),
  studentT: (source, df) => {
    const normal = source.nextNormal();
    return (Math.sqrt(df / 2) * normal) / Math.sqrt(gamma(source, df / 2));
  },
  cauchy: (source) => source.nextNormal() / source.nextNormal(),
  laplace,
  logistic,
  gumbel,
  logNormal: (source, mean, sigma) => Math.exp(mean + sigma * source.nextNormal()),
  rayleigh: (source, scale) =>
    scale * Math.sqrt(source.isLegacy ? -2 * Math.log(1 - source.nextDouble()) : 2 * source.nextExponential()),
  pareto: (source, a) =>
    source.isLegacy ? Math.exp(source.nextExponential() / a) - 1 : Math.expm1(source.nextExponential() / a),
  weibull: (source, a) => (a === 0 ? 0 : source.nextExponential() ** (1 / a)),
  power: (source, a) =>
    (source.isLegacy ? 1 - Math.exp(-source.nextExponential()) : -Math.expm1(-source.nextExponential())) ** (1 / a),
  triangular,
  wald,
} satisfies Record<string, (source: Source, ...parameters: [number, number, number]) => number>;
