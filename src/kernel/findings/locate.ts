import { shortTitle } from '../../lens/index.ts';
import type { CalledName, CodePlace, Remark } from '../../lens/index.ts';
import type { NormalizationCall } from '../../engine/index.ts';
import type { FindingPlace } from '../../protocol/finding.ts';
import { type CallText, codeLine, findCall, lineStart, type Source } from './callText.ts';

/** Where a remark belongs: a place, and the call that stands there. */
export interface Located {
  readonly place: FindingPlace;
  readonly source: Source;
  readonly call: CallText | undefined;
}

/** The class of a layer as code names it. */
export function classNameOf(source: NormalizationCall['source']): string {
  if (typeof source === 'string') return source;
  return /^\w+/.exec(shortTitle(source.toString()))?.[0] ?? '';
}

/** The place of a line, or of the call in it. */
export function locateLine(
  sources: ReadonlyMap<number, Source>,
  { executionCount, line, column, length }: CodePlace,
  name: string | undefined,
): Located | undefined {
  const source = sources.get(executionCount);
  const start = source && lineStart(source.code, line);
  if (source === undefined || start === undefined) return undefined;
  const call = name === undefined || name === '' ? undefined : findCall(source, name, line, column);
  if (call !== undefined) return { place: placeOf(executionCount, source, call), source, call };
  const text = source.code.slice(start).split('\n', 1)[0]!;
  const indent = text.length - text.trimStart().length;
  const place = {
    ...codeLine(source, { executionCount, line })!,
    column: column === undefined || length === undefined ? indent : column,
    length: length ?? text.trimEnd().length - indent,
  };
  return { place, source, call };
}

/** The newest call of a name in the cells. */
export function locateCall(sources: ReadonlyMap<number, Source>, { called }: CalledName): Located | undefined {
  const pattern = new RegExp(String.raw`\b${called}\s*\(`, 'i');
  for (const [executionCount, source] of [...sources].reverse()) {
    const lines = source.code.split('\n');
    const index = lines.findIndex(
      (line) => pattern.test(line) && !/^\s*(?:#|\/\/|from\s|import\s|def\s|class\s)/.test(line),
    );
    if (index < 0) continue;
    const name = pattern.exec(lines[index]!)![0].replace(/\s*\($/, '');
    return locateLine(sources, { executionCount, line: index + 1 }, name);
  }
  return undefined;
}

/** The part of a call that is in its first line. */
function placeOf(executionCount: number, source: Source, { start, end }: CallText): FindingPlace {
  const { code } = source;
  const before = code.slice(0, start).split('\n');
  const [firstLine] = code.slice(start, end).split('\n', 1);
  const line = codeLine(source, { executionCount, line: before.length })!;
  return { ...line, column: before.at(-1)!.length, length: firstLine!.length };
}

/** Whether a remark is about a place that it knows. */
export function isPlace(about: Remark['about']): about is CodePlace {
  return about !== undefined && 'line' in about;
}

/** Whether a remark is about a call that is to be looked for. */
export function isCall(about: Remark['about']): about is CalledName {
  return about !== undefined && 'called' in about;
}
