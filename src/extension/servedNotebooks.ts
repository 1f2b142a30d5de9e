import * as vscode from 'vscode';
import { isOurs } from './notebookMetadata.ts';

/** Whether our kernel is the one that is selected, as far as VS Code told. */
const selections = new WeakMap<vscode.NotebookDocument, boolean>();
const changed = new vscode.EventEmitter<vscode.NotebookDocument>();

/** Tells of a notebook that our kernel was selected for, or no longer is. */
export const onDidChangeServed = changed.event;

export function noteSelection(selection: { notebook: vscode.NotebookDocument; selected: boolean }): void {
  selections.set(selection.notebook, selection.selected);
  changed.fire(selection.notebook);
}

/** Whether our kernel runs the notebook's cells: it was selected, or the notebook was written for it. */
export function isServed(notebook: vscode.NotebookDocument): boolean {
  return selections.get(notebook) ?? isOurs(notebook);
}
