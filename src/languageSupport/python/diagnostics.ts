import { isOurs } from './moduleIndex.ts';
import type { AttributeUse, Span } from './scopes.ts';
import { visibleBindings } from './scopes.ts';
import type { PythonCell } from './cell.ts';
import type { PythonNotebook } from './notebook.ts';

export type Problem = Span &
  (
    | { readonly kind: 'undefinedName'; readonly name: string }
    /** What a module of ours does not have: a member, or a module below it. */
    | { readonly kind: 'missingMember'; readonly name: string; readonly module: string }
  );

/** Names that IPython keeps results under: `_`, `__`, `_1`, `_i2`. */
const RESULTS = /^_{1,3}$|^_i{0,3}\d*$|^_oh$|^_dh$/;

/** What is surely wrong in a cell: names that nothing in the notebook binds, and what our modules do not have. */
export function problemsIn(notebook: PythonNotebook, cellIndex: number): Problem[] {
  const cell = notebook.cell(cellIndex);
  if (cell === undefined || cell.isUncertain) return [];
  return [...undefinedNames(notebook, cell), ...missingMembers(notebook, cell)].sort((a, b) => a.from - b.from);
}

function undefinedNames(notebook: PythonNotebook, cell: PythonCell): Problem[] {
  const known = notebook.knownNames;
  if (known === undefined) return [];
  return cell.references
    .filter(
      ({ name, scope, isAnnotation }) =>
        !isAnnotation && !known.has(name) && !RESULTS.test(name) && visibleBindings(scope, name) === undefined,
    )
    .map(({ name, from, to }) => ({ kind: 'undefinedName', name, from, to }));
}

function missingMembers(notebook: PythonNotebook, cell: PythonCell): Problem[] {
  const { index } = notebook;
  const isMissing = (module: string, name: string): boolean =>
    isOurs(module) &&
    index.module(module) !== undefined &&
    !name.startsWith('_') &&
    index.moduleMember(module, name) === undefined &&
    !isSpokenOf(notebook, name);
  const problems: Problem[] = [];
  for (const use of cell.attributes) {
    const module = use.isTried || use.isWritten ? undefined : sureModule(notebook, use);
    if (module !== undefined && isMissing(module, use.name)) {
      problems.push({ kind: 'missingMember', name: use.name, module, from: use.from, to: use.to });
    }
  }
  for (const { module, name, from, to, isTried } of cell.imports) {
    const missing = isTried ? undefined : missingImport(index, module, name);
    if (missing !== undefined && isMissing(...missing)) {
      problems.push({ kind: 'missingMember', module: missing[0], name: missing[1], from, to });
    }
  }
  return problems;
}

function missingImport(
  index: PythonNotebook['index'],
  module: string,
  name: string | undefined,
): readonly [module: string, name: string] | undefined {
  if (index.module(module) !== undefined) return name === undefined ? undefined : [module, name];
  const parts = module.split('.');
  for (let length = parts.length - 1; length > 0; length--) {
    const outer = parts.slice(0, length).join('.');
    if (index.module(outer) !== undefined) return [outer, parts[length]!];
  }
  return undefined;
}

/** The module of ours that an attribute is looked up in, where each binding of its name is that module. */
function sureModule(notebook: PythonNotebook, { object, scope }: AttributeUse): string | undefined {
  const { inference } = notebook;
  if (object.name === 'MemberExpression') {
    const type = inference.typeOf(object, scope);
    const root = rootOf(object);
    if (type?.kind !== 'module' || root.name !== 'VariableName') return undefined;
    return isAlwaysModule(notebook, scope.text(root), scope) ? type.path : undefined;
  }
  if (object.name !== 'VariableName') return undefined;
  const name = scope.text(object);
  if (!isAlwaysModule(notebook, name, scope)) return undefined;
  const type = inference.typeOfName(name, scope, object.from);
  return type?.kind === 'module' ? type.path : undefined;
}

function rootOf(node: AttributeUse['object']): AttributeUse['object'] {
  let root = node;
  while (root.name === 'MemberExpression' && root.firstChild !== null) root = root.firstChild;
  return root;
}

function isAlwaysModule(notebook: PythonNotebook, name: string, scope: AttributeUse['scope']): boolean {
  if (notebook.otherLanguagesNames.has(name)) return false;
  const inside = visibleBindings(scope, name) ?? [];
  const everywhere = notebook.pythonCells.flatMap((cell) => cell.scope.bindings.get(name) ?? []);
  const types = [...inside, ...everywhere].map((binding) => notebook.inference.typeOfBinding(binding));
  const [first] = types;
  if (first?.kind !== 'module') return false;
  return types.every((type) => type?.kind === 'module' && type.path === first.path);
}

/** Whether the notebook gives modules that name itself, or asks for it first: `hasattr(torch, "compile")`. */
function isSpokenOf(notebook: PythonNotebook, name: string): boolean {
  return notebook.pythonCells.some(
    ({ attributes, text }) =>
      attributes.some((use) => use.isWritten && use.name === name) ||
      text.includes(`'${name}'`) ||
      text.includes(`"${name}"`),
  );
}
