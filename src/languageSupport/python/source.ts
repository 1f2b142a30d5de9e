/** Magics whose argument is Python code. */
const WITH_CODE = new Set(['time', 'timeit']);
/** Magics of whole cells that run the lines below them. */
const RUNNING_THE_CELL = new Set(['time', 'timeit', 'capture', 'prun']);

function blank(text: string): string {
  return text.replace(/[^\r]/g, ' ');
}

/** `pass` in the place of a line, where it is long enough: the line may be all that is in a block. */
function passing(line: string): string {
  const indent = /^\s*/.exec(line)![0];
  const space = line.length - indent.length - 'pass'.length;
  return space < 0 ? blank(line) : `${indent}pass${' '.repeat(space)}`;
}

/** A line of IPython's as a line of Python of the same length: `%time x = f()` becomes `if 1: x = f()`. */
function plainLine(line: string): string {
  const magic = /^(\s*)%(\w+)(?=\s|$)/.exec(line);
  if (magic !== null) {
    const [all, indent = '', name = ''] = magic;
    const argument = line.slice(all.length);
    if (!WITH_CODE.has(name) || argument.trim() === '') return passing(line);
    // `if`, 1 and a colon in the place of the magic's name, which is long enough for them.
    return `${indent}if ${'1'.padEnd(name.length - 'if :'.length + 1)}:${argument}`;
  }
  const isCommandOrQuestion = /^\s*[!%?]/.test(line) || /^\s*[\w.]+\?{1,2}\s*$/.test(line);
  return isCommandOrQuestion ? passing(line) : line;
}

/** Whether a line begins as IPython's own do, or ends with its question mark. */
export function mayHaveMagics(text: string): boolean {
  return /^\s*[%!?]|\?\s*$/m.test(text);
}

/**
 * A cell that does not parse as plain Python, as IPython reads it: magics and commands of the shell are blanked out, as
 * far as their arguments are not Python. Each character that is left stands where it was.
 */
export function withoutMagics(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const cellMagic = /^%%(\w+)/.exec(lines[first] ?? '');
  if (cellMagic === null) return lines.map(plainLine).join('\n');
  if (!RUNNING_THE_CELL.has(cellMagic[1] ?? '')) return lines.map(blank).join('\n');
  return lines.with(first, blank(lines[first]!)).join('\n');
}

/** The identifiers in a text, wherever they stand. */
export function identifiersIn(text: string): Set<string> {
  return new Set(text.match(/[\p{ID_Start}_][\p{ID_Continue}]*/gu));
}
