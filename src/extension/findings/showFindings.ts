import * as vscode from 'vscode';
import { findingText } from '../../charts/findingText.ts';
import { selectCode } from '../revealing.ts';
import { rangeOf } from './findingDiagnostics.ts';
import type { LocatedFinding, NotebookFindings } from './notebookFindings.ts';
import { ICONS } from './severities.ts';

/** Takes the URI of a cell: not for the command palette. */
export const SHOW_FINDINGS = 'normscope.showFindings';

interface Choice extends vscode.QuickPickItem {
  readonly found: LocatedFinding;
}

function choiceOf(found: LocatedFinding): Choice {
  const { code, severity, layer } = found.finding;
  const { title, message } = findingText(found.finding, vscode.env.language);
  const description = [layer, code].filter((part) => part !== undefined).join(' · ');
  return { label: `${ICONS[severity]} ${title}`, description, detail: message, found };
}

/** Goes to the code of a finding and shows what there is to say of it; without code, to the cell that found it. */
async function goTo({ location }: LocatedFinding, finder: vscode.NotebookCell): Promise<void> {
  if (location === undefined) {
    const range = new vscode.NotebookRange(finder.index, finder.index + 1);
    await vscode.window.showNotebookDocument(finder.notebook, { selections: [range] });
    return;
  }
  await selectCode(location.cell, rangeOf(location.span));
  await vscode.commands.executeCommand('editor.action.showHover');
}

/** Shows what the run of a cell found: goes there, and asks where first if there are several. */
export function registerShowFindings(findings: NotebookFindings): vscode.Disposable {
  return vscode.commands.registerCommand(SHOW_FINDINGS, async (uri: vscode.Uri) => {
    const cell = vscode.workspace.notebookDocuments
      .flatMap((notebook) => notebook.getCells())
      .find(({ document }) => document.uri.toString() === uri.toString());
    if (cell === undefined) return;
    const found = findings.of(cell);
    const chosen =
      found.length > 1
        ? (
            await vscode.window.showQuickPick(found.map(choiceOf), {
              placeHolder: vscode.l10n.t('Which finding?'),
              matchOnDescription: true,
              matchOnDetail: true,
            })
          )?.found
        : found[0];
    if (chosen !== undefined) await goTo(chosen, cell);
  });
}
