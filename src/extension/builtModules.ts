import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';

/** A module that the build has made beside the extension's own: loaded when it is needed, for few windows need it. */
export async function loadBuilt<Module>(extension: vscode.Uri, name: string): Promise<Module> {
  const file = vscode.Uri.joinPath(extension, 'dist', name).fsPath;
  return (await import(pathToFileURL(file).href)) as Module;
}
