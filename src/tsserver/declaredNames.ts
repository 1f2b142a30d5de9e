import type ts from 'typescript';

/** How a cell declares a name that it shares with the other cells. */
export interface DeclaredName {
  /** Whether no cell may assign to it. */
  readonly isConstant: boolean;
  readonly isImported: boolean;
}

export interface DeclaredNames {
  readonly names: ReadonlyMap<string, DeclaredName>;
  /** Those that the cell exports itself. */
  readonly exported: ReadonlySet<string>;
}

/**
 * The names that a cell shares: what it declares or imports at its top level, and `var` anywhere outside of a function. A
 * `using` declaration is released when the cell ends.
 */
export function declaredNames(typescript: typeof ts, file: ts.SourceFile): DeclaredNames {
  const names = new Map<string, DeclaredName>();
  const exported = new Set<string>();

  const declare = (name: ts.BindingName, declared: DeclaredName): void => {
    if (typescript.isIdentifier(name)) {
      // A name that is missing where the cell is unfinished is empty.
      if (name.text !== '') names.set(name.text, declared);
      return;
    }
    for (const element of name.elements) {
      if (typescript.isBindingElement(element)) declare(element.name, declared);
    }
  };

  const declareVariables = (list: ts.VariableDeclarationList): void => {
    const { NodeFlags } = typescript;
    if ((list.flags & NodeFlags.Using) !== 0) return;
    const isConstant = (list.flags & NodeFlags.Const) !== 0;
    for (const { name } of list.declarations) declare(name, { isConstant, isImported: false });
  };

  const declareImports = ({ importClause }: ts.ImportDeclaration): void => {
    const imported = { isConstant: true, isImported: true };
    if (importClause?.name !== undefined) declare(importClause.name, imported);
    const bindings = importClause?.namedBindings;
    if (bindings === undefined) return;
    if (typescript.isNamespaceImport(bindings)) declare(bindings.name, imported);
    else for (const { name } of bindings.elements) declare(name, imported);
  };

  const visitNested = (node: ts.Node): void => {
    if (typescript.isFunctionLike(node) || typescript.isClassLike(node) || typescript.isModuleDeclaration(node)) return;
    if (typescript.isVariableDeclarationList(node) && (node.flags & typescript.NodeFlags.BlockScoped) === 0) {
      declareVariables(node);
    }
    typescript.forEachChild(node, visitNested);
  };

  const visit = (statement: ts.Statement): void => {
    const before = new Set(names.keys());
    if (typescript.isVariableStatement(statement)) declareVariables(statement.declarationList);
    else if (typescript.isImportDeclaration(statement)) declareImports(statement);
    else if (typescript.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      if (exportClause === undefined || !typescript.isNamedExports(exportClause)) return;
      for (const { name } of exportClause.elements) exported.add(name.text);
    } else if (isNamedDeclaration(typescript, statement)) {
      if (statement.name !== undefined && typescript.isIdentifier(statement.name)) {
        declare(statement.name, { isConstant: false, isImported: false });
      }
    } else visitNested(statement);
    if (isExported(typescript, statement)) {
      for (const name of names.keys()) if (!before.has(name)) exported.add(name);
    }
  };

  file.statements.forEach(visit);
  return { names, exported };
}

type NamedDeclaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportEqualsDeclaration;

function isNamedDeclaration(typescript: typeof ts, node: ts.Node): node is NamedDeclaration {
  return (
    typescript.isFunctionDeclaration(node) ||
    typescript.isClassDeclaration(node) ||
    typescript.isInterfaceDeclaration(node) ||
    typescript.isTypeAliasDeclaration(node) ||
    typescript.isEnumDeclaration(node) ||
    typescript.isModuleDeclaration(node) ||
    typescript.isImportEqualsDeclaration(node)
  );
}

/** Whether `statement` exports by name what it declares. */
function isExported(typescript: typeof ts, statement: ts.Statement): boolean {
  if (!typescript.canHaveModifiers(statement)) return false;
  const modifiers = typescript.getModifiers(statement) ?? [];
  const has = (kind: ts.SyntaxKind): boolean => modifiers.some((modifier) => modifier.kind === kind);
  return has(typescript.SyntaxKind.ExportKeyword) && !has(typescript.SyntaxKind.DefaultKeyword);
}
