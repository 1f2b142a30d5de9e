import path from 'node:path';
import * as vscode from 'vscode';
import { TENSOR_FILE_ENDINGS } from '../../protocol/tensorFormats.ts';
import { TENSOR_EDITOR } from '../tensorFiles/tensorEditor.ts';
import { TensorPage } from '../tensorFiles/tensorPage.ts';

/** The file that the tensor editor in front shows. */
function fileInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === TENSOR_EDITOR ? input.uri : undefined;
}

async function askForFile(title: string, beside?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    ...(beside === undefined ? {} : { defaultUri: vscode.Uri.joinPath(beside, '..') }),
    filters: { [vscode.l10n.t('Files of tensors')]: [...TENSOR_FILE_ENDINGS] },
  });
  return chosen?.[0];
}

/** Both files, the older first; undefined where the user chooses none. */
async function filesToCompare(
  file: vscode.Uri | undefined,
  selected: readonly vscode.Uri[] | undefined,
): Promise<[vscode.Uri, vscode.Uri] | undefined> {
  const first = selected?.[0] ?? file ?? fileInFront() ?? (await askForFile(vscode.l10n.t('Which file?')));
  if (first === undefined) return undefined;
  const second = selected?.[1] ?? (await askForFile(vscode.l10n.t('Compare with which file?'), first));
  if (second === undefined) return undefined;
  const times = await Promise.all(
    [first, second].map((uri) =>
      vscode.workspace.fs.stat(uri).then(
        ({ mtime }) => mtime,
        () => 0,
      ),
    ),
  );
  return times[1]! < times[0]! ? [second, first] : [first, second];
}

function show(extension: vscode.Uri, files: readonly [before: vscode.Uri, after: vscode.Uri]): void {
  const titleOf = (uris: readonly vscode.Uri[]): string => uris.map((uri) => path.posix.basename(uri.path)).join(' → ');
  const panel = vscode.window.createWebviewPanel(
    'normscope.tensorComparison',
    titleOf(files),
    vscode.ViewColumn.Active,
    { retainContextWhenHidden: true },
  );
  let order: readonly vscode.Uri[] = files;
  const page = new TensorPage(panel.webview, files, extension, ({ type }) => {
    if (type !== 'swap') return;
    order = order.toReversed();
    panel.title = titleOf(order);
    page.setFiles(order);
  });
  panel.onDidDispose(() => {
    page.dispose();
  });
}

/**
 * Compare Tensors: of both files that are selected in the Explorer, or of one, or the one in front, and another that is
 * asked for.
 */
export function registerCompareTensors(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(
    'normscope.compareTensors',
    async (file?: vscode.Uri, selected?: readonly vscode.Uri[]) => {
      if (selected !== undefined && selected.length > 2) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Select two files to compare their tensors.'));
        return;
      }
      const files = await filesToCompare(file, selected);
      if (files !== undefined) show(extension, files);
    },
  );
}
