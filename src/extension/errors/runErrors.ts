import * as vscode from 'vscode';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from '../notebookMetadata.ts';
import type { NotebookKernels } from '../notebookKernels.ts';
import type { CodePlace, Fix } from './failure.ts';
import { fixesFor } from './fixes.ts';
import { type ErrorPlace, errorPlaces, messageIn } from './place.ts';

/** The MIME type of an error's output. */
const ERROR_MIME = 'application/vnd.code.notebook.error';

/** Who was stopped has done nothing wrong. */
const STOPPED = new Set(['Interrupted', 'KeyboardInterrupt']);

interface RunError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** An error that is shown at a line of a cell. */
interface Shown {
  readonly error: RunError;
  readonly places: readonly [ErrorPlace, ...ErrorPlace[]];
  /** The cell whose run failed; the line may be in another one, whose function it called. */
  readonly source: vscode.NotebookCell;
  readonly cell: vscode.NotebookCell;
  line: number;
}

function errorsIn(cell: vscode.NotebookCell): RunError[] {
  const decoder = new TextDecoder();
  return cell.outputs.flatMap(({ items }) =>
    items
      .filter(({ mime }) => mime === ERROR_MIME)
      .map(({ data }) => {
        const { name = 'Error', message = '', stack = '' } = JSON.parse(decoder.decode(data)) as Partial<RunError>;
        return { name, message: messageIn(stack, name, message), stack };
      }),
  );
}

/** The cell of which `place` speaks, if its line is still there as it was. */
function cellAt(notebook: vscode.NotebookDocument, place: ErrorPlace): vscode.NotebookCell | undefined {
  const cell = notebook.getCells().find(({ executionSummary }) => {
    return executionSummary?.executionOrder === place.executionCount;
  });
  if (cell === undefined || place.line >= cell.document.lineCount) return undefined;
  const isAsItWas = place.quoted === undefined || cell.document.lineAt(place.line).text.trim() === place.quoted;
  return isAsItWas ? cell : undefined;
}

/** The line without the spaces around it. */
function rangeOf({ cell, line }: Shown): vscode.Range {
  const { text, firstNonWhitespaceCharacterIndex: start } = cell.document.lineAt(line);
  return new vscode.Range(line, start, line, text.trimEnd().length);
}

/**
 * Shows the errors that our kernel's cells ended with at the lines that failed, and offers what mends them. An error goes
 * when its cell runs again, when its output is cleared, and when its line is edited.
 */
class RunErrors implements vscode.CodeActionProvider {
  readonly #kernels: NotebookKernels;
  readonly #collection = vscode.languages.createDiagnosticCollection('Normscope');
  #shown: Shown[] = [];
  readonly #subscriptions: vscode.Disposable;

  constructor(kernels: NotebookKernels) {
    this.#kernels = kernels;
    this.#subscriptions = vscode.Disposable.from(
      this.#collection,
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges, contentChanges }) => {
        for (const { removedCells } of contentChanges) this.#drop((each) => removedCells.includes(each.cell));
        if (this.#kernels.existing(notebook) === undefined) return;
        for (const { cell, outputs } of cellChanges) if (outputs !== undefined) this.#update(cell);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#follow(event);
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        this.#drop(({ cell }) => cell.notebook === notebook);
      }),
    );
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#shown
      .filter((shown) => shown.cell.document === document && rangeOf(shown).intersection(range) !== undefined)
      .flatMap((shown) => actionsFor(shown, diagnosticOf(shown)));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Shows the errors that a cell's outputs hold now. */
  #update(source: vscode.NotebookCell): void {
    const errors = errorsIn(source).filter(({ name }) => !STOPPED.has(name));
    this.#drop((each) => each.source === source && !errors.some(({ stack }) => stack === each.error.stack));
    for (const error of errors) {
      if (this.#shown.some((each) => each.source === source && each.error.stack === error.stack)) continue;
      const [place, ...callers] = errorPlaces(error.stack);
      const cell = place === undefined ? undefined : cellAt(source.notebook, place);
      if (place === undefined || cell === undefined) continue;
      this.#shown.push({ error, places: [place, ...callers], source, cell, line: place.line });
      this.#publish(cell.document.uri);
    }
  }

  /** Keeps errors at their lines while the text around them changes. */
  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const inDocument = this.#shown.filter(({ cell }) => cell.document === document);
    if (inDocument.length === 0) return;
    const edited = new Set<Shown>();
    for (const { range, text } of contentChanges) {
      const added = text.split('\n').length - 1 - (range.end.line - range.start.line);
      const endsAbove = (line: number): boolean =>
        range.end.line < line ||
        (range.isEmpty && range.start.isEqual(new vscode.Position(line, 0)) && text.endsWith('\n'));
      for (const shown of inDocument) {
        if (endsAbove(shown.line)) shown.line += added;
        else if (range.start.line <= shown.line) edited.add(shown);
      }
    }
    this.#shown = this.#shown.filter((shown) => !edited.has(shown));
    this.#publish(document.uri);
  }

  #drop(isGone: (shown: Shown) => boolean): void {
    const gone = this.#shown.filter(isGone);
    this.#shown = this.#shown.filter((shown) => !gone.includes(shown));
    for (const { cell } of gone) this.#publish(cell.document.uri);
  }

  #publish(uri: vscode.Uri): void {
    const diagnostics = this.#shown
      .filter(({ cell }) => cell.document.uri.toString() === uri.toString())
      .map(diagnosticOf);
    this.#collection.set(uri, diagnostics);
  }
}

function diagnosticOf(shown: Shown): vscode.Diagnostic {
  const { name, message } = shown.error;
  const diagnostic = new vscode.Diagnostic(rangeOf(shown), message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Normscope';
  diagnostic.code = name;
  return diagnostic;
}

function actionsFor(shown: Shown, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const { cell, error, places, line } = shown;
  const cells = cell.notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
  const callers = places.slice(1).flatMap((place): CodePlace[] => {
    const found = cellAt(cell.notebook, place);
    return found === undefined ? [] : [{ cell: cells.indexOf(found), line: place.line }];
  });
  const fixes = fixesFor({
    name: error.name,
    message: error.message,
    places: [{ cell: cells.indexOf(cell), line }, ...callers],
    cells: cells.map(({ document }) => ({ language: document.languageId, text: document.getText() })),
  });
  return fixes.map((fix, index) => actionFor(fix, cells, diagnostic, index === 0));
}

function titleOf(fix: Fix): string {
  switch (fix.kind) {
    case 'replace':
      return vscode.l10n.t('Change {0} to {1}', fix.from, fix.to);
    case 'insert':
      return vscode.l10n.t('Add the line {0}', fix.text);
    case 'otherKernel':
      return vscode.l10n.t('Select another kernel, such as Jupyter’s');
  }
}

function actionFor(
  fix: Fix,
  cells: readonly vscode.NotebookCell[],
  diagnostic: vscode.Diagnostic,
  isPreferred: boolean,
): vscode.CodeAction {
  const action = new vscode.CodeAction(titleOf(fix), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  if (fix.kind === 'otherKernel') {
    action.command = { command: 'notebook.selectKernel', title: action.title };
    return action;
  }
  action.isPreferred = isPreferred;
  action.edit = new vscode.WorkspaceEdit();
  for (const { cell, start, end, text } of fix.changes) {
    const document = cells[cell]?.document;
    if (document === undefined) continue;
    action.edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  }
  return action;
}

/** Shows errors of runs in the Problems panel and at their lines, with quick fixes. */
export function registerRunErrors(kernels: NotebookKernels): vscode.Disposable {
  const errors = new RunErrors(kernels);
  const selector = [NOTEBOOK_TYPE, MARKDOWN_TYPE].map((notebookType) => ({ notebookType }));
  return vscode.Disposable.from(
    errors,
    vscode.languages.registerCodeActionsProvider(selector, errors, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
