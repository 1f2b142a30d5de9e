import * as vscode from 'vscode';
import { FINDING_CODES, findingAnchor } from '../../protocol/finding.ts';

/** Takes a finding's code: not for the command palette. */
export const EXPLAIN_FINDING = 'normscope.explainFinding';

/** Shows the section of docs/findings.md, which comes with the extension, about a finding. */
export function registerExplainFinding(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(EXPLAIN_FINDING, async (code?: unknown) => {
    const known = FINDING_CODES.find((each) => each === code);
    const page = vscode.Uri.joinPath(extensionUri, 'docs', 'findings.md');
    const fragment = known === undefined ? '' : findingAnchor(known);
    await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment }));
  });
}
