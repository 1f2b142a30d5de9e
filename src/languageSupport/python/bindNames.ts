import type { SyntaxNode } from '@lezer/common';
import type { ImportedName, PythonCell } from './cell.ts';
import { type AttributeUse, type Origin, type Reference, Scope } from './scopes.ts';
import { argumentsOf, childNamed, childrenOf, isToken, listed, parametersOf } from './syntax.ts';

type Found = Pick<PythonCell, 'references' | 'attributes' | 'starImports' | 'imports' | 'bindsAnything'>;

const UNKNOWN: Origin = { kind: 'unknown' };
/** What binds names that are not written down. */
const BINDING_ANYTHING = new Set(['exec', 'globals', 'locals', 'vars', 'eval', '__import__']);
export const COMPREHENSIONS: ReadonlySet<string> = new Set([
  'ArrayComprehensionExpression',
  'SetComprehensionExpression',
  'DictionaryComprehensionExpression',
  'ComprehensionExpression',
]);

/** Finds what a cell binds and uses: fills its scope and those below it. */
export function bindNames(scope: Scope): Found {
  const binder = new Binder();
  binder.visit(scope.node, scope);
  return binder;
}

class Binder implements Found {
  readonly references: Reference[] = [];
  readonly attributes: AttributeUse[] = [];
  readonly starImports: string[] = [];
  readonly imports: ImportedName[] = [];
  bindsAnything = false;
  #tries = 0;
  #annotations = 0;

  visit(node: SyntaxNode, scope: Scope): void {
    switch (node.name) {
      case 'FunctionDefinition':
        this.#function(node, scope);
        return;
      case 'LambdaExpression':
        this.#lambda(node, scope);
        return;
      case 'ClassDefinition':
        this.#class(node, scope);
        return;
      case 'AssignStatement':
        this.#assignment(node, scope);
        return;
      case 'NamedExpression':
        this.#named(node, scope);
        return;
      case 'ForStatement':
        this.#loop(node, scope);
        return;
      case 'WithStatement':
        this.#with(node, scope);
        return;
      case 'TryStatement':
        this.#try(node, scope);
        return;
      case 'ImportStatement':
        this.#import(node, scope);
        return;
      case 'ScopeStatement':
        this.#elsewhere(node, scope);
        return;
      case 'ReturnStatement':
        if (node.lastChild !== null && !isToken(node.lastChild)) functionOf(scope)?.returned.push(node.lastChild);
        this.#children(node, scope);
        return;
      case 'TypeDefinition':
        this.#typeDefinition(node, scope);
        return;
      case 'TypeDef':
        this.#annotations++;
        this.#children(node, scope);
        this.#annotations--;
        return;
      case 'MemberExpression':
        this.#member(node, scope);
        return;
      case 'ArgList':
        this.#arguments(node, scope);
        return;
      case 'Decorator':
        this.#decorator(node, scope);
        return;
      case 'CapturePattern':
      case 'AsPattern':
        this.#pattern(node, scope);
        return;
      case 'KeywordPattern':
        childrenOf(node)
          .slice(1)
          .forEach((child) => {
            this.visit(child, scope);
          });
        return;
      case 'VariableName':
        this.#reference(node, scope);
        return;
      default:
        if (COMPREHENSIONS.has(node.name)) this.#comprehension(node, scope);
        else this.#children(node, scope);
    }
  }

  #children(node: SyntaxNode, scope: Scope): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) this.visit(child, scope);
  }

  #reference(node: SyntaxNode, scope: Scope): void {
    const name = scope.text(node);
    if (BINDING_ANYTHING.has(name)) this.bindsAnything = true;
    this.references.push({ name, from: node.from, to: node.to, scope, isAnnotation: this.#annotations > 0 });
  }

  #bind(node: SyntaxNode, scope: Scope, origin: Origin, isParameter = false): void {
    const name = scope.text(node);
    const where = scope.elsewhere.get(name);
    const target = where === 'global' ? scope.root : where === 'nonlocal' ? (enclosing(scope, name) ?? scope) : scope;
    const binding = { name, from: node.from, to: node.to, origin, scope: target, isParameter };
    const known = target.bindings.get(name);
    if (known === undefined) target.bindings.set(name, [binding]);
    else known.push(binding);
  }

  /** Binds what stands on the left of an assignment, or after `for` or `as`. */
  #target(node: SyntaxNode, scope: Scope, origin: Origin): void {
    switch (node.name) {
      case 'VariableName':
        this.#bind(node, scope, origin);
        return;
      case 'TupleExpression':
      case 'ArrayExpression':
        this.#targets(childrenOf(node).slice(1, -1), scope, origin, true);
        return;
      case 'ParenthesizedExpression':
        this.#targets(childrenOf(node).slice(1, -1), scope, origin);
        return;
      case 'MemberExpression':
        this.#member(node, scope, origin);
        return;
      default:
        this.visit(node, scope);
    }
  }

  /** Binds targets between commas: to the items of a value where there are several of them. */
  #targets(nodes: readonly SyntaxNode[], scope: Scope, origin: Origin, isTuple = false): void {
    const parts = listed(nodes);
    const isSeveral = isTuple || parts.length > 1 || nodes.at(-1)?.name === ',';
    parts.forEach((part, index) => {
      const isStarred = part[0]!.name === '*';
      const item: Origin = isStarred ? UNKNOWN : { kind: 'item', of: origin, index };
      for (const node of part) if (!isToken(node)) this.#target(node, scope, isSeveral ? item : origin);
    });
  }

  #assignment(node: SyntaxNode, scope: Scope): void {
    const groups: SyntaxNode[][] = [[]];
    let annotation: SyntaxNode | undefined;
    for (const child of childrenOf(node)) {
      if (child.name === 'AssignOp') groups.push([]);
      else if (child.name === 'TypeDef') annotation = child;
      else groups.at(-1)!.push(child);
    }
    if (annotation !== undefined) this.visit(annotation, scope);
    const value = groups.length > 1 ? groups.pop()! : [];
    for (const child of value) this.visit(child, scope);
    const values = listed(value);
    const origin: Origin =
      annotation !== undefined
        ? { kind: 'annotation', node: annotation }
        : values.length === 1 && value.length === 1
          ? { kind: 'value', node: value[0]! }
          : UNKNOWN;
    for (const targets of groups) {
      const parts = listed(targets);
      // `a, b = 1, 2`: each has a value of its own.
      const isPaired = parts.length > 1 && parts.length === values.length && values.every(({ length }) => length === 1);
      if (isPaired && parts.every(({ length }) => length === 1)) {
        parts.forEach(([target], i) => {
          this.#target(target!, scope, { kind: 'value', node: values[i]![0]! });
        });
      } else this.#targets(targets, scope, origin);
    }
  }

  #named(node: SyntaxNode, scope: Scope): void {
    const [target, , value] = childrenOf(node);
    if (value !== undefined) this.visit(value, scope);
    let outer = scope;
    while (outer.kind === 'comprehension' && outer.parent !== undefined) outer = outer.parent;
    if (target?.name === 'VariableName') {
      this.#bind(target, outer, value === undefined ? UNKNOWN : { kind: 'value', node: value });
    }
  }

  /** `for targets in values`, wherever it stands. `nodes` are those from `for` on. */
  #loopTargets(nodes: readonly SyntaxNode[], scope: Scope): void {
    const end = nodes.findIndex(({ name }) => name === 'in');
    if (end < 0) {
      for (const node of nodes) this.visit(node, scope);
      return;
    }
    const values = nodes.slice(end + 1).filter(({ name }) => name !== 'Body');
    const [value] = values;
    const origin: Origin = value === undefined || values.length > 1 ? UNKNOWN : { kind: 'element', node: value };
    this.#targets(nodes.slice(1, end), scope, origin);
    for (const node of nodes.slice(end + 1)) this.visit(node, scope);
  }

  #loop(node: SyntaxNode, scope: Scope): void {
    const children = childrenOf(node);
    const start = children.findIndex(({ name }) => name === 'for');
    const body = children.findIndex(({ name }) => name === 'Body');
    this.#loopTargets(children.slice(start, body < 0 ? undefined : body + 1), scope);
    if (body >= 0) for (const child of children.slice(body + 1)) this.visit(child, scope);
  }

  #comprehension(node: SyntaxNode, scope: Scope): void {
    const inner = new Scope('comprehension', node, scope);
    let part: SyntaxNode[] = [];
    const parts: SyntaxNode[][] = [part];
    for (const child of childrenOf(node)) {
      const begins = child.name === 'for' || child.name === 'if';
      if (begins) parts.push((part = []));
      part.push(child);
    }
    const [element = [], ...clauses] = parts;
    for (const clause of clauses) {
      if (clause[0]!.name === 'for') this.#loopTargets(clause, inner);
      else for (const child of clause) this.visit(child, inner);
    }
    for (const child of element) this.visit(child, inner);
  }

  #with(node: SyntaxNode, scope: Scope): void {
    const children = childrenOf(node);
    children.forEach((child, i) => {
      if (children[i - 1]?.name !== 'as') this.visit(child, scope);
      else this.#target(child, scope, { kind: 'entered', node: children[i - 2]! });
    });
  }

  #try(node: SyntaxNode, scope: Scope): void {
    const children = childrenOf(node);
    this.#tries++;
    children.forEach((child, i) => {
      const isName = children[i - 1]?.name === 'as' && child.name === 'VariableName';
      if (isName) this.#bind(child, scope, UNKNOWN);
      else this.visit(child, scope);
    });
    this.#tries--;
  }

  #pattern(node: SyntaxNode, scope: Scope): void {
    for (const child of childrenOf(node)) {
      if (child.name !== 'VariableName') this.visit(child, scope);
      else if (scope.text(child) !== '_') this.#bind(child, scope, UNKNOWN);
    }
  }

  #elsewhere(node: SyntaxNode, scope: Scope): void {
    const [keyword, ...names] = childrenOf(node);
    for (const name of names) {
      if (name.name !== 'VariableName') continue;
      scope.elsewhere.set(scope.text(name), keyword?.name === 'global' ? 'global' : 'nonlocal');
    }
  }

  /** `a.b`, `a[b]`. `origin` where a value is assigned to it. */
  #member(node: SyntaxNode, scope: Scope, origin?: Origin): void {
    const [object, ...rest] = childrenOf(node);
    if (object === undefined) return;
    this.visit(object, scope);
    const property = rest.find(({ name }) => name === 'PropertyName');
    if (property === undefined) {
      for (const child of rest) this.visit(child, scope);
      return;
    }
    const name = scope.text(property);
    const { from, to } = property;
    const isWritten = origin !== undefined;
    this.attributes.push({ name, from, to, object, scope, isWritten, isTried: this.#tries > 0 });
    const method = functionOf(scope);
    if (!isWritten || method?.self === undefined || scope.text(object) !== method.self) return;
    const owner = method.parent?.kind === 'typeParameters' ? method.parent.parent : method.parent;
    if (owner?.kind !== 'class') return;
    const binding = { name, from, to, origin, scope: method, isParameter: false };
    owner.attributes.set(name, [...(owner.attributes.get(name) ?? []), binding]);
  }

  #arguments(node: SyntaxNode, scope: Scope): void {
    if (childNamed(node, 'for') !== undefined) {
      this.#comprehension(node, scope);
      return;
    }
    for (const { name, value, isSpread } of argumentsOf(node)) {
      // `f(x=)` names no value yet.
      if (value !== undefined) this.visit(value, scope);
      else if (name === undefined && !isSpread) this.#children(node, scope);
    }
  }

  #decorator(node: SyntaxNode, scope: Scope): void {
    const children = childrenOf(node);
    children.forEach((child, i) => {
      const isAttribute = children[i - 1]?.name === '.';
      if (!isAttribute) this.visit(child, scope);
    });
  }

  /** The scope of `[T]` after a name, where that is there. */
  #typeParameters(node: SyntaxNode, scope: Scope): Scope {
    const list = childNamed(node, 'TypeParamList');
    if (list === undefined) return scope;
    const inner = new Scope('typeParameters', node, scope);
    for (const parameter of childrenOf(list)) {
      if (parameter.name !== 'TypeParam') continue;
      const name = childNamed(parameter, 'VariableName');
      if (name !== undefined) this.#bind(name, inner, UNKNOWN);
      for (const child of childrenOf(parameter)) if (child.name !== 'VariableName') this.visit(child, inner);
    }
    return inner;
  }

  #typeDefinition(node: SyntaxNode, scope: Scope): void {
    const name = childNamed(node, 'VariableName');
    if (name !== undefined) this.#bind(name, scope, UNKNOWN);
    const inner = this.#typeParameters(node, scope);
    const value = node.lastChild;
    if (value !== null && value.from !== name?.from) this.visit(value, inner);
  }

  #parameters(list: SyntaxNode | undefined, outer: Scope, inner: Scope): void {
    const parameters = list === undefined ? [] : parametersOf(list);
    for (const { name, annotation, value } of parameters) {
      if (value !== undefined) this.visit(value, outer);
      if (annotation !== undefined) this.visit(annotation, outer);
      if (name === undefined) continue;
      const origin: Origin =
        annotation !== undefined
          ? { kind: 'annotation', node: annotation }
          : value !== undefined
            ? { kind: 'value', node: value }
            : UNKNOWN;
      // What a method is called on was bound before.
      if (inner.self === undefined || name.from !== parameters[0]?.name?.from) this.#bind(name, inner, origin, true);
    }
  }

  #lambda(node: SyntaxNode, scope: Scope): void {
    const inner = new Scope('function', node, scope);
    this.#parameters(childNamed(node, 'ParamList'), scope, inner);
    if (node.lastChild !== null && node.lastChild.name !== 'ParamList') this.visit(node.lastChild, inner);
  }

  #function(node: SyntaxNode, scope: Scope): void {
    const name = childNamed(node, 'VariableName');
    const outer = this.#typeParameters(node, scope);
    const inner = new Scope('function', node, outer);
    if (name !== undefined) this.#bind(name, scope, { kind: 'function', node, scope: inner });
    const list = childNamed(node, 'ParamList');
    const parameters = list === undefined ? [] : parametersOf(list);
    const first = parameters[0]?.name;
    if (scope.kind === 'class' && first !== undefined && !isStatic(node, scope)) {
      inner.self = scope.text(first);
      this.#bind(first, inner, { kind: 'self', scope }, true);
    }
    this.#parameters(list, outer, inner);
    for (const child of childrenOf(node)) {
      if (child.name === 'TypeDef') this.visit(child, outer);
      else if (child.name === 'Body') this.visit(child, inner);
    }
  }

  #class(node: SyntaxNode, scope: Scope): void {
    const name = childNamed(node, 'VariableName');
    const outer = this.#typeParameters(node, scope);
    const inner = new Scope('class', node, outer);
    if (name !== undefined) this.#bind(name, scope, { kind: 'class', node, scope: inner });
    const bases = childNamed(node, 'ArgList');
    if (bases !== undefined) this.visit(bases, outer);
    const body = childNamed(node, 'Body');
    if (body !== undefined) this.visit(body, inner);
  }

  #import(node: SyntaxNode, scope: Scope): void {
    const children = childrenOf(node).filter(({ name }) => name !== '(' && name !== ')');
    const at = children.findIndex(({ name }) => name === 'import');
    if (children[0]?.name === 'from') {
      const source = children.slice(1, at < 0 ? undefined : at);
      const isRelative = source[0]?.name === '.';
      const module = isRelative ? '' : source.map((part) => scope.text(part)).join('');
      this.#imported(source, module, undefined);
      if (at >= 0) this.#importedMembers(children.slice(at + 1), module, scope);
    } else this.#importedModules(children.slice(at + 1), scope);
  }

  #importedMembers(nodes: readonly SyntaxNode[], module: string, scope: Scope): void {
    for (const part of listed(nodes)) {
      const [member, , alias] = part;
      if (member?.name === '*') this.starImports.push(module);
      if (member?.name !== 'VariableName') continue;
      const name = scope.text(member);
      this.#imported([member], module, name);
      const bound = alias?.name === 'VariableName' ? alias : member;
      this.#bind(bound, scope, { kind: 'member', module, name });
    }
  }

  #importedModules(nodes: readonly SyntaxNode[], scope: Scope): void {
    for (const part of listed(nodes)) {
      const as = part.findIndex(({ name }) => name === 'as');
      const names = as < 0 ? part : part.slice(0, as);
      const module = names.map((name) => scope.text(name)).join('');
      const [first] = names;
      if (first?.name !== 'VariableName') continue;
      this.#imported(names, module, undefined);
      const alias = part[as + 1];
      if (as >= 0 && alias?.name === 'VariableName') this.#bind(alias, scope, { kind: 'module', path: module });
      else if (as < 0) this.#bind(first, scope, { kind: 'module', path: scope.text(first) });
    }
  }

  #imported(nodes: readonly SyntaxNode[], module: string, name: string | undefined): void {
    const last = nodes.at(-1);
    if (last === undefined || module === '' || module.endsWith('.')) return;
    this.imports.push({ from: nodes[0]!.from, to: last.to, module, name, isTried: this.#tries > 0 });
  }
}

/** The scope of the function that a scope is in. */
function functionOf(scope: Scope): Scope | undefined {
  let found: Scope | undefined = scope;
  while (found?.kind === 'comprehension') found = found.parent;
  return found?.kind === 'function' ? found : undefined;
}

/** The scope of an enclosing function that binds a name. */
function enclosing(scope: Scope, name: string): Scope | undefined {
  let found = scope.parent;
  while (found !== undefined && !found.bindings.has(name)) found = found.parent;
  return found;
}

function isStatic(definition: SyntaxNode, scope: Scope): boolean {
  const { parent } = definition;
  if (parent?.name !== 'DecoratedStatement') return false;
  return childrenOf(parent).some((child) => child.name === 'Decorator' && scope.text(child).includes('static'));
}
