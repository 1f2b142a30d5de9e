import type { TensorStatistics, Variable } from '../../protocol/variables.ts';

/** The words that tell of variables, in the reader's language. */
export interface VariableTexts {
  readonly mean: string;
  readonly min: string;
  readonly max: string;
  readonly shape: string;
  readonly infinite: string;
  readonly scalar: string;
  readonly all: (value: string) => string;
  readonly contents: (elements: string, tensors: number) => string;
  readonly changes: Readonly<Record<NonNullable<Variable['change']>, string>>;
}

/** `64 × 32 float32`. */
export function shapeText({ shape = [], dtype = '' }: Variable, texts: VariableTexts): string {
  return `${shape.length === 0 ? texts.scalar : shape.join(' × ')} ${dtype}`;
}

/** How many elements are no numbers: `3 NaN`, `2 infinite`. */
export function spoiledText({ nan, infinite }: TensorStatistics, texts: VariableTexts): string {
  const count = (value: number): string => value.toLocaleString('en-US');
  return [
    ...(nan > 0 ? [`${count(nan)} NaN`] : []),
    ...(infinite > 0 ? [`${count(infinite)} ${texts.infinite}`] : []),
  ].join(', ');
}

/** `−3.154 ▁▂▅█▅▂▁ 4.101`, or what all elements are. */
function rangeText({ min, max, bars }: TensorStatistics, texts: VariableTexts): string {
  if (min === 'NaN') return '';
  return min === max ? texts.all(min) : `${min} ${bars} ${max}`;
}

/** What stands after a variable's name, what matters most first: lines are cut off where the view is narrow. */
export function rowText(variable: Variable, texts: VariableTexts, statistics = variable.statistics): string {
  const { kind, text, type, contents } = variable;
  if (kind === 'module' || (kind === 'collection' && contents !== undefined)) {
    const held = contents === undefined ? [] : [texts.contents(contents.elements, contents.tensors)];
    return [type, ...held].join(' · ');
  }
  if (kind !== 'tensor') return text;
  if (text !== '') return `${text} · ${shapeText(variable, texts)}`;
  if (statistics === undefined) return shapeText(variable, texts);
  const { mean, std, min, max, bars } = statistics;
  const numbers =
    min === max ? [rangeText(statistics, texts)] : [bars, `${texts.mean} ${mean}`, `σ ${std}`, `${min} … ${max}`];
  return [spoiledText(statistics, texts), shapeText(variable, texts), ...numbers]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Names and numbers of a tensor, for a table. */
export function factsOf(variable: Variable, statistics: TensorStatistics, texts: VariableTexts): [string, string][] {
  const { mean, std, min, max, nan, infinite } = statistics;
  return [
    [texts.shape, shapeText(variable, texts)],
    [texts.mean, mean],
    ['σ', std],
    [texts.min, min],
    [texts.max, max],
    ['NaN', nan.toLocaleString('en-US')],
    ...(infinite > 0 ? [[texts.infinite, infinite.toLocaleString('en-US')] as [string, string]] : []),
  ];
}

/** The code that stands for a variable or its part. */
export function expressionOf({ path }: Variable): string {
  return path.name + path.steps.join('');
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, '\\$&');
}

/** A block of plain text, whatever is in it. */
function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** What there is to say of a variable, as Markdown. */
export function variableMarkdown(
  variable: Variable,
  texts: VariableTexts,
  { statistics = variable.statistics, representation = '' } = {} as {
    readonly statistics?: TensorStatistics | undefined;
    readonly representation?: string | undefined;
  },
): string {
  const { type, change, kind, contents, text } = variable;
  const said = [`**${escaped(expressionOf(variable))}**`, escaped(type)];
  if (contents !== undefined) said.push(escaped(texts.contents(contents.elements, contents.tensors)));
  if (kind === 'tensor' && statistics === undefined) said.push(escaped(shapeText(variable, texts)));
  if (change !== undefined) said.push(escaped(texts.changes[change]));
  const parts = [said.join(' · ')];
  if (representation !== '') parts.push(block(representation));
  else if (text !== '') parts.push(block(text));
  if (kind === 'tensor' && statistics !== undefined) {
    const facts = factsOf(variable, statistics, texts);
    const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    parts.push(
      [
        row(facts.map(([name]) => escaped(name))),
        row(facts.map(([name]) => (name === texts.shape ? ':--' : '--:'))),
        row(facts.map(([name, value]) => (name === 'NaN' && value !== '0' ? `**⚠ ${value}**` : escaped(value)))),
      ].join('\n'),
    );
    const range = rangeText(statistics, texts);
    if (text === '' && range !== '') parts.push(block(range));
  }
  return parts.join('\n\n');
}

/** Whether a variable is looked for: its name, class, or shape contains each of the words. */
export function isWanted(variable: Variable, filter: string): boolean {
  const { label, type, shape = [], dtype = '' } = variable;
  const said = `${label} ${type} ${shape.join('×')} ${shape.join(' × ')} ${dtype}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
