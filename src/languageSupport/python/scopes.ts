import type { SyntaxNode } from '@lezer/common';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How a name got its value; nodes are those of the cell's tree. */
export type Origin =
  /** `import torch.nn as nn`, or `import torch.nn`, which binds `torch`. */
  | { readonly kind: 'module'; readonly path: string }
  /** `from torch import nn` */
  | { readonly kind: 'member'; readonly module: string; readonly name: string }
  | { readonly kind: 'value'; readonly node: SyntaxNode }
  /** One of several targets, by its place: `a, b = value`. */
  | { readonly kind: 'item'; readonly of: Origin; readonly index: number }
  /** A target of a loop. */
  | { readonly kind: 'element'; readonly node: SyntaxNode }
  /** `with … as name` */
  | { readonly kind: 'entered'; readonly node: SyntaxNode }
  | { readonly kind: 'annotation'; readonly node: SyntaxNode }
  | { readonly kind: 'function'; readonly node: SyntaxNode; readonly scope: Scope }
  | { readonly kind: 'class'; readonly node: SyntaxNode; readonly scope: Scope }
  /** The first parameter of a method. */
  | { readonly kind: 'self'; readonly scope: Scope }
  | { readonly kind: 'unknown' };

export interface Binding extends Span {
  readonly name: string;
  readonly origin: Origin;
  readonly scope: Scope;
  readonly isParameter: boolean;
}

export interface Reference extends Span {
  readonly name: string;
  readonly scope: Scope;
  /** Whether it stands in an annotation, which Python 3.14 evaluates when it is asked for, if ever. */
  readonly isAnnotation: boolean;
}

/** `object.name`, read or written. */
export interface AttributeUse extends Span {
  readonly name: string;
  readonly object: SyntaxNode;
  readonly scope: Scope;
  readonly isWritten: boolean;
  /** Whether it stands in a `try`, where an error may be meant. */
  readonly isTried: boolean;
}

export type ScopeKind = 'cell' | 'function' | 'class' | 'comprehension' | 'typeParameters';

/** Where names are bound: https://docs.python.org/3/reference/executionmodel.html#naming-and-binding */
export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | undefined;
  readonly node: SyntaxNode;
  readonly bindings = new Map<string, Binding[]>();
  /** Names that `global` and `nonlocal` say to be another scope's. */
  readonly elsewhere = new Map<string, 'global' | 'nonlocal'>();
  readonly children: Scope[] = [];
  /** Of a class: what its methods assign to `self`. */
  readonly attributes = new Map<string, Binding[]>();
  /** Of a function: what it returns. */
  readonly returned: SyntaxNode[] = [];
  /** Of a method: the name of its first parameter. */
  self: string | undefined;
  /** The cell that the scope is in: nodes are read with its text. */
  readonly cell: CellScope;

  constructor(kind: ScopeKind, node: SyntaxNode, parent: Scope | undefined, cell?: CellScope) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.cell = cell ?? parent!.cell;
    parent?.children.push(this);
  }

  get root(): Scope {
    return this.parent?.root ?? this;
  }

  text(node: Span): string {
    return this.cell.text.slice(node.from, node.to);
  }
}

/** What the scopes of a cell share. */
export interface CellScope {
  readonly text: string;
}

/** The scope that names at a place are looked up from. */
export function scopeAt(scope: Scope, position: number): Scope {
  const inner = scope.children.find((child) => contains(child, position));
  return inner === undefined ? scope : scopeAt(inner, position);
}

/** Whether a place is in a scope: of a definition, by its indentation where a line is empty yet. */
function contains({ kind, node, cell }: Scope, position: number): boolean {
  if (position < node.from) return false;
  const lineStart = cell.text.lastIndexOf('\n', position - 1) + 1;
  const isBlock = (kind === 'function' || kind === 'class') && node.name !== 'LambdaExpression';
  if (!isBlock || lineStart <= node.from) return position <= node.to;
  const column = indentation(cell.text.slice(lineStart, position));
  if (column > indentation(cell.text.slice(cell.text.lastIndexOf('\n', node.from) + 1, node.from))) {
    return position <= node.to || cell.text.slice(node.to, position).trim() === '';
  }
  return position <= node.from + cell.text.slice(node.from, node.to).trimEnd().length;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** The scopes in which a name is looked for from `scope` on: those of classes are seen from within them alone. */
export function* visibleScopes(scope: Scope): Generator<Scope> {
  yield scope;
  let isInFunction = scope.kind === 'function';
  for (let outer = scope.parent; outer !== undefined; outer = outer.parent) {
    if (outer.kind !== 'class' || !isInFunction) yield outer;
    isInFunction ||= outer.kind === 'function';
  }
}

/** The bindings of a name that a scope sees within its cell. */
export function visibleBindings(scope: Scope, name: string): readonly Binding[] | undefined {
  const where = scope.elsewhere.get(name);
  if (where === 'global') return scope.root.bindings.get(name);
  for (const visible of visibleScopes(scope)) {
    if (visible.elsewhere.get(name) === 'global') return scope.root.bindings.get(name);
    const found = visible.bindings.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
