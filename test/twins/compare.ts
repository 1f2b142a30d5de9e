const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

/** Last digits may differ: the frameworks round float32 on the way, this engine computes in float64. */
const RELATIVE = 2e-6;
const ABSOLUTE = 1e-6;

/** What a program printed, as words and numbers; how much space stands between them is not compared. */
interface Printed {
  readonly words: string;
  readonly numbers: readonly number[];
}

function parse(text: string): Printed {
  return {
    words: text
      .replace(NUMBER, '#')
      .replace(/\s+/g, ' ')
      .replace(/ (?=[\])])/g, '')
      .trim(),
    numbers: Array.from(text.matchAll(NUMBER), ([number]) => Number(number)),
  };
}

/** Undefined where two printed texts agree, up to the last digits of their numbers; else the first line that does not. */
export function difference(ours: string, theirs: string): string | undefined {
  const [left, right] = [ours.trimEnd().split('\n'), theirs.trimEnd().split('\n')];
  const length = Math.max(left.length, right.length);
  for (let line = 0; line < length; line++) {
    const [a, b] = [left[line] ?? '', right[line] ?? ''];
    if (!agree(parse(a), parse(b))) return `line ${line + 1}:\n  here:      ${a}\n  framework: ${b}`;
  }
  return undefined;
}

function agree(a: Printed, b: Printed): boolean {
  if (a.words !== b.words || a.numbers.length !== b.numbers.length) return false;
  return a.numbers.every((value, index) => {
    const expected = b.numbers[index]!;
    return Math.abs(value - expected) <= ABSOLUTE + RELATIVE * Math.abs(expected);
  });
}
