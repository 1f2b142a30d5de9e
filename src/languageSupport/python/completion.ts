import type { SyntaxNode } from '@lezer/common';
import { nodeAt, type PythonCell } from './cell.ts';
import { isInText } from './documentation.ts';
import type { Inference } from './inference.ts';
import type { PythonNotebook } from './notebook.ts';
import { type Binding, type Scope, scopeAt, visibleScopes } from './scopes.ts';
import { isVariable, parameterName, signatureOf } from './signatures.ts';
import { argumentsOf, childrenOf } from './syntax.ts';
import type { Type } from './types.ts';

export type CompletionKind =
  'module' | 'class' | 'function' | 'method' | 'property' | 'variable' | 'keyword' | 'argument';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is written in place of the label. */
  readonly insert?: string;
  /** Nearer names come first: names of the notebook, then builtins. */
  readonly rank: 0 | 1 | 2 | 3;
  /** What it is, for the details that are shown beside it. */
  readonly type: () => Type | undefined;
  /** Whether it is of our modules, which another language server may not know. */
  readonly isOfModule: boolean;
}

const KEYWORDS = [
  ...['False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'case', 'class', 'continue', 'def'],
  ...['del', 'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda'],
  ...['match', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'type', 'while', 'with', 'yield'],
];

const nothing = (): undefined => undefined;

/** What could stand at a place in a cell. */
export function completionsAt(notebook: PythonNotebook, cellIndex: number, position: number): Completion[] {
  const cell = notebook.cell(cellIndex);
  if (cell === undefined) return [];
  const start = wordStart(cell.text, position);
  if (isInText(nodeAt(cell, start, start === position ? -1 : 1)) && isInText(nodeAt(cell, position, -1))) return [];
  if (/[\d.]$/.test(cell.text.slice(Math.max(0, start - 1), start)) && /^\d/.test(cell.text.slice(start))) return [];
  const statement = importAt(cell, start);
  if (statement !== undefined) return inImport(notebook, cell, statement, start);
  const dot = dotBefore(cell.text, start);
  if (dot !== undefined) return membersAt(notebook, cell, dot);
  return [...argumentNames(notebook, cell, start), ...names(notebook, cell, start)];
}

function wordStart(text: string, position: number): number {
  let start = position;
  while (start > 0 && /[\p{ID_Continue}_]/u.test(text[start - 1]!)) start--;
  return start;
}

/** The place of the dot that a word follows. */
function dotBefore(text: string, start: number): number | undefined {
  let at = start - 1;
  while (at >= 0 && /[ \t]/.test(text[at]!)) at--;
  return text[at] === '.' ? at : undefined;
}

function importAt(cell: PythonCell, start: number): SyntaxNode | undefined {
  // The line may not go on yet: the node is then found before the spaces at its end.
  for (const place of [start, wordStart(cell.text, cell.text.slice(0, start).trimEnd().length)]) {
    for (let node: SyntaxNode | null = nodeAt(cell, place, -1); node !== null; node = node.parent) {
      const isOnLine = !cell.text.slice(node.to, start).includes('\n');
      if (node.name === 'ImportStatement' && isOnLine) return node;
    }
  }
  return undefined;
}

function inImport(notebook: PythonNotebook, cell: PythonCell, statement: SyntaxNode, start: number): Completion[] {
  const { index, inference } = notebook;
  const children = childrenOf(statement).filter(({ to, type }) => to <= start && !type.isError);
  const text = (nodes: readonly SyntaxNode[]): string =>
    nodes.map(({ from, to }) => cell.text.slice(from, to)).join('');
  const imports = children.findIndex(({ name }) => name === 'import');
  const isFrom = statement.firstChild?.name === 'from';
  if (children.at(-1)?.name === 'as') return [];
  if (isFrom && imports >= 0) {
    const module = text(children.slice(1, imports));
    return membersOf(inference, { kind: 'module', path: module });
  }
  if (children.length === 0) return [];
  const last = children.findLastIndex(({ name }) => name === ',' || name === 'import' || name === 'from');
  const path = children.slice(last + 1);
  if (path.at(-1)?.name === '.') {
    const outer = text(path.slice(0, -1));
    return membersOf(inference, { kind: 'module', path: outer }).filter(({ kind }) => kind === 'module');
  }
  if (path.length > 0) return isFrom ? [keyword('import')] : [keyword('as')];
  return index.topLevelModules().map((label) => ({
    label,
    kind: 'module',
    rank: 0,
    type: () => ({ kind: 'module', path: label }),
    isOfModule: true,
  }));
}

function membersAt(notebook: PythonNotebook, cell: PythonCell, dot: number): Completion[] {
  const node = nodeAt(cell, dot, 1).parent;
  if (node?.name !== 'MemberExpression' || node.firstChild === null) return [];
  if (node.firstChild.name === 'Number') return [];
  return membersOf(notebook.inference, notebook.inference.typeOf(node.firstChild, scopeAt(cell.scope, dot)));
}

/** The members of a value; those for the language's own use come last. */
function membersOf(inference: Inference, object: Type | undefined): Completion[] {
  const names = memberNames(inference, object).filter((name) => !name.startsWith('__') || name === '__version__');
  return names.map((label) => {
    const type = (): Type | undefined => inference.memberOf(object, label);
    const isOfModule = object?.kind === 'module' || object?.kind === 'class' || object?.kind === 'instance';
    return { label, kind: kindOf(type(), object), rank: label.startsWith('_') ? 2 : 0, type, isOfModule };
  });
}

function memberNames(inference: Inference, object: Type | undefined): string[] {
  const { index } = inference;
  switch (object?.kind) {
    case 'module':
      return index.moduleNames(object.path);
    case 'class':
    case 'instance':
      return index.classNames(object.name);
    case 'list':
    case 'tuple':
      return index.classNames(`builtins.${object.kind}`);
    case 'ownClass':
    case 'ownInstance': {
      const own = inference
        .ownLineage(object.scope)
        .flatMap((scope) => [...scope.bindings.keys(), ...scope.attributes.keys()]);
      const base = inference.indexedBase(object.scope);
      return [...new Set([...own, ...(base === undefined ? [] : index.classNames(base))])];
    }
    default:
      return [];
  }
}

function kindOf(type: Type | undefined, of?: Type): CompletionKind {
  switch (type?.kind) {
    case 'module':
      return 'module';
    case 'class':
    case 'ownClass':
      return 'class';
    case 'function':
    case 'ownFunction':
      return of === undefined || of.kind === 'module' ? 'function' : 'method';
    default:
      return of === undefined ? 'variable' : 'property';
  }
}

/** `name=` for what a call can be told and has not been told yet. */
function argumentNames(notebook: PythonNotebook, cell: PythonCell, start: number): Completion[] {
  const list = argumentListAt(cell, start);
  const callee = list?.prevSibling;
  if (list === undefined || callee === undefined || callee === null) return [];
  const given = argumentsOf(list);
  const current = given.find(({ from, to }) => from <= start && start <= to);
  // After `name=` a value stands, and within `f(a + b)` no name of an argument.
  if (current !== undefined && current.from !== start) return [];
  const { inference } = notebook;
  const signature = signatureOf(inference.typeOf(callee, scopeAt(cell.scope, start)), inference);
  const taken = new Set(given.flatMap(({ name }) => (name === undefined ? [] : [cell.text.slice(name.from, name.to)])));
  const before = given.filter(({ to, name }) => to < start && name === undefined).length;
  const slash = signature?.parameters.indexOf('/') ?? -1;
  return (signature?.parameters ?? [])
    .filter((parameter, i) => {
      const name = parameterName(parameter);
      return (
        i >= before && i > slash && !isVariable(parameter) && name !== '' && !name.startsWith('_') && !taken.has(name)
      );
    })
    .map((parameter) => ({
      label: `${parameterName(parameter)}=`,
      kind: 'argument',
      rank: 0,
      type: nothing,
      isOfModule: true,
    }));
}

/** The arguments of the call that a place is within. */
export function argumentListAt(cell: PythonCell, position: number): SyntaxNode | undefined {
  for (let node: SyntaxNode | null = nodeAt(cell, position, -1); node !== null; node = node.parent) {
    if (node.name === 'Body' || node.name === 'LambdaExpression') return undefined;
    if (node.name !== 'ArgList' || position <= node.from) continue;
    const isClosed = node.lastChild?.name === ')';
    if (!isClosed || position < node.to) return node;
  }
  return undefined;
}

function keyword(label: string): Completion {
  return { label, kind: 'keyword', rank: 3, type: nothing, isOfModule: false };
}

function names(notebook: PythonNotebook, cell: PythonCell, position: number): Completion[] {
  const { inference, index } = notebook;
  const scope = scopeAt(cell.scope, position);
  const found = new Map<string, Completion>();
  const add = (label: string, rank: Completion['rank'], type: () => Type | undefined, kind = kindOf(type())): void => {
    if (!found.has(label)) found.set(label, { label, kind, rank, type, isOfModule: false });
  };
  const addBindings = (bindings: Iterable<readonly [string, readonly Binding[]]>, rank: Completion['rank']): void => {
    for (const [name, list] of bindings) {
      // What is being typed is not yet there.
      if (list.every(({ from, scope: of }) => from === position && of.cell === cell.scope.cell)) continue;
      const last = list.at(-1)!;
      add(name, rank, () => inference.typeOfBinding(last));
    }
  };
  for (const visible of visibleScopes(scope)) addBindings(withoutRoot(visible, cell.scope), 0);
  addBindings(cell.scope.bindings, 1);
  addBindings(notebook.topLevelBindings(), 1);
  for (const name of notebook.otherLanguagesNames) if (!name.includes('$')) add(name, 1, nothing, 'variable');
  for (const [name, module] of notebook.starNames().names) {
    add(name, 2, () => inference.memberOf({ kind: 'module', path: module }, name));
  }
  for (const name of index.builtins) {
    if (!name.startsWith('_')) add(name, 2, () => inference.memberOf({ kind: 'module', path: 'builtins' }, name));
  }
  return [...found.values(), ...KEYWORDS.map(keyword)];
}

function withoutRoot(scope: Scope, root: Scope): Iterable<readonly [string, readonly Binding[]]> {
  return scope === root ? [] : scope.bindings;
}
