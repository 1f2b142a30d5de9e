const MINUS = '\u2212';

/** Below this share of the spread a statistic is rounding noise. */
const NOISE = 1e-5;

/** From here on three decimals say enough. */
const LEAST_FIXED = 0.1;

/**
 * A statistic for people: four figures, a true minus sign, `NaN` where there is none, 0 for what is nothing against
 * the `spread` of the data.
 */
export function formatStatistic(statistic: number | null, spread = 0): string {
  if (statistic === null) return 'NaN';
  const value = Math.abs(statistic) < NOISE * spread ? 0 : statistic;
  const magnitude = Math.abs(value);
  const isSmall = magnitude !== 0 && Math.max(magnitude, spread) < LEAST_FIXED;
  const text =
    magnitude >= 1e5 || (magnitude !== 0 && magnitude < 5e-4)
      ? value.toExponential(2).replace('e+', 'e')
      : isSmall
        ? value.toPrecision(3)
        : value.toFixed(magnitude >= 1000 ? 1 : 3);
  return withMinus(Number(text) === 0 ? text.replace('-', '') : text).replace('Infinity', '∞');
}

/** A number that one may compute with, in five figures, without zeros at its end. */
export function formatFigures(value: number): string {
  const figures = Number(value.toPrecision(5));
  const text = value !== 0 && Math.abs(value) < 1e-3 ? figures.toExponential() : String(figures);
  return withMinus(text.replace('e+', 'e'));
}

function withMinus(text: string): string {
  return text.replaceAll('-', MINUS);
}

/** `16.1 M`: a count for people. */
export function formatCount(count: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e4],
  ] as const) {
    if (count >= size) return `${(count / (unit === 'k' ? 1e3 : size)).toPrecision(3)} ${unit}`;
  }
  return count.toLocaleString('en-US');
}

/** `38 ms`, `0.12 ms`, `2.1 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(2)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : Number(milliseconds.toPrecision(2))} ms`;
}

export function formatSizes(shape: readonly number[]): string {
  return shape.join(' × ');
}
