import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type * as Export from '../export/index.ts';
import { loadBuilt } from './builtModules.ts';
import type { NotebookKernels } from './notebookKernels.ts';
import { isOurs, NOTEBOOK_TYPE } from './notebookMetadata.ts';

/** The values of `normscope.outputs`, and what each leaves in a file. */
const KEPT: Readonly<Record<string, Export.KeptOutputs>> = { strip: 'none', 'charts only': 'charts' };

/** What a notebook's file keeps; undefined: everything. */
function keptBy(uri: vscode.Uri): Export.KeptOutputs | undefined {
  const setting = vscode.workspace.getConfiguration('normscope', uri).get('outputs', 'keep');
  return Object.hasOwn(KEPT, setting) ? KEPT[setting] : undefined;
}

/**
 * Takes outputs out of the files of notebooks that were saved, as the setting `normscope.outputs` says, when they are
 * closed: VS Code's own serializer writes all outputs, and a file that changes below an open notebook is read anew, which
 * would take the outputs out of the editor.
 */
export class SavedOutputs implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  /** The files that were saved since their notebooks were opened, by their URIs. */
  readonly #saved = new Map<string, vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  constructor(extension: vscode.Uri, kernels: NotebookKernels) {
    this.#extension = extension;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidSaveNotebookDocument((notebook) => {
        const isRun = isOurs(notebook) || kernels.existing(notebook) !== undefined;
        const { notebookType, uri } = notebook;
        if (notebookType === NOTEBOOK_TYPE && uri.scheme === 'file' && isRun) this.#saved.set(uri.toString(), uri);
      }),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
        void this.#clean(uri);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) {
          if (this.#saved.delete(oldUri.toString())) this.#saved.set(newUri.toString(), newUri);
        }
      }),
    );
  }

  /** Cleans what is open still. */
  async end(): Promise<void> {
    await Promise.all([...this.#saved.values()].map((uri) => this.#clean(uri)));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #clean(uri: vscode.Uri): Promise<void> {
    const kept = keptBy(uri);
    if (!this.#saved.has(uri.toString())) return;
    try {
      // A notebook that is renamed is closed as well: its file is elsewhere.
      const { mode } = await stat(uri.fsPath);
      this.#saved.delete(uri.toString());
      if (kept === undefined) return;
      const file = await realpath(uri.fsPath);
      const text = await readFile(file, 'utf8');
      const { withoutOutputs } = await loadBuilt<typeof Export>(this.#extension, 'export.js');
      const cleaned = withoutOutputs(text, kept);
      if (cleaned !== text) await replaceFile(file, cleaned, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The outputs in {0} could not be taken out: {1}', uri.fsPath, String(error)),
      );
    }
  }
}

/** Writes a file so that it is never half there. */
async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { mode });
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
