import * as vscode from 'vscode';
import type { Problem } from '../../languageSupport/python/index.ts';
import { isServed, onDidChangeServed } from '../servedNotebooks.ts';
import type { OpenNotebooks } from './openNotebooks.ts';
import { whatOthersServe } from './otherServers.ts';
import { rangeOf } from './providers.ts';

/** Typing goes on: a cell is looked at when it has paused. */
const PAUSE = 400;

/** The names of frameworks as they write them themselves. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  torch: 'PyTorch',
  tensorflow: 'TensorFlow',
  keras: 'Keras',
  numpy: 'NumPy',
  matplotlib: 'Matplotlib',
};

function toDiagnostic(problem: Problem, document: vscode.TextDocument): vscode.Diagnostic {
  const range = rangeOf(document, problem);
  const diagnostic =
    problem.kind === 'undefinedName'
      ? new vscode.Diagnostic(
          range,
          vscode.l10n.t('No cell of this notebook defines "{0}".', problem.name),
          vscode.DiagnosticSeverity.Warning,
        )
      : new vscode.Diagnostic(
          range,
          vscode.l10n.t(
            'Normscope’s module {0} has no "{1}". The same notebook runs on a Jupyter kernel with the real {2}.',
            problem.module,
            problem.name,
            FRAMEWORKS[problem.module.split('.', 1)[0]!] ?? problem.module,
          ),
          vscode.DiagnosticSeverity.Information,
        );
  diagnostic.source = 'Normscope';
  return diagnostic;
}

/** Shows what is surely wrong in Python cells. */
export function registerProblems(notebooks: OpenNotebooks): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('normscope-python');
  const waiting = new Map<vscode.NotebookDocument, NodeJS.Timeout>();
  const isPython = (cell: vscode.NotebookCell): boolean => cell.document.languageId === 'python';

  const check = async (document: vscode.NotebookDocument): Promise<void> => {
    const cells = document.getCells();
    if (document.isClosed || !isServed(document) || !cells.some(isPython)) {
      clear(cells);
      return;
    }
    const { support, notebook } = await notebooks.of(document);
    cells.forEach((cell, i) => {
      const others = whatOthersServe(cell.document);
      const problems = isPython(cell) && others !== 'everything' ? support.problemsIn(notebook, i) : [];
      const shown = problems.filter(({ kind }) => others === 'nothing' || kind === 'missingMember');
      collection.set(
        cell.document.uri,
        shown.map((problem) => toDiagnostic(problem, cell.document)),
      );
    });
  };
  const clear = (cells: readonly vscode.NotebookCell[]): void => {
    for (const { document } of cells) collection.delete(document.uri);
  };
  const schedule = (document: vscode.NotebookDocument): void => {
    clearTimeout(waiting.get(document));
    waiting.set(
      document,
      setTimeout(() => {
        waiting.delete(document);
        void check(document);
      }, PAUSE),
    );
  };
  vscode.workspace.notebookDocuments.forEach(schedule);
  return vscode.Disposable.from(
    collection,
    { dispose: () => waiting.forEach((timer) => clearTimeout(timer)) },
    onDidChangeServed(schedule),
    vscode.workspace.onDidOpenNotebookDocument(schedule),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
      const isText = cellChanges.some(({ document }) => document !== undefined);
      if (contentChanges.length === 0 && !isText) return;
      for (const { removedCells } of contentChanges) clear(removedCells);
      schedule(notebook);
    }),
    vscode.workspace.onDidCloseNotebookDocument((document) => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
      clear(document.getCells());
    }),
  );
}
