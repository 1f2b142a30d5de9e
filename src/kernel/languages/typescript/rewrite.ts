import { parse } from 'acorn';
import { analyze, type Definition, type Reference, type Scope, type Variable } from 'eslint-scope';
import type {
  ExportNamedDeclaration,
  ExpressionStatement,
  ImportDeclaration,
  Program,
  VariableDeclaration,
} from 'estree';
import MagicString from 'magic-string';
import { ConstantAssignmentError } from './cellErrors.ts';
import type { NotebookScope } from './scope.ts';
import { type Placed, type PlacedIdentifier, type PlacedNode, walk } from './syntaxTree.ts';

/** What a rewritten cell calls the things it is handed; unlikely names, since a cell's own would hide them. */
export const SCOPE = '__scope';
export const IMPORT = '__import';
export const AWAIT = '__await';
export const META = '__meta';

/** The nodes whose body is a list of statements, where a `;` may stand before each. */
const STATEMENT_LISTS = new Set(['Program', 'BlockStatement', 'StaticBlock', 'SwitchCase']);

type Parents = ReadonlyMap<PlacedNode, PlacedNode | undefined>;

/**
 * A cell's JavaScript as an async function that runs it, line for line:
 *
 * - top-level declarations become properties of the notebook's scope, and so does every use of them, in this cell and
 *   in later ones; that is how names are shared, and declared again;
 * - imports become calls, since a function cannot hold them;
 * - every `await` can be interrupted;
 * - the value of the last expression is returned, boxed.
 *
 * Throws acorn's SyntaxError, or {@link ConstantAssignmentError} before anything has run.
 */
export function rewrite(code: string, scope: NotebookScope): string {
  const program = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    ranges: true,
  }) as unknown as Program & PlacedNode;
  return new Rewriter(code, program, scope).run();
}

class Rewriter {
  readonly #text: MagicString;
  readonly #program: Program & PlacedNode;
  readonly #scope: NotebookScope;
  readonly #parents: Parents;
  readonly #prologue: string[] = [];
  readonly #done = new Set<PlacedNode>();

  constructor(code: string, program: Program & PlacedNode, scope: NotebookScope) {
    this.#text = new MagicString(code);
    this.#program = program;
    this.#scope = scope;
    const parents = new Map<PlacedNode, PlacedNode | undefined>();
    walk(program, (node, parent) => parents.set(node, parent));
    this.#parents = parents;
  }

  run(): string {
    const { globalScope } = analyze(this.#program, { ecmaVersion: 2024, sourceType: 'module' });
    const top = globalScope?.childScopes[0];
    if (globalScope === null || top === undefined) throw new Error('a module without a scope');
    this.#checkConstants(top, globalScope);
    for (const node of this.#parents.keys()) this.#rewriteNode(node);
    for (const variable of top.variables) this.#shareVariable(variable);
    for (const reference of globalScope.through) this.#rewriteOutside(reference);
    this.#returnLastValue();
    this.#text.prepend(
      `(async (${SCOPE}, ${IMPORT}, ${AWAIT}, ${META}) => { "use strict"; ${this.#prologue.join(' ')} `,
    );
    this.#text.append('\n})');
    return this.#text.toString();
  }

  #checkConstants(top: Scope, global: Scope): void {
    const assigned = (references: readonly Reference[]): Reference | undefined =>
      references.find((reference) => reference.isWrite() && reference.init !== true);
    for (const variable of top.variables) {
      const fault = isConstant(variable) ? assigned(variable.references) : undefined;
      if (fault !== undefined) throw new ConstantAssignmentError(variable.name, lineOf(fault));
    }
    const earlier = global.through.filter(({ identifier }) => this.#scope.isConstant(nameOf(identifier)));
    const fault = assigned(earlier);
    if (fault !== undefined) throw new ConstantAssignmentError(nameOf(fault.identifier), lineOf(fault));
  }

  /** Makes a top-level variable a property of the scope, in its declaration and in all its uses. */
  #shareVariable(variable: Variable): void {
    const [definition] = variable.defs;
    if (definition === undefined || isScopedResource(definition)) return;
    this.#scope.declare(variable.name, isConstant(variable));
    if (definition.type === 'FunctionName') this.#prologue.push(`${property(variable.name)} = ${variable.name};`);
    if (definition.type === 'Variable') {
      const hoisted = definition.parent.kind === 'var' && !this.#scope.has(variable.name);
      if (hoisted) this.#prologue.push(`${property(variable.name)} = undefined;`);
      for (const identifier of variable.identifiers) this.#rewriteName(identifier as PlacedIdentifier);
    }
    for (const reference of variable.references) this.#rewriteName(reference.identifier as PlacedIdentifier);
  }

  /** A name from an earlier cell, from the engine, or from a cell yet to be run; globals stay as they are. */
  #rewriteOutside(reference: Reference): void {
    const name = nameOf(reference.identifier);
    const known = this.#scope.has(name);
    if (!known && (name in globalThis || name === 'arguments' || reference.isWrite())) return;
    const parent = this.#parentOf(reference.identifier);
    if (!known && parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return;
    this.#rewriteName(reference.identifier as PlacedIdentifier);
  }

  #rewriteName(identifier: PlacedIdentifier): void {
    if (this.#done.has(identifier)) return;
    this.#done.add(identifier);
    const parent = this.#parentOf(identifier);
    if (parent?.type === 'ExportSpecifier') return;
    const place = property(identifier.name);
    if (this.#isShorthand(identifier)) {
      this.#text.appendLeft(identifier.end, `: ${place}`);
    } else if (
      (parent?.type === 'CallExpression' && parent.callee === identifier) ||
      parent?.type === 'TaggedTemplateExpression'
    ) {
      this.#separateStatement(identifier);
      this.#text.update(identifier.start, identifier.end, `(0, ${place})`);
    } else {
      this.#text.update(identifier.start, identifier.end, place);
    }
  }

  /** Whether `identifier` is both key and value in `{x}` or `{x = 1}`. */
  #isShorthand(identifier: PlacedIdentifier): boolean {
    const parent = this.#parentOf(identifier);
    if (parent?.type === 'Property') return parent.shorthand;
    if (parent?.type !== 'AssignmentPattern' || parent.left !== identifier) return false;
    const grandparent = this.#parentOf(parent);
    return grandparent?.type === 'Property' && grandparent.shorthand;
  }

  /** What now begins with a parenthesis must not continue the line before. */
  #separateStatement(node: PlacedNode): void {
    let statement = node;
    for (let parent = this.#parentOf(node); parent?.start === node.start; parent = this.#parentOf(parent)) {
      statement = parent;
    }
    if (statement === this.#lastExpression()) return;
    const list = this.#parentOf(statement);
    const isCaseTest = list?.type === 'SwitchCase' && list.test === statement;
    if (list !== undefined && !isCaseTest && STATEMENT_LISTS.has(list.type))
      this.#text.appendLeft(statement.start, ';');
  }

  #rewriteNode(node: PlacedNode): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#rewriteImport(node);
        break;
      case 'ImportExpression':
        this.#text.update(node.start, node.start + 'import'.length, IMPORT);
        break;
      case 'MetaProperty':
        if (node.meta.name === 'import') this.#text.update(node.start, node.end, META);
        break;
      case 'AwaitExpression':
        this.#text.appendLeft(placeOf(node.argument).start, `${AWAIT}((`);
        this.#text.prependRight(placeOf(node.argument).end, '))');
        break;
      case 'ForOfStatement':
        if (node.await) {
          this.#text.appendLeft(placeOf(node.right).start, `${AWAIT}.each((`);
          this.#text.prependRight(placeOf(node.right).end, '))');
        }
        break;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
      case 'ExportAllDeclaration':
        this.#dropExport(node);
        break;
      case 'ClassDeclaration':
        if (this.#isTopLevel(node) && node.id !== null) {
          this.#text.appendLeft(node.start, `${property(node.id.name)} = `);
          this.#text.appendRight(node.end, ';');
        }
        break;
      case 'VariableDeclaration':
        if (this.#isShared(node)) this.#rewriteDeclaration(node);
        break;
      default:
        break;
    }
  }

  #isTopLevel(node: PlacedNode): boolean {
    const parent = this.#parentOf(node);
    return parent === this.#program || (parent !== undefined && isExport(parent));
  }

  /** `const`, `let` at the top, `var` anywhere outside of a function. */
  #isShared(node: VariableDeclaration & Placed): boolean {
    if (node.kind !== 'var') return this.#isTopLevel(node) && (node.kind === 'const' || node.kind === 'let');
    for (let outer = this.#parentOf(node); outer !== undefined; outer = this.#parentOf(outer)) {
      if (/Function|StaticBlock/.test(outer.type)) return false;
    }
    return true;
  }

  /** `const a = 1, {b} = c` becomes `a = 1, ({b} = c)`; the names in it are rewritten with all other uses. */
  #rewriteDeclaration(node: VariableDeclaration & Placed): void {
    const [first] = node.declarations;
    if (first === undefined) return;
    const parent = this.#parentOf(node);
    const separator = parent !== undefined && (STATEMENT_LISTS.has(parent.type) || isExport(parent)) ? ';' : '';
    this.#text.update(node.start, placeOf(first).start, separator);
    const inLoopHead = parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement';
    for (const { id, init } of node.declarations) {
      if (init === null || init === undefined) {
        if (!inLoopHead && node.kind !== 'var') this.#text.appendLeft(placeOf(id).end, ' = undefined');
      } else if (id.type !== 'Identifier') {
        this.#text.appendLeft(placeOf(id).start, '(');
        this.#text.appendRight(placeOf(init).end, ')');
      }
    }
  }

  /** Imports run before the cell, as they would in a module; their lines stay, empty. */
  #rewriteImport(node: ImportDeclaration & Placed): void {
    const module = `__module${this.#prologue.length}`;
    this.#prologue.push(`const ${module} = await ${IMPORT}(${JSON.stringify(node.source.value)});`);
    for (const specifier of node.specifiers) {
      const value =
        specifier.type === 'ImportNamespaceSpecifier'
          ? module
          : `${module}[${JSON.stringify(specifier.type === 'ImportDefaultSpecifier' ? 'default' : exportedName(specifier.imported))}]`;
      this.#prologue.push(`${property(specifier.local.name)} = ${value};`);
    }
    this.#blank(node.start, node.end);
  }

  /** A cell has nobody to export to: what is declared stays. */
  #dropExport(node: PlacedNode): void {
    const declaration = (node as ExportNamedDeclaration).declaration as PlacedNode | null | undefined;
    if (declaration === null || declaration === undefined) {
      this.#blank(node.start, node.end);
      return;
    }
    this.#blank(node.start, declaration.start);
    const isNamed = 'id' in declaration && declaration.id !== null;
    if (node.type !== 'ExportDefaultDeclaration' || (isNamed && declaration.type.endsWith('Declaration'))) return;
    this.#text.appendLeft(declaration.start, '(');
    this.#text.appendRight(declaration.end, ');');
  }

  /** Removes text but keeps its line breaks. */
  #blank(start: number, end: number): void {
    this.#text.update(start, end, `;${this.#text.original.slice(start, end).replace(/[^\n]+/g, '')}`);
  }

  #lastExpression(): (ExpressionStatement & Placed) | undefined {
    const last = this.#program.body.at(-1) as PlacedNode | undefined;
    return last?.type === 'ExpressionStatement' ? last : undefined;
  }

  #returnLastValue(): void {
    const last = this.#lastExpression();
    if (last === undefined) return;
    const { start, end } = last;
    if (this.#text.original[end - 1] === ';') this.#text.remove(end - 1, end);
    this.#text.prependLeft(start, ';return { value: (');
    this.#text.appendRight(end, '\n) }');
  }

  #parentOf(node: object): PlacedNode | undefined {
    return this.#parents.get(node as PlacedNode);
  }
}

/** ESTree's types leave out the places that acorn always gives. */
function placeOf(node: object): Placed {
  return node as Placed;
}

function nameOf(identifier: Reference['identifier']): string {
  return (identifier as PlacedIdentifier).name;
}

function lineOf(reference: Reference): number {
  return (reference.identifier as PlacedIdentifier).loc?.start.line ?? 1;
}

function property(name: string): string {
  return `${SCOPE}.${name}`;
}

function isExport(node: PlacedNode): boolean {
  return node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
}

function exportedName(name: { type: string; name?: string; value?: unknown }): string {
  return name.name ?? String(name.value);
}

function isConstant(variable: Variable): boolean {
  return variable.defs.some(
    (definition) =>
      definition.type === 'ImportBinding' || (definition.type === 'Variable' && definition.parent.kind === 'const'),
  );
}

/** A `using` declaration is released when the cell ends, so later cells have no use for it. */
function isScopedResource(definition: Definition): boolean {
  return definition.type === 'Variable' && definition.parent.kind.includes('using');
}
