import { formatPythonFloat } from '../numberFormat.ts';

/** `True` or `False`. */
export function pythonBool(value: boolean): string {
  return value ? 'True' : 'False';
}

/** `(3,)`, `(3, 4)`. */
export function pythonTuple(values: readonly (number | null)[]): string {
  const texts = values.map((value) => (value === null ? 'None' : String(value)));
  return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(', ')})`;
}

/** A number, or a tuple of several. */
export function pythonSizes(sizes: number | null | readonly (number | null)[]): string {
  if (sizes === null) return 'None';
  return typeof sizes === 'number' ? String(sizes) : pythonTuple(sizes);
}

/** A number as the Python literal it was most likely given as: `0.5`, `1`. */
export function pythonNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : formatPythonFloat(value);
}
