import * as vscode from 'vscode';
import { findingText } from '../../charts/findingText.ts';
import { SEVERITIES } from '../../protocol/finding.ts';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from '../notebookMetadata.ts';
import type { LocatedFinding, NotebookFindings } from './notebookFindings.ts';
import { ICONS } from './severities.ts';
import { SHOW_FINDINGS } from './showFindings.ts';

function layersText(layers: number): string | undefined {
  if (layers === 0) return undefined;
  return layers === 1 ? vscode.l10n.t('1 norm layer') : vscode.l10n.t('{0} norm layers', layers);
}

function findingsText(found: readonly LocatedFinding[]): string | undefined {
  if (found.length === 0) return undefined;
  return found.length === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', found.length);
}

/** Says in the status bar of a cell how many normalization layers its run showed, and what was found in them. */
export function registerFindingStatus(findings: NotebookFindings): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    onDidChangeCellStatusBarItems: changed.event,
    provideCellStatusBarItems: (cell) => {
      const found = findings.of(cell);
      const texts = [layersText(findings.layersOf(cell)), findingsText(found)].filter((text) => text !== undefined);
      if (texts.length === 0) return undefined;
      const worst = SEVERITIES.findLast((severity) => found.some(({ finding }) => finding.severity === severity));
      const item = new vscode.NotebookCellStatusBarItem(
        `${worst === undefined ? '' : `${ICONS[worst]} `}${texts.join(' · ')}`,
        vscode.NotebookCellStatusBarAlignment.Left,
      );
      if (found.length === 0) return item;
      const titles = found.map(({ finding }) => findingText(finding, vscode.env.language).title);
      item.tooltip = [...titles, vscode.l10n.t('Click to see it in the code.')].join('\n');
      item.command = {
        command: SHOW_FINDINGS,
        title: vscode.l10n.t('Show findings'),
        arguments: [cell.document.uri],
      };
      return item;
    },
  };
  return vscode.Disposable.from(
    changed,
    findings.onDidChange(() => {
      changed.fire();
    }),
    ...[NOTEBOOK_TYPE, MARKDOWN_TYPE].map((type) =>
      vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider),
    ),
  );
}
