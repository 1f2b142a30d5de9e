import type { SyntaxNode } from '@lezer/common';
import type { ModuleIndex, ModuleMember } from './moduleIndex.ts';
import type { Binding, Origin, Scope } from './scopes.ts';
import { childNamed, childrenOf, isToken, listed } from './syntax.ts';
import { type IndexedFunction, instanceOf, parseType, type Type } from './types.ts';

/** How many steps a question may take: programs can go in circles. */
const STEPS = 400;
const DEEPEST = 40;

/** Arrays whose arithmetic gives arrays, the ones that win first. */
const ARRAYS = ['torch.Tensor', 'torch.nn.Parameter', 'numpy.ndarray'];

/** The bindings of a name as a scope of a notebook sees it, those of other cells included. */
export type FindBindings = (scope: Scope, name: string) => readonly Binding[] | undefined;

/** Tells what expressions stand for: from the index of our modules, and from what the notebook assigns. */
export class Inference {
  readonly index: ModuleIndex;
  readonly #find: FindBindings;
  #steps = 0;
  #depth = 0;

  constructor(index: ModuleIndex, find: FindBindings) {
    this.index = index;
    this.#find = find;
  }

  /** What the expression at `node`, in the cell of `scope`, stands for. */
  typeOf(node: SyntaxNode | undefined | null, scope: Scope): Type | undefined {
    if (node === undefined || node === null) return undefined;
    return this.#bounded(() => this.#typeOf(node, scope));
  }

  /** What a name stands for where it is read. */
  typeOfName(name: string, scope: Scope, position: number): Type | undefined {
    const binding = this.bindingOf(name, scope, position);
    if (binding !== undefined) return this.typeOfBinding(binding);
    const builtin = this.index.moduleMember('builtins', name);
    return builtin === undefined ? undefined : this.#indexed(builtin, `builtins.${name}`);
  }

  /** The binding that a name most likely has: the last one before the place, else the last one. */
  bindingOf(name: string, scope: Scope, position: number): Binding | undefined {
    const bindings = this.#find(scope, name);
    if (bindings === undefined) return undefined;
    const before = bindings.filter((binding) => binding.scope.cell === scope.cell && binding.to <= position);
    return before.at(-1) ?? bindings.at(-1);
  }

  typeOfBinding(binding: Binding): Type | undefined {
    const { origin, scope } = binding;
    if (origin.kind === 'function') return { kind: 'ownFunction', binding, scope: origin.scope, isBound: false };
    if (origin.kind === 'class') return { kind: 'ownClass', binding, scope: origin.scope };
    return this.#bounded(() => this.#typeOfOrigin(origin, scope));
  }

  /** What `object.name` is. */
  memberOf(object: Type | undefined, name: string): Type | undefined {
    return this.#bounded(() => this.#memberOf(object, name));
  }

  /** The binding of a member that the notebook's own class has. */
  ownMember(scope: Scope, name: string): Binding | undefined {
    for (const of of this.ownLineage(scope)) {
      if (!(of instanceof Object)) continue;
      const found = of.bindings.get(name)?.at(-1) ?? of.attributes.get(name)?.at(0);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The notebook's own classes that a class of it inherits from, itself first. */
  ownLineage(scope: Scope): Scope[] {
    return this.#lineage(scope).own;
  }

  /** The indexed class that a notebook's own class inherits from. */
  indexedBase(scope: Scope): string | undefined {
    return this.#lineage(scope).indexed;
  }

  /** What a call gives. */
  resultOf(callee: Type | undefined): Type | undefined {
    return this.#bounded(() => this.#resultOf(callee));
  }

  #bounded(question: () => Type | undefined): Type | undefined {
    if (this.#depth === 0) this.#steps = 0;
    if (++this.#steps > STEPS || this.#depth >= DEEPEST) return undefined;
    this.#depth++;
    try {
      return question();
    } finally {
      this.#depth--;
    }
  }

  #lineage(scope: Scope): { readonly own: Scope[]; readonly indexed: string | undefined } {
    const own: Scope[] = [];
    const waiting = [scope];
    let indexed: string | undefined;
    for (let next = waiting.shift(); next !== undefined && own.length < 20; next = waiting.shift()) {
      if (own.includes(next)) continue;
      own.push(next);
      const bases = childNamed(next.node, 'ArgList');
      for (const part of bases === undefined ? [] : listed(childrenOf(bases).slice(1, -1))) {
        const type = part.length === 1 ? this.typeOf(part[0], next.parent!) : undefined;
        if (type?.kind === 'ownClass') waiting.push(type.scope);
        else if (type?.kind === 'class') indexed ??= type.name;
      }
    }
    return { own, indexed };
  }

  #typeOf(node: SyntaxNode, scope: Scope): Type | undefined {
    switch (node.name) {
      case 'VariableName':
        return this.typeOfName(scope.text(node), scope, node.from);
      case 'MemberExpression':
        return this.#typeOfMember(node, scope);
      case 'CallExpression':
        return this.#typeOfCall(node, scope);
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
        return this.typeOf(childrenOf(node)[1], scope);
      case 'NamedExpression':
        return this.typeOf(node.lastChild, scope);
      case 'ConditionalExpression': {
        const parts = childrenOf(node).filter((child) => !isToken(child));
        return this.typeOf(parts[0], scope) ?? this.typeOf(parts[2], scope);
      }
      case 'BinaryExpression':
      case 'UnaryExpression':
        return this.#typeOfOperation(node, scope);
      case 'String':
      case 'ContinuedString':
      case 'FormatString':
        return instanceOf(/^[rR]?[bB]/.test(scope.text(node)) ? 'builtins.bytes' : 'builtins.str');
      case 'Number':
        return instanceOf(/^(?:0[xXoObB]|[\d_]+$)/.test(scope.text(node)) ? 'builtins.int' : 'builtins.float');
      case 'Boolean':
        return instanceOf('builtins.bool');
      case 'ArrayExpression': {
        const [first] = listed(childrenOf(node).slice(1, -1));
        return { kind: 'list', item: first?.length === 1 ? this.typeOf(first[0], scope) : undefined };
      }
      case 'ArrayComprehensionExpression':
        return { kind: 'list', item: this.typeOf(childrenOf(node)[1], innerScope(scope, node)) };
      case 'TupleExpression':
        return {
          kind: 'tuple',
          items: listed(childrenOf(node).slice(1, -1)).map((part) => this.typeOf(part[0], scope)),
        };
      case 'DictionaryExpression':
      case 'DictionaryComprehensionExpression':
        return instanceOf('builtins.dict');
      case 'SetExpression':
      case 'SetComprehensionExpression':
        return instanceOf('builtins.set');
      default:
        return undefined;
    }
  }

  #typeOfMember(node: SyntaxNode, scope: Scope): Type | undefined {
    // `1.`, which the grammar takes for a member that is not named yet.
    if (node.firstChild?.name === 'Number') return instanceOf('builtins.float');
    const object = this.typeOf(node.firstChild, scope);
    const property = childNamed(node, 'PropertyName');
    if (property !== undefined) return this.#memberOf(object, scope.text(property));
    if (object?.kind === 'list') {
      return childNamed(node, ':') === undefined ? object.item : object;
    }
    if (object?.kind === 'tuple') return object.items[Number(scope.text(childrenOf(node)[2] ?? node))];
    if (object?.kind === 'instance' && this.#isArray(object.name)) return asArray(object.name);
    return this.#resultOf(this.#memberOf(object, '__getitem__'));
  }

  #typeOfOperation(node: SyntaxNode, scope: Scope): Type | undefined {
    const operands = childrenOf(node).filter((child) => !isToken(child) && !child.name.endsWith('Op'));
    const types = operands.map((operand) => this.typeOf(operand, scope));
    const array = types.find((type) => type?.kind === 'instance' && this.#isArray(type.name));
    if (array?.kind === 'instance') return asArray(array.name);
    if (childNamed(node, 'CompareOp') !== undefined || childNamed(node, 'not') !== undefined) {
      return instanceOf('builtins.bool');
    }
    return types.every((type) => type !== undefined) ? types[0] : undefined;
  }

  #isArray(name: string): boolean {
    return ARRAYS.includes(name) || /^tensorflow\..*Tensor$/.test(name);
  }

  #typeOfCall(node: SyntaxNode, scope: Scope): Type | undefined {
    const callee = node.firstChild;
    if (callee?.name === 'VariableName' && scope.text(callee) === 'super') return this.#base(scope);
    return this.#resultOf(this.typeOf(callee, scope));
  }

  /** What `super()` stands for. */
  #base(scope: Scope): Type | undefined {
    let owner: Scope | undefined = scope;
    while (owner !== undefined && owner.kind !== 'class') owner = owner.parent;
    if (owner === undefined) return undefined;
    const { own, indexed } = this.#lineage(owner);
    if (own[1] !== undefined) return { kind: 'ownInstance', scope: own[1], binding: undefined };
    return indexed === undefined ? undefined : instanceOf(indexed);
  }

  #resultOf(callee: Type | undefined): Type | undefined {
    switch (callee?.kind) {
      case 'function':
        return callee.result;
      case 'class':
        return parseType(this.index.class(callee.name)?.i) ?? instanceOf(callee.name);
      case 'ownClass':
        return { kind: 'ownInstance', scope: callee.scope, binding: callee.binding };
      case 'ownFunction':
        return this.#returned(callee.scope);
      case 'instance':
        return parseType(this.index.callResult(callee.name)) ?? this.#calledModule(callee.name);
      case 'ownInstance': {
        for (const name of ['__call__', 'forward', 'call']) {
          const method = this.ownMember(callee.scope, name);
          if (method?.origin.kind !== 'function') continue;
          const result = this.#returned(method.origin.scope);
          if (result !== undefined) return result;
        }
        const base = this.indexedBase(callee.scope);
        return base === undefined ? undefined : this.#calledModule(base);
      }
      default:
        return undefined;
    }
  }

  /** Models give tensors, most of them. */
  #calledModule(name: string): Type | undefined {
    const lineage = this.index.lineage(name);
    return lineage.includes('torch.nn.Module') ? instanceOf('torch.Tensor') : undefined;
  }

  #returned(scope: Scope): Type | undefined {
    const annotation = childrenOf(scope.node).find(({ name }) => name === 'TypeDef');
    const annotated = annotation === undefined ? undefined : this.#annotated(annotation, scope.parent ?? scope);
    if (annotated !== undefined) return annotated;
    for (const node of scope.returned) {
      const isSeveral = node.prevSibling !== null && node.prevSibling.name === ',';
      const type = isSeveral ? this.#several(node.parent!, scope) : this.typeOf(node, innerScope(scope, node));
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** `return a, b` */
  #several(statement: SyntaxNode, scope: Scope): Type {
    const parts = listed(childrenOf(statement).slice(1));
    return { kind: 'tuple', items: parts.map((part) => this.typeOf(part[0], scope)) };
  }

  #annotated(annotation: SyntaxNode, scope: Scope): Type | undefined {
    const type = this.typeOf(annotation.lastChild, scope);
    return type?.kind === 'class' || type?.kind === 'ownClass' ? this.#resultOf(type) : undefined;
  }

  #typeOfOrigin(origin: Origin, scope: Scope): Type | undefined {
    switch (origin.kind) {
      case 'module':
        return { kind: 'module', path: origin.path };
      case 'member':
        return this.#memberOf({ kind: 'module', path: origin.module }, origin.name);
      case 'value':
        return this.typeOf(origin.node, scope);
      case 'annotation':
        return this.#annotated(origin.node, scope);
      case 'item': {
        const whole = this.#bounded(() => this.#typeOfOrigin(origin.of, scope));
        if (whole?.kind === 'tuple') return whole.items[origin.index];
        return whole?.kind === 'list' ? whole.item : this.#element(whole);
      }
      case 'element':
        return this.#element(this.typeOf(origin.node, scope));
      case 'entered': {
        const type = this.typeOf(origin.node, scope);
        return type;
      }
      case 'self':
        return { kind: 'ownInstance', scope: origin.scope, binding: undefined };
      case 'function':
      case 'class':
      case 'unknown':
        return undefined;
    }
  }

  /** What a loop over a value gives. */
  #element(whole: Type | undefined): Type | undefined {
    if (whole?.kind === 'list') return whole.item;
    if (whole?.kind !== 'instance') return undefined;
    if (whole.name === 'builtins.range') return instanceOf('builtins.int');
    return this.#isArray(whole.name) || whole.name === 'builtins.str' ? whole : undefined;
  }

  #memberOf(object: Type | undefined, name: string): Type | undefined {
    switch (object?.kind) {
      case 'module': {
        const member = this.index.moduleMember(object.path, name);
        return member === undefined ? undefined : this.#indexed(member, `${object.path}.${name}`);
      }
      case 'class':
        return this.#classMember(object.name, name, undefined);
      case 'instance':
        return this.#classMember(object.name, name, object);
      case 'ownClass':
      case 'ownInstance':
        return this.#ownMemberType(object.scope, name, object.kind === 'ownInstance' ? object : undefined);
      case 'list':
      case 'tuple':
        return this.#classMember(`builtins.${object.kind}`, name, object);
      case 'function':
        // numpy's functions of elements are objects with methods.
        return undefined;
      default:
        return undefined;
    }
  }

  #ownMemberType(scope: Scope, name: string, receiver: Type | undefined): Type | undefined {
    const own = this.ownMember(scope, name);
    if (own !== undefined) {
      const type = this.typeOfBinding(own);
      return type?.kind === 'ownFunction' ? { ...type, isBound: receiver !== undefined } : type;
    }
    const base = this.indexedBase(scope);
    return base === undefined ? undefined : this.#classMember(base, name, receiver);
  }

  /** A member of an indexed class; `receiver` where it is an object's. */
  #classMember(className: string, name: string, receiver: Type | undefined): Type | undefined {
    const found = this.index.classMember(className, name);
    if (found === undefined) return undefined;
    const { of, member } = found;
    if (typeof member === 'string') return this.#indexed(member, `${of}.${name}`);
    if (!Array.isArray(member)) return parseType((member as { readonly t: string }).t, receiver);
    const [number, kind, result] = member as readonly [number, string, string?];
    const record = this.index.function(number);
    return {
      kind: 'function',
      path: `${of}.${name}`,
      record,
      isBound: kind === 'class' || (kind === 'method' && receiver !== undefined),
      result: parseType(result ?? record.r, receiver),
    };
  }

  #indexed(member: ModuleMember, path: string): Type | undefined {
    if (typeof member === 'number') {
      const record = this.index.function(member);
      return { kind: 'function', path, record, isBound: false, result: parseType(record.r) } satisfies IndexedFunction;
    }
    const rest = member.slice(2);
    if (member.startsWith('m:')) return { kind: 'module', path: rest };
    if (member.startsWith('c:')) return { kind: 'class', name: rest };
    return parseType(rest);
  }
}

/** What a part of an array, or arithmetic with it, is. */
function asArray(name: string): Type {
  return instanceOf(name === 'torch.nn.Parameter' ? 'torch.Tensor' : name);
}

/** The scope of a comprehension, or of what else has one, at a node. */
function innerScope(scope: Scope, node: SyntaxNode): Scope {
  return scope.children.find((child) => child.node.from === node.from && child.node.to === node.to) ?? scope;
}
