import type ts from 'typescript';

/**
 * What is shown of a name that a cell has from elsewhere, as if the cell had it itself: `const x: Tensor` where TypeScript
 * says `(alias) const x: Tensor`, and on the next line `import x`.
 */
export function withoutAlias(parts: readonly ts.SymbolDisplayPart[]): ts.SymbolDisplayPart[] {
  const isAlias = parts[0]?.text === '(' && parts[1]?.text === 'alias' && parts[2]?.text === ')';
  if (!isAlias) return [...parts];
  const end = parts.findLastIndex(({ kind, text }) => kind === 'keyword' && text === 'import');
  const shown = parts.slice(3, end === -1 ? undefined : end);
  while (shown[0]?.text.trim() === '') shown.shift();
  while (shown.at(-1)?.text.trim() === '') shown.pop();
  return shown;
}

/** The kinds of what aliases stand for, by the keyword that their description begins with. */
export function kindOfAlias(typescript: typeof ts, checker: ts.TypeChecker, symbol: ts.Symbol): ts.ScriptElementKind {
  const { SymbolFlags, ScriptElementKind } = typescript;
  const { flags } = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const has = (mask: ts.SymbolFlags): boolean => (flags & mask) !== 0;
  if (has(SymbolFlags.Function)) return ScriptElementKind.functionElement;
  if (has(SymbolFlags.Class)) return ScriptElementKind.classElement;
  if (has(SymbolFlags.Enum)) return ScriptElementKind.enumElement;
  if (has(SymbolFlags.Module)) return ScriptElementKind.moduleElement;
  if (has(SymbolFlags.Variable)) return ScriptElementKind.variableElement;
  if (has(SymbolFlags.Interface)) return ScriptElementKind.interfaceElement;
  if (has(SymbolFlags.TypeAlias)) return ScriptElementKind.typeElement;
  return ScriptElementKind.alias;
}
