import * as vscode from 'vscode';
import { MARKDOWN_TYPE } from '../notebookMetadata.ts';

/** Open Markdown as Notebook: the file of the Explorer or editor that it was chosen from, else the one in front. */
export function registerOpenMarkdownAsNotebook(): vscode.Disposable {
  return vscode.commands.registerCommand('normscope.openMarkdownAsNotebook', async (file?: vscode.Uri) => {
    const uri = file ?? vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a Markdown file to see it as a notebook.'));
      return;
    }
    await vscode.commands.executeCommand('vscode.openWith', uri, MARKDOWN_TYPE);
  });
}
