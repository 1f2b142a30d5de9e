import * as vscode from 'vscode';
import { findingText } from '../../charts/findingText.ts';
import type { FindingCode } from '../../protocol/finding.ts';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from '../notebookMetadata.ts';
import { diagnosticOf, rangeOf } from './findingDiagnostics.ts';
import { ignoreComment } from './ignoreComment.ts';
import { canIgnore, ignoreEverywhere, ignoreInNotebook } from './ignoredFindings.ts';
import type { LocatedFinding, NotebookFindings } from './notebookFindings.ts';

/** Both take the code of a finding, the first a notebook, too: not for the command palette. */
const IGNORE_IN_NOTEBOOK = 'normscope.ignoreFindingInNotebook';
const IGNORE_EVERYWHERE = 'normscope.ignoreFindingEverywhere';

type Found = Required<LocatedFinding>;

function quickFix(found: Found, title: string, does: Pick<vscode.CodeAction, 'edit' | 'command'>): vscode.CodeAction {
  const created = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  created.diagnostics = [diagnosticOf(found)];
  return Object.assign(created, does);
}

/** What the finding says is to be changed. */
function fixOf(found: Found): vscode.CodeAction[] {
  const { finding, location } = found;
  const { fix: title } = findingText(finding, vscode.env.language);
  if (location.edits === undefined || title === undefined) return [];
  const edit = new vscode.WorkspaceEdit();
  for (const { span, text } of location.edits) edit.replace(location.cell.document.uri, rangeOf(span), text);
  const fix = quickFix(found, title, { edit });
  fix.isPreferred = true;
  return [fix];
}

/** The ways to be told no more of it: here, in the notebook, in all notebooks. */
function silencersOf(found: Found): vscode.CodeAction[] {
  const { code } = found.finding;
  const { cell, span } = found.location;
  const here = new vscode.WorkspaceEdit();
  const line = cell.document.lineAt(span.start.line);
  const comment = ignoreComment(line.text, cell.document.languageId, code);
  here.insert(cell.document.uri, line.range[comment.at], comment.text);
  const inNotebook = vscode.l10n.t('Ignore {0} in this notebook', code);
  const everywhere = vscode.l10n.t('Ignore {0} everywhere (setting)', code);
  const command = (title: string, name: string, ...given: unknown[]): Pick<vscode.CodeAction, 'command'> => ({
    command: { title, command: name, arguments: given },
  });
  return [
    quickFix(found, vscode.l10n.t('Ignore {0} here (comment)', code), { edit: here }),
    ...(canIgnore(cell.notebook)
      ? [quickFix(found, inNotebook, command(inNotebook, IGNORE_IN_NOTEBOOK, code, cell.notebook.uri))]
      : []),
    quickFix(found, everywhere, command(everywhere, IGNORE_EVERYWHERE, code)),
  ];
}

/** Offers to mend what was found in the code, and to be told no more of it. */
export function registerFindingActions(findings: NotebookFindings): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range) => {
      const notebook = vscode.workspace.notebookDocuments.find((each) =>
        each.getCells().some((cell) => cell.document === document),
      );
      if (notebook === undefined) return [];
      const here = findings
        .located(notebook)
        .filter(({ location }) => location.cell.document === document && rangeOf(location.span).intersection(range));
      return [...here.flatMap(fixOf), ...here.flatMap(silencersOf)];
    },
  };
  const selector = [NOTEBOOK_TYPE, MARKDOWN_TYPE].map((notebookType) => ({ notebookType }));
  return vscode.Disposable.from(
    vscode.commands.registerCommand(IGNORE_IN_NOTEBOOK, async (code: FindingCode, uri: vscode.Uri) => {
      const notebook = vscode.workspace.notebookDocuments.find((each) => each.uri.toString() === uri.toString());
      if (notebook !== undefined) await ignoreInNotebook(notebook, code);
    }),
    vscode.commands.registerCommand(IGNORE_EVERYWHERE, (code: FindingCode) => ignoreEverywhere(code)),
    vscode.languages.registerCodeActionsProvider(selector, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
