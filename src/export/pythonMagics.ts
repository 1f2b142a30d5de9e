/** Names of IPython's magics, so that no line of a text in Python is taken for one. */
const MAGICS =
  'alias|autoawait|autoreload|bash|cat|capture|cd|conda|config|debug|env|history|html|javascript|latex|load_ext|ls|' +
  'matplotlib|mkdir|notebook|pdb|pip|precision|prun|pwd|pylab|reload_ext|reset|rm|run|script|sh|store|svg|system|' +
  'tensorflow_version|time|timeit|who|whos|writefile';

const MAGIC = new RegExp(String.raw`^(\s*)(%%?)(${MAGICS})\b[ \t]*(.*)$`);
const SHELL = /^(\s*)!.*$/;

/** Magics of a whole cell after which the cell is Python all the same. */
const PYTHON_CELL_MAGICS = new Set(['capture', 'prun', 'time', 'timeit']);

function asComment(line: string, indent: string): string {
  const comment = `# IPython: ${line.trim()}`;
  return indent === '' ? comment : `${indent}pass  ${comment}`;
}

function lineWithoutMagic(line: string): string {
  const [, indent = '', percent, name, rest = ''] = MAGIC.exec(line) ?? [];
  if (name === 'time' && percent === '%' && rest !== '') return `${indent}${rest}  # %time`;
  if (name !== undefined) return asComment(line, indent);
  const [, shellIndent] = SHELL.exec(line) ?? [];
  return shellIndent === undefined ? line : asComment(line, shellIndent);
}

/**
 * Python without what only a notebook understands: magics and commands of the shell become comments, as do cells that
 * are not in Python (`%%bash`); what `%time` would have run stays.
 */
export function withoutMagics(source: string): string {
  const lines = source.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const [, , percent, name = ''] = MAGIC.exec(first) ?? [];
  const isOtherLanguage = percent === '%%' && !PYTHON_CELL_MAGICS.has(name);
  return lines.map((line) => (isOtherLanguage ? asComment(line, '') : lineWithoutMagic(line))).join('\n');
}
