/** The lines of a text, which may end as any system ends them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** The lines that occur once, and where. */
function uniqueLines(lines: readonly string[], from: number, to: number): Map<string, number> {
  const places = new Map<string, number | undefined>();
  for (let i = from; i < to; i++) places.set(lines[i]!, places.has(lines[i]!) ? undefined : i);
  return new Map([...places].filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/**
 * Where the lines of `before` stand in `after`, both counted from 0; those that were edited or taken out are absent. What
 * stands before the first and after the last change has stayed; between the two, a line that occurs once in both.
 */
export function survivingLines(before: string, after: string): Map<number, number> {
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  const survivors = new Map<number, number>();
  let head = 0;
  for (; head < shorter && old[head] === now[head]; head++) survivors.set(head, head);
  let tail = 0;
  for (; tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail); tail++) {
    survivors.set(old.length - 1 - tail, now.length - 1 - tail);
  }
  const places = uniqueLines(now, head, now.length - tail);
  for (const [line, place] of uniqueLines(old, head, old.length - tail)) {
    const stillAt = places.get(line);
    if (stillAt !== undefined) survivors.set(place, stillAt);
  }
  return survivors;
}
