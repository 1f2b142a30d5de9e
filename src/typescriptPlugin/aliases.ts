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
