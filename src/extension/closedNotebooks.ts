import path from 'node:path';
import * as vscode from 'vscode';
import type { NotebookKernel } from './notebookKernel.ts';

/**
 * The kernels of notebooks that were closed while a cell ran: VS Code lets no extension hold a notebook open, so the cell
 * goes on, and the user is asked. The kernel is kept for a notebook that opens again, until the cell has ended where the
 * user lets it finish, and is ended where they stop it.
 */
export class ClosedNotebooks implements vscode.Disposable {
  readonly #kernels = new Map<string, NotebookKernel>();

  /** Keeps the kernel of `notebook`, which has just been closed, and asks what is to become of it. */
  async keep({ uri }: vscode.NotebookDocument, kernel: NotebookKernel): Promise<void> {
    this.#kernels.set(uri.toString(), kernel);
    kernel.leave();
    const reopen = vscode.l10n.t('Reopen');
    const stop = vscode.l10n.t('Stop');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} was closed while a cell ran. The cell goes on.', path.posix.basename(uri.path)),
      reopen,
      vscode.l10n.t('Let It Finish'),
      stop,
    );
    if (!this.#isKept(uri, kernel)) return;
    if (answer === reopen) {
      await vscode.commands.executeCommand('vscode.open', uri);
      return;
    }
    if (answer !== stop) await kernel.idle;
    if (!this.#isKept(uri, kernel)) return;
    this.#kernels.delete(uri.toString());
    kernel.dispose();
  }

  /** Gives the kernel of a notebook that is open again, and keeps it no longer. */
  take({ uri }: vscode.NotebookDocument): NotebookKernel | undefined {
    const kernel = this.#kernels.get(uri.toString());
    this.#kernels.delete(uri.toString());
    return kernel;
  }

  dispose(): void {
    for (const kernel of this.#kernels.values()) kernel.dispose();
    this.#kernels.clear();
  }

  #isKept(uri: vscode.Uri, kernel: NotebookKernel): boolean {
    return this.#kernels.get(uri.toString()) === kernel;
  }
}
