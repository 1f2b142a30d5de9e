import type { SyntaxNode } from '@lezer/common';
import type { Inference } from './inference.ts';
import { isOurs } from './moduleIndex.ts';
import { childNamed } from './syntax.ts';
import type { Scope } from './scopes.ts';
import type { Type } from './types.ts';

/** Where the frameworks describe what our modules are made after. */
const SITES: readonly (readonly [path: RegExp, framework: string, page: (path: string) => string])[] = [
  [/^torch\./, 'PyTorch', (path) => `https://docs.pytorch.org/docs/stable/generated/${path}.html`],
  [
    /^tensorflow\./,
    'TensorFlow',
    (path) => `https://www.tensorflow.org/api_docs/python/${path.replace('tensorflow', 'tf').replaceAll('.', '/')}`,
  ],
  [/^keras\./, 'Keras', (path) => `https://www.tensorflow.org/api_docs/python/tf/${path.replaceAll('.', '/')}`],
  [/^numpy\./, 'NumPy', (path) => `https://numpy.org/doc/stable/reference/generated/${path}.html`],
  [/^matplotlib\./, 'Matplotlib', (path) => `https://matplotlib.org/stable/api/_as_gen/${path}.html`],
];

/** A docstring as Markdown: code stays code, all else is text that can neither load nor run anything. */
export function safeMarkdown(text: string): string {
  const lines = text.split('\n');
  let markdown = '';
  let isExample = false;
  for (const line of lines) {
    const continues: boolean = isExample && line.trim() !== '';
    const begins = line.startsWith('>>>');
    if (begins && !isExample) markdown += '\n```python\n';
    else if (isExample && !continues) markdown += '```\n';
    isExample = begins || continues;
    markdown += `${isExample ? line.replaceAll('```', "'''") : escapeLine(line)}\n`;
  }
  return isExample ? `${markdown}\`\`\`` : markdown.trimEnd();
}

function escapeLine(line: string): string {
  const parts = line.matchAll(/`[^`]+`|https:\/\/[^\s<>()[\]`"'\\]+|[\s\S]/gu);
  return Array.from(parts, ([part]) =>
    part.length === 1 ? part.replace(/[\\`*_{}[\]()#+\-!<>|~&$]/, '\\$&') : part,
  ).join('');
}

/** The text of the string that a body begins with. */
export function docstringOf(scope: Scope): string | undefined {
  const body = childNamed(scope.node, 'Body');
  const first = body?.firstChild?.nextSibling;
  const string = first?.name === 'ExpressionStatement' ? first.firstChild : undefined;
  return string?.name === 'String' ? unquoted(scope.text(string)) : undefined;
}

/** The content of a string, its lines moved to the left as `inspect.cleandoc` does. */
function unquoted(literal: string): string {
  const content = literal.replace(/^[a-zA-Z]*("""|'''|"|')/, '').replace(/("""|'''|"|')$/, '');
  const [first = '', ...rest] = content.split(/\r?\n/);
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...indents, 1000);
  return [first.trimStart(), ...rest.map((line) => line.slice(margin))].join('\n').trim().slice(0, 5000);
}

/** What something is good for, as Markdown: its docstring, or the framework's page on it. */
export function documentationOf(type: Type | undefined, inference: Inference): string | undefined {
  switch (type?.kind) {
    case 'function':
      return documented(type.record.d, type.path);
    case 'class':
      return documented(inference.index.class(type.name)?.d, type.name);
    case 'module':
      return documented(inference.index.module(type.path)?.d, undefined);
    case 'ownFunction':
    case 'ownClass': {
      const text = docstringOf(type.scope);
      return text === undefined ? undefined : safeMarkdown(text);
    }
    default:
      return undefined;
  }
}

function documented(docstring: string | undefined, path: string | undefined): string | undefined {
  const own = docstring === undefined || docstring.startsWith('https://') ? '' : safeMarkdown(docstring);
  const page = docstring?.startsWith('https://') === true ? docstring.split(/\s/, 1)[0]! : undefined;
  const site = path === undefined || !isOurs(path) ? undefined : SITES.find(([pattern]) => pattern.test(path));
  if (site === undefined || path === undefined || path.includes('._')) return own === '' ? undefined : own;
  const [, framework, address] = site;
  const link = `[${path} in ${framework}](${page ?? address(path)})`;
  return own === '' ? link : `${own}\n\n${link}`;
}

/** Whether a node is in a string or a comment, but not in a replacement of an f-string. */
export function isInText(node: SyntaxNode): boolean {
  for (let outer: SyntaxNode | null = node; outer !== null; outer = outer.parent) {
    if (outer.name === 'FormatReplacement') return false;
    if (['String', 'FormatString', 'Comment'].includes(outer.name)) return true;
  }
  return false;
}
