import { nodeAt, type PythonCell } from './cell.ts';
import { argumentListAt } from './completion.ts';
import type { PythonNotebook } from './notebook.ts';
import { type Binding, type Scope, scopeAt, type Span } from './scopes.ts';
import { childrenOf } from './syntax.ts';
import type { Type } from './types.ts';

/** What a name in a cell stands for. */
export interface NamedThing extends Span {
  readonly name: string;
  readonly type: Type | undefined;
  /** Where the notebook binds it. */
  readonly binding: Binding | undefined;
  /** What it is a member of. */
  readonly of: Type | undefined;
  /** The call whose argument it names. */
  readonly argumentOf?: Type | undefined;
}

/** The name at a place: of a variable, a member, a module that is imported, an argument. */
export function nameAt(notebook: PythonNotebook, cellIndex: number, position: number): NamedThing | undefined {
  const cell = notebook.cell(cellIndex);
  if (cell === undefined) return undefined;
  for (const side of [1, -1] as const) {
    const node = nodeAt(cell, position, side);
    const scope = scopeAt(cell.scope, node.from);
    if (node.name === 'PropertyName') {
      const object = notebook.inference.typeOf(node.parent?.firstChild, scope);
      return member(notebook, scope, node, object);
    }
    if (node.name === 'VariableName') return variable(notebook, cell, scope, node.from, node.to);
  }
  return undefined;
}

function member(notebook: PythonNotebook, scope: Scope, { from, to }: Span, of: Type | undefined): NamedThing {
  const name = scope.cell.text.slice(from, to);
  const isOwn = of?.kind === 'ownClass' || of?.kind === 'ownInstance';
  const binding = isOwn ? notebook.inference.ownMember(of.scope, name) : undefined;
  return { name, from, to, of, binding, type: notebook.inference.memberOf(of, name) };
}

function variable(
  notebook: PythonNotebook,
  cell: PythonCell,
  scope: Scope,
  from: number,
  to: number,
): NamedThing | undefined {
  const { inference } = notebook;
  const name = cell.text.slice(from, to);
  const imported = cell.imports.find((found) => found.from <= from && to <= found.to);
  if (imported !== undefined) {
    if (imported.name !== undefined) {
      return member(notebook, scope, { from, to }, { kind: 'module', path: imported.module });
    }
    const path = cell.text.slice(imported.from, to);
    return { name, from, to, of: undefined, binding: undefined, type: { kind: 'module', path } };
  }
  const parent = cell.tree.resolveInner(from, 1).parent;
  if (parent?.name === 'ArgList' && cell.tree.resolveInner(from, 1).nextSibling?.name === 'AssignOp') {
    const callee = argumentListAt(cell, from)?.prevSibling;
    const argumentOf = inference.typeOf(callee, scope);
    return { name, from, to, of: undefined, binding: undefined, type: undefined, argumentOf };
  }
  if (parent?.name === 'Decorator') {
    const first = childrenOf(parent).find((child) => child.name === 'VariableName');
    if (first !== undefined && first.from !== from) return undefined;
  }
  const written = declaredAt(cell, from);
  const binding = written ?? inference.bindingOf(name, scope, from);
  const isReal = binding !== undefined && binding.to > binding.from;
  const type = written !== undefined ? inference.typeOfBinding(written) : inference.typeOfName(name, scope, from);
  return { name, from, to, of: undefined, binding: isReal ? binding : undefined, type };
}

/** The binding whose own name stands at a place. */
function declaredAt(cell: PythonCell, from: number): Binding | undefined {
  const waiting = [cell.scope];
  for (let scope = waiting.pop(); scope !== undefined; scope = waiting.pop()) {
    for (const list of scope.bindings.values()) {
      const found = list.find((binding) => binding.from === from && binding.scope.cell === cell.scope.cell);
      if (found !== undefined) return found;
    }
    waiting.push(...scope.children);
  }
  return undefined;
}
