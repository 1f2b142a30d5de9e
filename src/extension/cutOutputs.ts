import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from './notebookMetadata.ts';

const SHOW_ALL = 'normscope.showAllOutput';

/** Offers, below cells that show more text than the limit allows, all of it. */
export class CutOutputs implements vscode.NotebookCellStatusBarItemProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCellStatusBarItems = this.#changed.event;
  /** The files with the whole texts. */
  readonly #files = new WeakMap<vscode.NotebookCell, string>();

  /** Notes where the whole text of a cell lies. */
  note(cell: vscode.NotebookCell, file: string): void {
    this.#files.set(cell, file);
    this.#changed.fire();
  }

  /** A cell runs again: its text is gone. */
  forget(cell: vscode.NotebookCell): void {
    const file = this.#files.get(cell);
    if (file === undefined) return;
    this.#files.delete(cell);
    rmSync(file, { force: true });
    this.#changed.fire();
  }

  provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem | undefined {
    const file = this.#files.get(cell);
    if (file === undefined) return undefined;
    const text = vscode.l10n.t('Output cut: Show All');
    const item = new vscode.NotebookCellStatusBarItem(
      `$(list-flat) ${text}`,
      vscode.NotebookCellStatusBarAlignment.Left,
    );
    item.tooltip = vscode.l10n.t('Opens the whole text that the cell showed. It is kept until the kernel restarts.');
    item.command = { command: SHOW_ALL, title: text, arguments: [file] };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** A folder for the whole texts of one notebook's cells: it is there from the first use on until it is removed. */
export class OutputFolder {
  #path: string | undefined;

  get path(): string {
    this.#path ??= mkdtempSync(path.join(os.tmpdir(), 'normscope-output-'));
    return this.#path;
  }

  /** Removes all texts, and stays for further ones. */
  clear(): void {
    for (const name of this.#path === undefined ? [] : readdirSync(this.#path)) {
      rmSync(path.join(this.path, name), { force: true });
    }
  }

  remove(): void {
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  }
}

async function showAll(file: string): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    await vscode.window.showTextDocument(document);
  } catch {
    const reason = vscode.l10n.t('The whole text is gone, because the kernel was restarted. Run the cell again.');
    void vscode.window.showInformationMessage(reason);
  }
}

export function registerCutOutputs(cutOutputs: CutOutputs): vscode.Disposable {
  return vscode.Disposable.from(
    cutOutputs,
    vscode.commands.registerCommand(SHOW_ALL, showAll),
    ...[NOTEBOOK_TYPE, MARKDOWN_TYPE].map((type) =>
      vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, cutOutputs),
    ),
  );
}
