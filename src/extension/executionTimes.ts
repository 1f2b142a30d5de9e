import * as vscode from 'vscode';
import { isOurs, NOTEBOOK_TYPE } from './notebookMetadata.ts';

/** VS Code's own support of `.ipynb` files changes a cell's metadata after a run, too; its change is waited for. */
const SETTLE_MILLISECONDS = 150;

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

/** Keeps when cells ran in the metadata of `.ipynb` files: VS Code's serializer writes their order alone. */
export function registerExecutionTimes(): vscode.Disposable {
  const ended = new Map<vscode.NotebookCell, object>();
  let timer: NodeJS.Timeout | undefined;
  const write = async (): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    for (const [cell, execution] of ended) {
      if (cell.notebook.isClosed || cell.index < 0) continue;
      const metadata = cell.metadata as CellMetadata;
      const changed = { ...metadata, metadata: { ...metadata.metadata, execution } };
      edit.set(cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, changed)]);
    }
    ended.clear();
    await vscode.workspace.applyEdit(edit);
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
      if (notebook.notebookType !== NOTEBOOK_TYPE || !isOurs(notebook)) return;
      for (const { cell, executionSummary } of cellChanges) {
        const timing = executionSummary?.timing;
        if (timing !== undefined && executionSummary?.success !== undefined) ended.set(cell, timesOf(timing));
      }
      if (ended.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(() => void write(), SETTLE_MILLISECONDS);
    }),
    {
      dispose: () => {
        clearTimeout(timer);
      },
    },
  );
}
