/** Enough decimals to write any float64 of ordinary size exactly, and the most that JavaScript allows. */
const EXACT_DECIMALS = 100;

function formatNonFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/**
 * `value` with `decimals` decimals as Python's `format(value, '.4f')` writes it: a number exactly halfway between two
 * goes to the one with the even last digit (JavaScript's `toFixed` goes away from zero).
 */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const doubled = magnitude * 10 ** decimals * 2;
  const halfway =
    doubled < 2 ** 53 && Number.isInteger(doubled) && doubled % 2 === 1 && isExactHalf(magnitude, decimals);
  if (!halfway) return sign + magnitude.toFixed(decimals);
  const below = (doubled - 1) / 2;
  return sign + ((below % 2 === 0 ? below : below + 1) / 10 ** decimals).toFixed(decimals);
}

/** Whether the digits after `decimals` are exactly 5000…; the product with a power of ten may have rounded to it. */
function isExactHalf(magnitude: number, decimals: number): boolean {
  if (magnitude >= 1e21) return false;
  return /^50*$/.test(magnitude.toFixed(EXACT_DECIMALS).split('.')[1]!.slice(decimals));
}

/** `value` as Python's `format(value, '.4e')` writes it: an exponent of at least two digits. */
export function formatScientific(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  if (value === 0) return `${Object.is(value, -0) ? '-' : ''}${(0).toFixed(decimals)}e+00`;
  return halfToEven(value, decimals).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** JavaScript rounds exact halves away from zero: those are written with one digit more, which ends in 5, and cut. */
function halfToEven(value: number, decimals: number): string {
  const rounded = value.toExponential(decimals);
  const [digits, exponent] = value.toExponential(EXACT_DECIMALS).split('e') as [string, string];
  const rest = digits.slice(digits.indexOf('.') + 1 + decimals);
  if (!/^50*$/.test(rest)) return rounded;
  const kept = digits.slice(0, digits.length - rest.length).replace(/\.$/, '');
  return Number(kept.at(-1)) % 2 === 0 ? `${kept}e${exponent}` : rounded;
}

/** `value` as Python's `repr` of a float writes it: `1e-05`, `0.1`, `1.0`. */
export function formatPythonFloat(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return digits.includes('.') ? digits : `${digits}.0`;
}
