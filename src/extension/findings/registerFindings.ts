import * as vscode from 'vscode';
import type { RanCells } from '../ranCells.ts';
import { registerFindingActions } from './findingActions.ts';
import { registerFindingDiagnostics } from './findingDiagnostics.ts';
import { registerFindingPages } from './findingPages.ts';
import { registerFindingStatus } from './findingStatus.ts';
import { NotebookFindings } from './notebookFindings.ts';
import { registerShowFindings } from './showFindings.ts';

/** Shows what kernels found in the code of notebooks: in the Problems panel, under the code and in the status bars of cells. */
export function registerFindings(ranCells: RanCells, extension: vscode.Uri): vscode.Disposable {
  const findings = new NotebookFindings(ranCells);
  return vscode.Disposable.from(
    findings,
    registerFindingDiagnostics(findings),
    registerFindingStatus(findings),
    registerShowFindings(findings),
    registerFindingActions(findings),
    registerFindingPages(extension),
  );
}
