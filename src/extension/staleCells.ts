import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isOurs, MARKDOWN_TYPE, NOTEBOOK_TYPE } from './notebookMetadata.ts';

/** What a cell was when it ran. */
interface Ran {
  readonly executionOrder: number;
  readonly text: string;
  /** Stands for the code above it. */
  readonly above: string;
}

/** Stands for the code above a cell: which cells there are, in which order, and their texts. */
function codeAbove(cell: vscode.NotebookCell): string {
  const hash = createHash('sha256');
  for (const other of cell.notebook.getCells().slice(0, cell.index)) {
    const text = other.document.getText();
    const isCode = other.kind === vscode.NotebookCellKind.Code && text.trim() !== '';
    if (isCode) hash.update(JSON.stringify([other.document.languageId, text]));
  }
  return hash.digest('base64');
}

/**
 * Marks cells whose result may be another by now: they or the code above them are not what they were when they ran. Who
 * takes the change back takes the mark back.
 */
class StaleCells implements vscode.NotebookCellStatusBarItemProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ran = new WeakMap<vscode.NotebookCell, Ran>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeCellStatusBarItems = this.#changed.event;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges, contentChanges }) => {
      if (!isOurs(notebook)) return;
      for (const { cell } of cellChanges) this.#noteRun(cell);
      if (contentChanges.length > 0 || cellChanges.some(({ document }) => document !== undefined)) this.#changed.fire();
    });
  }

  provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem | undefined {
    const ran = this.#ran.get(cell);
    if (ran === undefined) return undefined;
    const isChanged = ran.text !== cell.document.getText();
    if (!isChanged && ran.above === codeAbove(cell)) return undefined;
    const text = isChanged ? vscode.l10n.t('Changed since it ran') : vscode.l10n.t('Cells above changed since it ran');
    const item = new vscode.NotebookCellStatusBarItem(`$(history) ${text}`, vscode.NotebookCellStatusBarAlignment.Left);
    item.tooltip = vscode.l10n.t('What is shown below may no longer be what the code gives. Click to run the cell.');
    item.command = {
      command: 'notebook.cell.execute',
      title: vscode.l10n.t('Run the cell'),
      arguments: [{ ranges: [{ start: cell.index, end: cell.index + 1 }], document: cell.notebook.uri }],
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** A cell gets another number when it begins to run. */
  #noteRun(cell: vscode.NotebookCell): void {
    const executionOrder = cell.executionSummary?.executionOrder;
    if (executionOrder === undefined) this.#ran.delete(cell);
    else if (executionOrder !== this.#ran.get(cell)?.executionOrder) {
      this.#ran.set(cell, { executionOrder, text: cell.document.getText(), above: codeAbove(cell) });
    }
  }
}

export function registerStaleCells(): vscode.Disposable {
  const provider = new StaleCells();
  return vscode.Disposable.from(
    provider,
    ...[NOTEBOOK_TYPE, MARKDOWN_TYPE].map((type) =>
      vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider),
    ),
  );
}
