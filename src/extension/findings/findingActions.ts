import * as vscode from 'vscode';
import { findingText } from '../../charts/findingText.ts';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from '../notebookMetadata.ts';
import { diagnosticOf, rangeOf } from './findingDiagnostics.ts';
import { ignoreComment } from './ignoreComment.ts';
import { ignoreEverywhere, ignoreInNotebook } from './ignoredFindings.ts';
import type { LocatedFinding, NotebookFindings } from './notebookFindings.ts';

/** Takes the code of a finding: not for the command palette. */
const IGNORE_EVERYWHERE = 'normscope.ignoreFindingEverywhere';

type Found = Required<LocatedFinding>;

function action(found: Found, title: string, edit?: vscode.WorkspaceEdit): vscode.CodeAction {
  const created = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  created.diagnostics = [diagnosticOf(found)];
  if (edit !== undefined) created.edit = edit;
  return created;
}

/** What the finding says is to be changed. */
function fixOf(found: Found): vscode.CodeAction[] {
  const { finding, location } = found;
  const { fix: title } = findingText(finding, vscode.env.language);
  if (location.edits === undefined || title === undefined) return [];
  const edit = new vscode.WorkspaceEdit();
  for (const { span, text } of location.edits) edit.replace(location.cell.document.uri, rangeOf(span), text);
  const fix = action(found, title, edit);
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
  const inNotebook = ignoreInNotebook(cell.notebook, code);
  const everywhere = action(found, vscode.l10n.t('Ignore {0} everywhere (setting)', code));
  everywhere.command = { command: IGNORE_EVERYWHERE, title: everywhere.title, arguments: [code] };
  return [
    action(found, vscode.l10n.t('Ignore {0} here (comment)', code), here),
    ...(inNotebook === undefined
      ? []
      : [action(found, vscode.l10n.t('Ignore {0} in this notebook', code), inNotebook)]),
    everywhere,
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
    vscode.commands.registerCommand(IGNORE_EVERYWHERE, (code: unknown) =>
      typeof code === 'string' ? ignoreEverywhere(code) : undefined,
    ),
    vscode.languages.registerCodeActionsProvider(selector, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
