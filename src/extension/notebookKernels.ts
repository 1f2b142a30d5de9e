import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ClosedNotebooks } from './closedNotebooks.ts';
import type { CutOutputs } from './cutOutputs.ts';
import { NotebookKernel } from './notebookKernel.ts';

/** How long a closed notebook's kernel waits for the notebook to open again under another name. */
const SUCCESSION_MILLISECONDS = 3000;

/** A kernel whose notebook was closed a moment ago. */
interface Orphan {
  readonly kernel: NotebookKernel;
  readonly content: string;
  readonly timer: NodeJS.Timeout;
}

/** Relative paths in a cell start where the notebook lies; an unsaved one has the workspace's folder. */
export function folderOf(notebook: vscode.NotebookDocument): string {
  if (notebook.uri.scheme === 'file') return path.dirname(notebook.uri.fsPath);
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? os.homedir();
}

function contentOf(notebook: vscode.NotebookDocument): string {
  return JSON.stringify(notebook.getCells().map((cell) => cell.document.getText()));
}

/** Whether a closed notebook may live on under another name: it never had one, or its file is no longer there. */
function isGone(notebook: vscode.NotebookDocument): boolean {
  return notebook.isUntitled || (notebook.uri.scheme === 'file' && !existsSync(notebook.uri.fsPath));
}

/**
 * The kernels of all open notebooks: one each, started with its first cell, ended when it is closed. To VS Code a
 * notebook that is saved under a name for the first time, or renamed, is closed and another opened: the one with the
 * same cells inherits the kernel, so that no variable is lost.
 */
export class NotebookKernels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #cacheFolder: string;
  readonly #cutOutputs: CutOutputs;
  readonly #kernels = new Map<vscode.NotebookDocument, NotebookKernel>();
  readonly #orphans = new Set<Orphan>();
  readonly #closed = new ClosedNotebooks();
  readonly #subscriptions: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<void>();
  /** A notebook has got a kernel, has lost it, or its kernel does something else. */
  readonly onDidChange = this.#changed.event;

  /** `cacheFolder`: where kernels may keep what makes their next start faster. */
  constructor(extension: vscode.Uri, cacheFolder: string, cutOutputs: CutOutputs) {
    this.#cutOutputs = cutOutputs;
    this.#extension = extension;
    this.#cacheFolder = cacheFolder;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        this.#bequeath(notebook);
      }),
      vscode.workspace.onDidOpenNotebookDocument((notebook) => {
        this.#inherit(notebook);
      }),
    );
  }

  of(notebook: vscode.NotebookDocument): NotebookKernel {
    const existing = this.#kernels.get(notebook);
    if (existing !== undefined) return existing;
    const kernel = new NotebookKernel(this.#extension, folderOf(notebook), this.#cacheFolder, this.#cutOutputs);
    this.#kernels.set(notebook, kernel);
    kernel.onDidChangeState(() => {
      this.#changed.fire();
    });
    return kernel;
  }

  /** The kernel of a notebook that has one. */
  existing(notebook: vscode.NotebookDocument): NotebookKernel | undefined {
    return this.#kernels.get(notebook);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#closed.dispose();
    this.#changed.dispose();
    for (const { kernel, timer } of this.#orphans) {
      clearTimeout(timer);
      kernel.dispose();
    }
    for (const kernel of this.#kernels.values()) kernel.dispose();
    this.#orphans.clear();
    this.#kernels.clear();
  }

  /** Hands the kernel of a closed notebook to its successor, if that is open already or opens soon. */
  #bequeath(notebook: vscode.NotebookDocument): void {
    const kernel = this.#kernels.get(notebook);
    if (kernel === undefined) return;
    this.#kernels.delete(notebook);
    if (!isGone(notebook)) {
      if (kernel.isRunning) void this.#closed.keep(notebook, kernel);
      else kernel.dispose();
      return;
    }
    const content = contentOf(notebook);
    const heir = vscode.workspace.notebookDocuments.find(
      (other) => !other.isUntitled && !this.#kernels.has(other) && contentOf(other) === content,
    );
    if (heir !== undefined) {
      this.#kernels.set(heir, kernel);
      this.#changed.fire();
      return;
    }
    const timer = setTimeout(() => {
      this.#orphans.delete(orphan);
      kernel.dispose();
    }, SUCCESSION_MILLISECONDS);
    const orphan: Orphan = { kernel, content, timer };
    this.#orphans.add(orphan);
  }

  #inherit(notebook: vscode.NotebookDocument): void {
    const kept = this.#closed.take(notebook);
    if (kept !== undefined) {
      this.#kernels.set(notebook, kept);
      return;
    }
    if (this.#orphans.size === 0 || notebook.isUntitled || this.#kernels.has(notebook)) return;
    const content = contentOf(notebook);
    const orphan = [...this.#orphans].find((candidate) => candidate.content === content);
    if (orphan === undefined) return;
    clearTimeout(orphan.timer);
    this.#orphans.delete(orphan);
    this.#kernels.set(notebook, orphan.kernel);
    this.#changed.fire();
  }
}
