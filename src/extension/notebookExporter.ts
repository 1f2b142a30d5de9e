import path from 'node:path';
import * as vscode from 'vscode';
import type * as Exporter from '../export/index.ts';
import type { Notebook } from '../export/index.ts';
import { notebookOf, type ToolbarContext } from './activeNotebook.ts';
import { loadBuilt } from './builtModules.ts';
import { notebookToExport } from './notebookToExport.ts';

/** What is written: the file that was asked for, and files beside it by their relative paths. */
export interface Exported {
  readonly content: string;
  readonly beside?: ReadonlyMap<string, Uint8Array>;
}

/** The notebook's file, and the one that is written. */
export interface ExportPlaces {
  readonly source: vscode.Uri;
  readonly target: vscode.Uri;
}

/** A format that notebooks can be exported in. */
export interface ExportFormat {
  readonly command: string;
  /** The ending of the file that `notebook` becomes, without the dot, and what such files are called. */
  readonly fileType: (exporter: typeof Exporter, notebook: Notebook) => readonly [ending: string, title: string];
  readonly write: (exporter: typeof Exporter, notebook: Notebook, places: ExportPlaces) => Exported | Promise<Exported>;
}

/** Exporters, loaded when the first of their commands runs: few windows need them. */
export class NotebookExporter {
  readonly #extension: vscode.Uri;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  /** Registers the command of `format`: for the notebook whose toolbar it was chosen from, else the one in front. */
  register(format: ExportFormat): vscode.Disposable {
    return vscode.commands.registerCommand(format.command, async (context?: ToolbarContext) => {
      const notebook = notebookOf(context);
      if (notebook === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a notebook to export it.'));
        return;
      }
      try {
        await this.#export(notebook, format);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(vscode.l10n.t('The notebook could not be exported: {0}', reason));
      }
    });
  }

  /** The text of a file that the build has made. */
  async builtFile(name: string): Promise<string> {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#built(name)));
  }

  #built(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#extension, 'dist', name);
  }

  async #export(document: vscode.NotebookDocument, format: ExportFormat): Promise<void> {
    const exporter = await loadBuilt<typeof Exporter>(this.#extension, 'export.js');
    const notebook = notebookToExport(document);
    const [ending, title] = format.fileType(exporter, notebook);
    const target = await vscode.window.showSaveDialog({
      defaultUri: beside(document, `${notebook.name}.${ending}`),
      filters: { [title]: [ending] },
    });
    if (target === undefined) return;
    const places = { source: document.uri, target };
    const { content, beside: files = new Map<string, Uint8Array>() } = await format.write(exporter, notebook, places);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(content));
    for (const [file, bytes] of files) {
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, '..', file), bytes);
    }
    void offerToOpen(target);
  }
}

/** Where the file is proposed to lie: beside the notebook, or in the workspace's folder where that was never saved. */
function beside(document: vscode.NotebookDocument, name: string): vscode.Uri {
  if (!document.isUntitled) return vscode.Uri.joinPath(document.uri, '..', name);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? vscode.Uri.file(path.resolve(name)) : vscode.Uri.joinPath(folder, name);
}

/** Pages open in the browser, everything else in an editor. */
async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('Exported to {0}.', path.posix.basename(file.path));
  const answer = await vscode.window.showInformationMessage(message, open);
  if (answer !== open) return;
  if (file.path.endsWith('.html')) await vscode.env.openExternal(file);
  else await vscode.window.showTextDocument(file);
}
