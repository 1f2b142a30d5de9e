import * as vscode from 'vscode';
import { isOurs, NOTEBOOK_TYPE } from './notebookMetadata.ts';

interface CellMetadata {
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** When a cell began and ended, as JupyterLab records it in a file. */
function timesOf({ startTime, endTime }: { readonly startTime: number; readonly endTime: number }): object {
  return {
    'iopub.execute_input': new Date(startTime).toISOString(),
    'shell.execute_reply': new Date(endTime).toISOString(),
  };
}

/** What keeps a cell's last run in its metadata; none where it has not run, or is kept already. */
function editsOf(cell: vscode.NotebookCell): vscode.NotebookEdit[] {
  const { timing, success } = cell.executionSummary ?? {};
  if (timing === undefined || success === undefined) return [];
  const metadata = cell.metadata as CellMetadata;
  const execution = timesOf(timing);
  if (JSON.stringify(metadata.metadata?.execution) === JSON.stringify(execution)) return [];
  const changed = { ...metadata, metadata: { ...metadata.metadata, execution } };
  return [vscode.NotebookEdit.updateCellMetadata(cell.index, changed)];
}

/**
 * Keeps when cells ran in the metadata of `.ipynb` files: VS Code's serializer writes their order alone. It is done when
 * the file is saved, so that no run makes a saved notebook differ from its file again.
 */
export function registerExecutionTimes(): vscode.Disposable {
  return vscode.workspace.onWillSaveNotebookDocument((event) => {
    const { notebook } = event;
    if (notebook.notebookType !== NOTEBOOK_TYPE || !isOurs(notebook)) return;
    const edits = notebook.getCells().flatMap(editsOf);
    if (edits.length === 0) return;
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, edits);
    event.waitUntil(Promise.resolve(edit));
  });
}
