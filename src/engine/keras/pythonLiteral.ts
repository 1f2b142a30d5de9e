import { pythonNumber } from '../nn/repr.ts';

/** A value as Python's `str` writes it: texts without quotes. */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonLiteral(value);
}

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
  return typeof value === 'number' ? pythonNumber(value) : `<${typeof value}>`;
}
