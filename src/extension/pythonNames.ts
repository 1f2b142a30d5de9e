const NAMES = String.raw`[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*`;

/** What assigns in Python: `a, b = …`, `(a, b) = …`, `a: T = …`, `for a, b in …`, `with … as a`, `(a := …)`. */
const ASSIGNMENTS = [
  new RegExp(String.raw`^[^\S\n]*\(?(${NAMES})\)?[^\S\n]*(?::[^=\n]+)?=(?!=)`, 'gm'),
  new RegExp(String.raw`\bfor\s+\(?(${NAMES})\)?\s+in\b`, 'g'),
  /\bas\s+([A-Za-z_]\w*)/g,
  /\(\s*([A-Za-z_]\w*)\s*:=/g,
];

/**
 * The names that Python cells assign to, as far as their text shows it: cells in other languages find the tensors and
 * modules among them.
 */
export function pythonNames(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) =>
    ASSIGNMENTS.flatMap((assignment) => [...text.matchAll(assignment)].flatMap(([, names = '']) => names.split(','))),
  );
  return [...new Set(found.map((name) => name.trim()))].sort();
}
