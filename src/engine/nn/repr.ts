/** `True` or `False`. */
export function pythonBool(value: boolean): string {
  return value ? 'True' : 'False';
}

/** `(3,)`, `(3, 4)`. */
export function pythonTuple(values: readonly number[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
}
