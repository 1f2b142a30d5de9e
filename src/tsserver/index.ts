import type ts from 'typescript';
import type { TypeScriptPluginConfiguration } from '../protocol/typescriptCells.ts';
import { createCellService } from './cellService.ts';
import { Cells } from './cells.ts';
import { createCellHost } from './host.ts';

/** What depends on the text alone: the server's own service has that as it is. */
const SYNTACTIC = new Set<string>([
  'commentSelection',
  'getBraceMatchingAtPosition',
  'getBreakpointStatementAtPosition',
  'getDocCommentTemplateAtPosition',
  'getEncodedSyntacticClassifications',
  'getFormattingEditsAfterKeystroke',
  'getFormattingEditsForDocument',
  'getFormattingEditsForRange',
  'getIndentationAtPosition',
  'getJsxClosingTagAtPosition',
  'getLinkedEditingRangeAtPosition',
  'getNameOrDottedNameSpan',
  'getNavigationBarItems',
  'getNavigationTree',
  'getOutliningSpans',
  'getSmartSelectionRange',
  'getSpanOfEnclosingComment',
  'getSyntacticClassifications',
  'getTodoComments',
  'isValidBraceCompletionAtPosition',
  'toLineColumnOffset',
  'toggleLineComment',
  'toggleMultilineComment',
  'uncommentSelection',
] satisfies (keyof ts.LanguageService)[]);

/** The first version of TypeScript that asks its host about modules as ours is asked. */
const OLDEST_VERSION = 5;

/** The cells of a server, whichever of its projects they are in, and the service that knows them. */
interface CellServer {
  readonly cells: Cells;
  readonly service: ts.LanguageService;
}

const servers = new WeakMap<ts.server.ProjectService, CellServer>();

/** A plugin of TypeScript's server that answers what is asked about cells; anything else it hands on. */
export default function plugin({ typescript }: { readonly typescript: typeof ts }): ts.server.PluginModule {
  let project: ts.server.Project | undefined;
  return {
    create: (info) => {
      project = info.project;
      const { projectService } = project;
      // The server for syntax alone has no types to tell of.
      const isSemantic = projectService.serverMode === typescript.LanguageServiceMode.Semantic;
      if (!isSemantic || Number.parseInt(typescript.version) < OLDEST_VERSION) return info.languageService;
      const server = servers.get(projectService) ?? createServer(typescript, info);
      servers.set(projectService, server);
      if (isConfiguration(info.config)) server.cells.configure(info.config);
      const forCells = createCellService(typescript, server.cells, server.service, info.languageService);
      return withCells(info.languageService, server.cells, forCells);
    },
    onConfigurationChanged: (configuration: unknown) => {
      const server = project && servers.get(project.projectService);
      if (isConfiguration(configuration) && server?.cells.configure(configuration) === true) {
        project?.refreshDiagnostics();
      }
    },
  };
}

function createServer(typescript: typeof ts, { project, serverHost }: ts.server.PluginCreateInfo): CellServer {
  const { projectService } = project;
  const cells = new Cells(typescript, (cell) => {
    const info = projectService.getScriptInfo(cell);
    if (info?.isScriptOpen() !== true) return undefined;
    const snapshot = info.getSnapshot();
    return { text: snapshot.getText(0, snapshot.getLength()), kind: info.scriptKind };
  });
  const host = createCellHost(typescript, cells, serverHost, (file) => {
    const info = projectService.getScriptInfo(file);
    return info?.isScriptOpen() === true
      ? { version: info.getLatestVersion(), snapshot: info.getSnapshot() }
      : undefined;
  });
  return { cells, service: typescript.createLanguageService(host) };
}

function isConfiguration(value: unknown): value is TypeScriptPluginConfiguration {
  return typeof value === 'object' && value !== null && 'notebooks' in value;
}

/** `service`, but `cellService` for what is asked of a cell. */
function withCells(
  service: ts.LanguageService,
  cells: Cells,
  cellService: Partial<ts.LanguageService>,
): ts.LanguageService {
  const forCells = cellService as Readonly<Record<string, unknown>>;
  const methods = Object.entries(service).map(([name, method]: [string, unknown]) => {
    const forCell = forCells[name];
    if (typeof method !== 'function' || typeof forCell !== 'function' || SYNTACTIC.has(name)) return [name, method];
    const routed = (...args: unknown[]): unknown =>
      Reflect.apply(isAboutCell(cells, args[0]) ? forCell : method, service, args) as unknown;
    return [name, routed];
  });
  return Object.fromEntries(methods) as ts.LanguageService;
}

/** The first argument of a service's methods is a file's name, or an object with one. */
function isAboutCell(cells: Cells, subject: unknown): boolean {
  if (typeof subject === 'string') return cells.has(subject);
  return (
    typeof subject === 'object' &&
    subject !== null &&
    'fileName' in subject &&
    typeof subject.fileName === 'string' &&
    cells.has(subject.fileName)
  );
}
