import * as vscode from 'vscode';
import { NOTEBOOK_METADATA, NOTEBOOK_TYPE } from '../notebookMetadata.ts';

interface TutorialFile {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: readonly string[];
    readonly metadata?: { readonly vscode?: { readonly languageId?: string } };
  }[];
}

interface Tutorial extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** `01-batch-normalization.ipynb` is "Batch normalization". */
function titleOf(file: string): string {
  const words = file.replace(/^\d+-|\.ipynb$/g, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function listTutorials(folder: vscode.Uri): Promise<Tutorial[]> {
  const files = await vscode.workspace.fs.readDirectory(folder);
  return files
    .map(([name]) => name)
    .filter((name) => name.endsWith('.ipynb'))
    .sort()
    .map((name) => ({ label: titleOf(name), uri: vscode.Uri.joinPath(folder, name) }));
}

/** A tutorial as an unsaved notebook, so that what is tried in it stays the reader's and the original stays whole. */
async function openCopy(uri: vscode.Uri): Promise<void> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const { cells } = JSON.parse(text) as TutorialFile;
  const data = new vscode.NotebookData(
    cells.map(({ cell_type: type, source, metadata }) =>
      type === 'code'
        ? new vscode.NotebookCellData(
            vscode.NotebookCellKind.Code,
            source.join(''),
            metadata?.vscode?.languageId ?? 'typescript',
          )
        : new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, source.join(''), 'markdown'),
    ),
  );
  data.metadata = { ...NOTEBOOK_METADATA };
  await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, data));
}

/** Open Tutorial: asks which, where there are several. */
export function registerOpenTutorial(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand('normscope.openTutorial', async () => {
    const tutorials = await listTutorials(vscode.Uri.joinPath(extension, 'media', 'tutorials'));
    const chosen =
      tutorials.length === 1
        ? tutorials[0]
        : await vscode.window.showQuickPick(tutorials, { placeHolder: vscode.l10n.t('Which tutorial?') });
    if (chosen !== undefined) await openCopy(chosen.uri);
  });
}
