import type { Change } from '../../lens/index.ts';
import type { FindingEdit } from '../../protocol/finding.ts';
import type { CallText, Source, Span } from './callText.ts';

function editOf(code: string, { start, end }: Span, text: string): FindingEdit {
  const before = code.slice(0, start).split('\n');
  return { line: before.length, column: before.at(-1)!.length, length: end - start, text };
}

/** Whether an argument is given by name: `eps=1e-3`, not `eps == 1`. */
function isNamed(code: string, { start, end }: Span): boolean {
  return /^[A-Za-z_]\w*\s*=(?!=)/.test(code.slice(start, end));
}

/** The arguments that are given by position. In TypeScript, options come last, as an object. */
export function positionals({ code }: Source, call: CallText): readonly Span[] {
  return call.arguments.filter((span) => !isNamed(code, span) && code[span.start] !== '{');
}

/** Where PyTorch's layers take these options by position. */
const POSITIONS: Readonly<Record<string, number>> = { eps: 1, momentum: 2 };

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Sets an option of a Python call: where it is given by name or position, else at the end. */
function setInPython(source: Source, call: CallText, name: string, value: number | boolean): FindingEdit {
  const { code } = source;
  const text = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  const given = call.arguments.find(({ start, end }) =>
    new RegExp(String.raw`^${name}\s*=`).test(code.slice(start, end)),
  );
  if (given !== undefined) return editOf(code, given, `${name}=${text}`);
  const position = POSITIONS[name];
  const byPosition = position === undefined ? undefined : positionals(source, call)[position];
  if (byPosition !== undefined) return editOf(code, byPosition, text);
  return appended(code, call, `${name}=${text}`);
}

/** After the last argument, also where a comma or a line break follows it. */
function appended(code: string, call: CallText, text: string): FindingEdit {
  const last = call.arguments.at(-1);
  if (last === undefined) return editOf(code, { start: call.close, end: call.close }, text);
  return editOf(code, { start: last.end, end: last.end }, `, ${text}`);
}

/** Sets an option of a TypeScript call, in the object that is its last argument. */
function setInTypeScript({ code }: Source, call: CallText, name: string, value: number | boolean): FindingEdit {
  const last = call.arguments.at(-1);
  const key = camelCase(name);
  if (last === undefined || code[last.start] !== '{') return appended(code, call, `{ ${key}: ${value} }`);
  const options = code.slice(last.start, last.end);
  const given = new RegExp(String.raw`(\b${key}\s*:\s*)([^,}\s]+)`).exec(options);
  if (given !== null) {
    const start = last.start + given.index + given[1]!.length;
    return editOf(code, { start, end: start + given[2]!.length }, String(value));
  }
  const isEmpty = /^\{\s*\}$/.test(options);
  if (isEmpty) return editOf(code, last, `{ ${key}: ${value} }`);
  const end = last.start + options.slice(0, -1).trimEnd().replace(/,$/, '').length;
  return editOf(code, { start: end, end }, `, ${key}: ${value}`);
}

/** The edits that make a change of a call in the code; none where the code does not say what would be changed. */
export function editsOf(change: Change, source: Source, call: CallText | undefined): FindingEdit[] {
  const { code, language } = source;
  if (change.kind === 'replaceText') {
    const found = change.found.replace(/[.*()]/g, String.raw`\$&`);
    // A number is not to be a part of another product.
    const pattern = new RegExp(/^\d/.test(found) ? String.raw`(?<![\w.*]\s*)${found}(?!\s*[\w.*])` : found, 'g');
    return [...code.matchAll(pattern)].map(({ index, 0: found }) =>
      editOf(code, { start: index, end: index + found.length }, change.text),
    );
  }
  if (call === undefined) return [];
  if (change.kind === 'setOption') {
    const set = language === 'python' ? setInPython : setInTypeScript;
    return [set(source, call, change.name, change.value)];
  }
  const given = positionals(source, call);
  const [before, last] = [given[change.from - 1], given.at(-1)];
  if (before === undefined || last === undefined || given.length <= change.from) return [];
  return [editOf(code, { start: before.end, end: last.end }, '')];
}
