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

/** A number that one may compute with, in four figures, as many as a packed one has, without zeros at its end. */
export function formatFigures(value: number): string {
  const figures = Number(value.toPrecision(4));
  const text = value !== 0 && Math.abs(value) < 1e-3 ? figures.toExponential() : String(figures);
  return withMinus(text.replace('e+', 'e'));
}

function withMinus(text: string): string {
  return text.replaceAll('-', MINUS);
}

const UNITS = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const;

/** From here on a count gets a unit. */
const LEAST_WITH_UNIT = 1e4;

/** `16.1 M`: a count for people, in three figures. */
export function formatCount(count: number): string {
  if (count < LEAST_WITH_UNIT) return count.toLocaleString('en-US');
  const figures = Number(count.toPrecision(3));
  const [unit, size] = UNITS.find((each) => figures >= each[1])!;
  const value = figures / size;
  return `${value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)} ${unit}`;
}

/** `38 ms`, `0.12 ms`, `2.1 s`, `150 s`. */
export function formatDuration(milliseconds: number): string {
  const inTwo = (value: number): string =>
    value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
  return milliseconds >= 1000 ? `${inTwo(milliseconds / 1000)} s` : `${inTwo(milliseconds)} ms`;
}

export function formatSizes(shape: readonly number[]): string {
  return shape.join(' × ');
}
