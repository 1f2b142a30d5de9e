import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../notebookMetadata.ts';

/** The setting in package.json. */
export const IGNORE_SETTING = 'normscope.findings.ignore';

/** What an `.ipynb` file says to us of itself: `"normscope": { "ignore": ["norm.small-group"] }` in its metadata. */
interface FileMetadata {
  readonly metadata?: { readonly normscope?: { readonly ignore?: unknown } };
}

/** What a person may have written by hand. */
function codesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((code) => typeof code === 'string') : [];
}

function ignoredInNotebook({ metadata }: vscode.NotebookDocument): string[] {
  return codesIn((metadata as FileMetadata).metadata?.normscope?.ignore);
}

/** Those of the user, of the workspace and of the folder together: who ignores a code for all does not ignore it less in one folder. */
function ignoredInSettings(uri: vscode.Uri): string[] {
  const values = vscode.workspace.getConfiguration(undefined, uri).inspect<unknown>(IGNORE_SETTING);
  return [values?.globalValue, values?.workspaceValue, values?.workspaceFolderValue].flatMap(codesIn);
}

/** The codes of findings that are not to be shown in a notebook: by its own metadata and by the setting. */
export function ignoredCodes(notebook: vscode.NotebookDocument): string[] {
  return [...new Set([...ignoredInNotebook(notebook), ...ignoredInSettings(notebook.uri)])];
}

/** Whether the file of a notebook has a place for what is ignored in it. */
export function canIgnore({ notebookType }: vscode.NotebookDocument): boolean {
  return notebookType === NOTEBOOK_TYPE;
}

/** Ignores a code in one notebook, as a change of it that can be undone and is saved with it. */
export async function ignoreInNotebook(notebook: vscode.NotebookDocument, code: string): Promise<void> {
  const { metadata } = notebook.metadata as FileMetadata;
  const codes = ignoredInNotebook(notebook);
  if (codes.includes(code)) return;
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [
    vscode.NotebookEdit.updateNotebookMetadata({
      ...notebook.metadata,
      metadata: { ...metadata, normscope: { ...metadata?.normscope, ignore: [...codes, code] } },
    }),
  ]);
  await vscode.workspace.applyEdit(edit);
}

/** Ignores a code in all notebooks of this user. */
export async function ignoreEverywhere(code: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const codes = codesIn(configuration.inspect<unknown>(IGNORE_SETTING)?.globalValue);
  if (codes.includes(code)) return;
  await configuration.update(IGNORE_SETTING, [...codes, code], vscode.ConfigurationTarget.Global);
}
