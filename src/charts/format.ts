const MINUS = '\u2212';

/** Below this share of the spread a statistic is rounding noise. */
const NOISE = 1e-5;

/**
 * A statistic for people: four figures, a true minus sign, `NaN` where there is none, 0 for what is nothing against
 * the `spread` of the data.
 */
export function formatStatistic(statistic: number | null, spread = 0): string {
  if (statistic === null) return 'NaN';
  const value = Math.abs(statistic) < NOISE * spread ? 0 : statistic;
  const magnitude = Math.abs(value);
  const text =
    magnitude !== 0 && (magnitude < 5e-4 || magnitude >= 1e5)
      ? value.toExponential(2).replace('e+', 'e')
      : value.toFixed(magnitude >= 1000 ? 1 : 3);
  return (Number(text) === 0 ? text.replace('-', '') : text).replaceAll('-', MINUS);
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
