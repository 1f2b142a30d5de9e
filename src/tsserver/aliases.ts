import type ts from 'typescript';

/**
 * What is shown of a name that a cell has from elsewhere, as if the cell had it itself: `const x: Tensor` where TypeScript
 * says `(alias) const x: Tensor`, and on the next line `import x`.
 */
export function withoutAlias(parts: readonly ts.SymbolDisplayPart[]): ts.SymbolDisplayPart[] {
  const [first, , name] = parts;
  if (first?.text === 'import' && name !== undefined) return [{ text: 'namespace', kind: 'keyword' }, SPACE, name];
  if (!isAliasAt(parts, 0)) return [...parts];
  const end = parts.findLastIndex(({ kind }) => kind === 'lineBreak');
  const isWhence = /^(import|export)$/.test(parts[end + 1]?.text ?? '');
  const shown = isWhence ? parts.slice(0, end) : parts;
  return shown.filter((_, i) => ![0, 1, 2, 3].some((before) => isAliasAt(shown, i - before)));
}

const SPACE = { text: ' ', kind: 'space' };

/** Whether `(alias) ` stands at `index`. */
function isAliasAt(parts: readonly ts.SymbolDisplayPart[], index: number): boolean {
  return (
    parts
      .slice(Math.max(index, 0), index + 4)
      .map(({ text }) => text)
      .join('') === '(alias) '
  );
}

/** What the aliases that may be completed at `position` stand for, by their names: names in scope, or those of `nn.`. */
export function aliasedKinds(
  typescript: typeof ts,
  checker: ts.TypeChecker,
  file: ts.SourceFile,
  position: number,
): ReadonlyMap<string, ts.ScriptElementKind> {
  const { Alias } = typescript.SymbolFlags;
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    (symbol.flags & Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  const object = objectOf(typescript, file, position);
  const namespace = object && checker.getSymbolAtLocation(object);
  const symbols =
    namespace === undefined
      ? checker.getSymbolsInScope(file, Alias)
      : checker.getExportsOfModule(resolved(namespace)).filter(({ flags }) => (flags & Alias) !== 0);
  return new Map(symbols.map((symbol) => [symbol.name, kindOf(typescript, resolved(symbol))]));
}

/** What stands before the dot, where a member is named at `position`. */
function objectOf(typescript: typeof ts, file: ts.SourceFile, position: number): ts.Expression | undefined {
  const find = (node: ts.Node): ts.Expression | undefined => {
    if (position < node.pos || position > node.end) return undefined;
    const isMember = typescript.isPropertyAccessExpression(node) && position > node.expression.end;
    return typescript.forEachChild(node, find) ?? (isMember ? node.expression : undefined);
  };
  return find(file);
}

function kindOf({ SymbolFlags, ScriptElementKind }: typeof ts, { flags }: ts.Symbol): ts.ScriptElementKind {
  const kinds = [
    [SymbolFlags.Function, ScriptElementKind.functionElement],
    [SymbolFlags.Class, ScriptElementKind.classElement],
    [SymbolFlags.Enum, ScriptElementKind.enumElement],
    [SymbolFlags.Module, ScriptElementKind.moduleElement],
    [SymbolFlags.Variable, ScriptElementKind.variableElement],
    [SymbolFlags.Interface, ScriptElementKind.interfaceElement],
    [SymbolFlags.TypeAlias, ScriptElementKind.typeElement],
  ] as const;
  return kinds.find(([mask]) => (flags & mask) !== 0)?.[1] ?? ScriptElementKind.alias;
}
