import type ts from 'typescript';
import { aliasedKinds, withoutAlias } from './aliases.ts';
import type { Cells } from './cells.ts';
import { cellDiagnostics } from './diagnostics.ts';

/** What suggests imports looks through all modules, and would add to a cell what it has already. */
const NO_AUTOMATIC_IMPORTS = {
  includeCompletionsForModuleExports: false,
  includeCompletionsForImportStatements: false,
} satisfies ts.UserPreferences;

/** A name is the same in all cells, so that renaming it there must not leave `import { old as new }`. */
const RENAME_EVERYWHERE = { providePrefixAndSuffixTextForRename: false } satisfies ts.UserPreferences;

/** With what the server asks of large files first: of cells it is told that there is no such thing. */
interface CellLanguageService extends ts.LanguageService {
  getRegionSemanticDiagnostics(): undefined;
}

/**
 * The answers of `service` about cells, without the text that was added to them. `ofText`: the server's own service, which
 * sees each cell's text as it is.
 */
export function createCellService(
  typescript: typeof ts,
  cells: Cells,
  service: ts.LanguageService,
  ofText: ts.LanguageService,
): Partial<CellLanguageService> {
  const isOwn = ({ fileName, textSpan }: ts.DocumentSpan): boolean =>
    !cells.has(fileName) || cells.holds(fileName, textSpan);
  const inCells = (span: ts.DocumentSpan): boolean => cells.has(span.fileName) && isOwn(span);
  const own = <Span extends ts.DocumentSpan>(spans: readonly Span[] | undefined): Span[] | undefined =>
    spans?.filter(isOwn);

  const isImported = (cell: string, name: string): boolean => cells.module(cell)?.names.get(name)?.isImported === true;
  const shown = (cell: string, name: string, parts: readonly ts.SymbolDisplayPart[]): ts.SymbolDisplayPart[] =>
    isImported(cell, name) ? [...parts] : withoutAlias(parts);

  /** Where a cell assigns to a name from another, TypeScript gives the name no type: the import that was added has it. */
  const typed = (
    cell: string,
    name: string,
    parts: readonly ts.SymbolDisplayPart[],
  ): readonly ts.SymbolDisplayPart[] => {
    const module = cells.module(cell);
    const isLost = parts.some(({ text, kind }) => text === 'any' && kind === 'keyword') && module?.origins.has(name);
    if (module === undefined || isLost !== true) return parts;
    const added = module.snapshot.getText(module.end, module.snapshot.getLength());
    const place = new RegExp(String.raw`[{,] (${name.replaceAll('$', String.raw`\$`)})[ ,]`, 'd').exec(added)
      ?.indices?.[1]?.[0];
    return service.getQuickInfoAtPosition(cell, module.end + (place ?? 0))?.displayParts ?? parts;
  };

  const renameLocations = (cell: string, position: number): readonly ts.RenameLocation[] =>
    service.findRenameLocations(cell, position, false, false, RENAME_EVERYWHERE) ?? [];

  type Completions = ts.WithMetadata<ts.CompletionInfo>;
  const withKinds = (cell: string, position: number, completions: Completions): Completions => {
    const program = service.getProgram();
    const file = program?.getSourceFile(cell);
    if (program === undefined || file === undefined) return completions;
    const { alias } = typescript.ScriptElementKind;
    const kinds = aliasedKinds(typescript, program.getTypeChecker(), file, position);
    const entries = completions.entries.map((entry) =>
      entry.kind === alias ? { ...entry, kind: kinds.get(entry.name) ?? alias } : entry,
    );
    return { ...completions, entries };
  };

  return {
    ...service,
    // VS Code shows no semantic errors in notebooks, since without this plugin they would be wrong: they are given to it
    // with those of syntax.
    getSyntacticDiagnostics: (cell) => [
      ...ofText.getSyntacticDiagnostics(cell),
      ...(cellDiagnostics(cells, cell, service.getSemanticDiagnostics(cell)) as ts.DiagnosticWithLocation[]),
    ],
    getSemanticDiagnostics: () => [],
    getRegionSemanticDiagnostics: () => undefined,
    getSuggestionDiagnostics: (cell) => cellDiagnostics(cells, cell, service.getSuggestionDiagnostics(cell)),
    getQuickInfoAtPosition: (cell, position, ...options) => {
      const info = service.getQuickInfoAtPosition(cell, position, ...options);
      if (info?.displayParts === undefined) return info;
      const { start, length } = info.textSpan;
      const name = cells.module(cell)?.snapshot.getText(start, start + length) ?? '';
      return { ...info, displayParts: shown(cell, name, typed(cell, name, info.displayParts)) };
    },
    getCompletionsAtPosition: (cell, position, preferences, ...options) => {
      const wanted = { ...preferences, ...NO_AUTOMATIC_IMPORTS };
      const completions = service.getCompletionsAtPosition(cell, position, wanted, ...options);
      return completions === undefined ? undefined : withKinds(cell, position, completions);
    },
    getCompletionEntryDetails: (cell, position, name, ...options) => {
      const details = service.getCompletionEntryDetails(cell, position, name, ...options);
      return details === undefined ? undefined : { ...details, displayParts: shown(cell, name, details.displayParts) };
    },
    getDefinitionAtPosition: (cell, position) => own(service.getDefinitionAtPosition(cell, position)),
    getDefinitionAndBoundSpan: (cell, position) => {
      const found = service.getDefinitionAndBoundSpan(cell, position);
      return found === undefined ? undefined : { ...found, definitions: own(found.definitions) ?? [] };
    },
    getTypeDefinitionAtPosition: (cell, position) => own(service.getTypeDefinitionAtPosition(cell, position)),
    getImplementationAtPosition: (cell, position) => own(service.getImplementationAtPosition(cell, position)),
    getReferencesAtPosition: (cell, position) =>
      service.getReferencesAtPosition(cell, position)?.filter((span) => inCells(span)),
    findReferences: (cell, position) =>
      service
        .findReferences(cell, position)
        ?.map(({ definition, references }) => ({ definition, references: references.filter((span) => inCells(span)) }))
        .filter(({ references }) => references.length > 0),
    getDocumentHighlights: (cell, position, files) =>
      service.getDocumentHighlights(cell, position, files)?.map(({ fileName, highlightSpans }) => ({
        fileName,
        highlightSpans: highlightSpans.filter(({ textSpan }) => isOwn({ fileName, textSpan })),
      })),
    getRenameInfo: (cell, position, ...options) => {
      const isElsewhere = renameLocations(cell, position).some(({ fileName }) => !cells.has(fileName));
      if (isElsewhere) return { canRename: false, localizedErrorMessage: cells.cannotRename };
      return typeof options[0] === 'object'
        ? service.getRenameInfo(cell, position, { ...options[0], ...RENAME_EVERYWHERE })
        : service.getRenameInfo(cell, position, RENAME_EVERYWHERE);
    },
    findRenameLocations: (cell: string, position: number) =>
      renameLocations(cell, position).filter((span) => inCells(span)),
    getCodeFixesAtPosition: (cell, ...options) =>
      service
        .getCodeFixesAtPosition(cell, ...options)
        .filter(({ changes }) => changes.every((change) => changesOwnText(cells, change))),
    // What these would change is shared by the cells, or was added to them.
    organizeImports: () => [],
    getCombinedCodeFix: () => ({ changes: [] }),
    getApplicableRefactors: () => [],
    getEditsForRefactor: () => undefined,
  };
}

function changesOwnText(cells: Cells, { fileName, textChanges }: ts.FileTextChanges): boolean {
  return cells.has(fileName) && textChanges.every(({ span }) => cells.holds(fileName, span));
}
