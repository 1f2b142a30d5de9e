/** Enough digits for a chart; JSON stays small. */
const DIGITS = 6;

/** A statistic as a card carries it: null where it is not finite. */
export function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

const MAX_DECIMALS = 20;

/** An end of a stretch that is `width` wide, to a hundred-thousandth of that. */
export function shortened(end: number, width: number): number {
  const decimals = 5 - Math.ceil(Math.log10(width));
  return decimals >= 0 && decimals <= MAX_DECIMALS ? Number(end.toFixed(decimals)) : end;
}
