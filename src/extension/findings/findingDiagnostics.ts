import * as vscode from 'vscode';
import { findingText } from '../../charts/findingText.ts';
import { findingPage } from './findingPages.ts';
import type { LocatedFinding, NotebookFindings } from './notebookFindings.ts';
import type { Span } from './placement.ts';
import { DIAGNOSTIC_SEVERITIES } from './severities.ts';

export function rangeOf({ start, end }: Span): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function diagnosticOf({ finding, location }: Required<LocatedFinding>): vscode.Diagnostic {
  const { title, message, advice } = findingText(finding, vscode.env.language);
  const diagnostic = new vscode.Diagnostic(
    rangeOf(location.span),
    `${title}\n${message}\n${advice}`,
    DIAGNOSTIC_SEVERITIES[finding.severity],
  );
  diagnostic.source = 'normscope';
  diagnostic.code = { value: finding.code, target: findingPage(finding.code) };
  return diagnostic;
}

/** Puts findings into the Problems panel and under the code that caused them. */
export function registerFindingDiagnostics(findings: NotebookFindings): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('normscope');
  /** The cells of each notebook that have diagnostics. */
  const marked = new Map<vscode.NotebookDocument, ReadonlySet<vscode.Uri>>();
  const show = (notebook: vscode.NotebookDocument, located: readonly Required<LocatedFinding>[]): void => {
    const byCell = new Map<vscode.Uri, vscode.Diagnostic[]>();
    for (const each of located) {
      const { uri } = each.location.cell.document;
      byCell.set(uri, [...(byCell.get(uri) ?? []), diagnosticOf(each)]);
    }
    for (const uri of marked.get(notebook) ?? []) if (!byCell.has(uri)) collection.delete(uri);
    for (const [uri, diagnostics] of byCell) collection.set(uri, diagnostics);
    if (byCell.size > 0) marked.set(notebook, new Set(byCell.keys()));
    else marked.delete(notebook);
  };
  const showAll = (): void => {
    for (const notebook of vscode.workspace.notebookDocuments) show(notebook, findings.located(notebook));
  };
  showAll();
  return vscode.Disposable.from(
    collection,
    findings.onDidChange((notebook) => {
      show(notebook, findings.located(notebook));
    }),
    vscode.workspace.onDidCloseNotebookDocument((notebook) => {
      show(notebook, []);
    }),
  );
}
