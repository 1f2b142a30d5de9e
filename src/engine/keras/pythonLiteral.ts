/** A value as Python's `repr` writes it: what Keras puts into its messages. */
export function pythonLiteral(value: unknown): string {
  if (value === undefined || value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, entry]) => `'${key}': ${pythonLiteral(entry)}`)
      .join(', ')}}`;
  }
  return typeof value === 'number' ? String(value) : `<${typeof value}>`;
}

/** `(2, 5)`, `(5,)`: a list of sizes as Python's tuple. */
export function pythonTupleOf(values: readonly number[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`;
}
