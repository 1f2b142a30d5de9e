/** Which outputs a notebook file keeps: charts and pictures alone, or none. */
export type KeptOutputs = 'charts' | 'none';

/** What charts and pictures are saved as: `image/png`, `application/vnd.vegalite.v5+json`. */
const CHART_MIME = /^(?:image\/|application\/vnd\.)/;

/** Where a value stands in a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Member extends Span {
  readonly key: string;
}

/**
 * The text of an `.ipynb` file without the outputs that are not to be kept; all else stays byte for byte. Where none is
 * kept, cells lose their numbers and times, too: those change with each run. Throws an Error where the text is no notebook of format 4.
 */
export function withoutOutputs(text: string, kept: KeptOutputs): string {
  const notebook = JSON.parse(text) as { readonly nbformat?: unknown; readonly cells?: unknown } | null;
  if (typeof notebook?.nbformat !== 'number' || notebook.nbformat < 4 || !Array.isArray(notebook.cells)) {
    throw new Error('not a Jupyter notebook of format 4: it needs nbformat and cells');
  }
  const changes = memberOf(text, { start: text.indexOf('{'), end: text.length }, 'cells').flatMap((cells) =>
    elementsOf(text, cells).flatMap((cell) => changesOf(text, cell, kept)),
  );
  let rest = 0;
  const pieces = changes
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, replacement }) => {
      const piece = text.slice(rest, start) + replacement;
      rest = end;
      return piece;
    });
  return pieces.join('') + text.slice(rest);
}

function changesOf(text: string, cell: Span, kept: KeptOutputs): (Span & { readonly replacement: string })[] {
  if (text[cell.start] !== '{') return [];
  const arrays = memberOf(text, cell, 'outputs').filter(({ start }) => text[start] === '[');
  const count = kept === 'none' ? memberOf(text, cell, 'execution_count') : [];
  const times = kept === 'none' ? memberOf(text, cell, 'metadata').flatMap((metadata) => timesIn(text, metadata)) : [];
  return [
    ...arrays.map((span) => ({ ...span, replacement: keptOutputs(text, span, kept) })),
    ...count.map((span) => ({ ...span, replacement: 'null' })),
    ...times.map((span) => ({ ...span, replacement: '{}' })),
  ];
}

/** When the cell ran, as JupyterLab records it. */
function timesIn(text: string, metadata: Span): Span[] {
  if (text[metadata.start] !== '{') return [];
  return memberOf(text, metadata, 'execution').filter(({ start }) => text[start] === '{');
}

/** The text of an array of outputs with those alone that are kept, spaced as it was. */
function keptOutputs(text: string, array: Span, kept: KeptOutputs): string {
  const outputs = elementsOf(text, array);
  const remaining = outputs.filter(
    ({ start, end }) => kept === 'charts' && isChart(JSON.parse(text.slice(start, end))),
  );
  const [first, second] = outputs;
  const last = outputs.at(-1);
  if (first === undefined || last === undefined || remaining.length === 0) return '[]';
  if (remaining.length === outputs.length) return text.slice(array.start, array.end);
  const separator = second === undefined ? '' : text.slice(first.end, second.start);
  const before = text.slice(array.start, first.start);
  const after = text.slice(last.end, array.end);
  return before + remaining.map(({ start, end }) => text.slice(start, end)).join(separator) + after;
}

function isChart(output: unknown): boolean {
  const { data } = (output ?? {}) as { readonly data?: unknown };
  return typeof data === 'object' && data !== null && Object.keys(data).some((mime) => CHART_MIME.test(mime));
}

/** The value of an object's member, as {@link JSON.parse} takes it: the last of that name; none where there is none. */
function memberOf(text: string, object: Span, key: string): Span[] {
  return membersOf(text, object)
    .filter((member) => member.key === key)
    .slice(-1);
}

function membersOf(text: string, { start }: Span): Member[] {
  const members: Member[] = [];
  for (let at = afterSpace(text, start + 1); text[at] === '"';) {
    const keyEnd = endOfValue(text, at);
    const valueStart = afterSpace(text, afterSpace(text, keyEnd) + ':'.length);
    const end = endOfValue(text, valueStart);
    members.push({ key: JSON.parse(text.slice(at, keyEnd)) as string, start: valueStart, end });
    at = afterComma(text, end);
  }
  return members;
}

function elementsOf(text: string, array: Span): Span[] {
  if (text[array.start] !== '[') return [];
  const elements: Span[] = [];
  for (let start = afterSpace(text, array.start + 1); start < array.end && text[start] !== ']';) {
    const end = endOfValue(text, start);
    elements.push({ start, end });
    start = afterComma(text, end);
  }
  return elements;
}

function afterSpace(text: string, at: number): number {
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

function afterComma(text: string, at: number): number {
  const next = afterSpace(text, at);
  return text[next] === ',' ? afterSpace(text, next + 1) : next;
}

/** Where a value of valid JSON ends that starts at `at`, however long and deep it is. */
function endOfValue(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at);
  if (text[at] !== '{' && text[at] !== '[') return nextOf(/[\s,\]}]/g, text, at);
  const special = /["[\]{}]/g;
  let depth = 0;
  let end = at;
  do {
    const found = nextOf(special, text, end);
    const sign = text[found];
    end = sign === '"' ? endOfString(text, found) : found + 1;
    if (sign === '{' || sign === '[') depth++;
    else if (sign !== '"') depth--;
  } while (depth > 0 && end < text.length);
  return end;
}

function nextOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}
