import path from 'node:path';
import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from './notebookMetadata.ts';

/** How long VS Code may take to open a notebook before its file is looked at. */
const OPEN_MILLISECONDS = 1000;

/** Opens as text what stands in front in tabs for notebooks of a type, but could not be opened as one. */
export async function openFailedAsText(notebookType: string): Promise<void> {
  for (const tab of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    // What stands behind is opened when it comes to the front.
    const uri = tab.isActive ? failedIn(tab, notebookType) : undefined;
    if (uri !== undefined) await openAsText(tab, uri);
  }
}

async function openAsText({ group }: vscode.Tab, uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', group.viewColumn);
  // Opening has made VS Code describe its tabs anew, and it closes none by an older description.
  const left = group.tabs.filter(
    ({ input }) => input instanceof vscode.TabInputNotebook && input.uri.toString() === uri.toString(),
  );
  await vscode.window.tabGroups.close(left);
}

/** The file of a tab for notebooks that is not open as one. */
function failedIn({ input }: vscode.Tab, notebookType: string): vscode.Uri | undefined {
  if (!(input instanceof vscode.TabInputNotebook) || input.notebookType !== notebookType) return undefined;
  const isOpen = vscode.workspace.notebookDocuments.some(({ uri }) => uri.toString() === input.uri.toString());
  return isOpen ? undefined : input.uri;
}

/** Why a file is no notebook; undefined where it is one, as far as VS Code's serializer asks, or cannot be read. */
async function reasonAgainst(uri: vscode.Uri): Promise<string | undefined> {
  const bytes = await vscode.workspace.fs.readFile(uri).then(undefined, () => new Uint8Array());
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Opens `.ipynb` files that are no JSON as text, with the reason: VS Code shows a page without either. */
export function registerFailedNotebooks(): vscode.Disposable {
  const look = async (tab: vscode.Tab): Promise<void> => {
    const uri = failedIn(tab, NOTEBOOK_TYPE);
    const reason = uri === undefined ? undefined : await reasonAgainst(uri);
    if (uri === undefined || reason === undefined) return;
    const name = path.posix.basename(uri.path);
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} is no notebook, so it opens as text: {1}', name, reason));
    await openAsText(tab, uri);
  };
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    for (const tab of opened) setTimeout(() => void look(tab), OPEN_MILLISECONDS);
  });
}
