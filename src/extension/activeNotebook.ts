import * as vscode from 'vscode';

/** What a command of a notebook's toolbar is told. */
export interface ToolbarContext {
  readonly notebookEditor?: { readonly notebookUri?: vscode.Uri };
}

/** The notebook whose toolbar a command was chosen from, else the one in front. */
export function notebookOf(context: ToolbarContext | undefined): vscode.NotebookDocument | undefined {
  const uri = context?.notebookEditor?.notebookUri?.toString();
  return (
    vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri) ??
    vscode.window.activeNotebookEditor?.notebook
  );
}
