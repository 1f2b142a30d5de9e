import * as vscode from 'vscode';
import {
  type NotebookCells,
  TYPESCRIPT_PLUGIN,
  type TypeScriptPluginConfiguration,
} from '../protocol/typescriptCells.ts';
import { folderOf } from './notebookKernels.ts';
import { isOurs } from './notebookMetadata.ts';
import { pythonNames } from './pythonNames.ts';

const TYPESCRIPT_EXTENSION = 'vscode.typescript-language-features';

/** What VS Code's TypeScript extension gives to others. */
interface TypeScriptExtension {
  getAPI(
    version: 0,
  ): { configurePlugin(plugin: string, configuration: TypeScriptPluginConfiguration): void } | undefined;
}

/** The languages of cells whose names the plugin finds itself. */
const LANGUAGES: readonly string[] = ['typescript', 'javascript'];

const PAUSE_MILLISECONDS = 100;

/** Tells TypeScript's server which cells there are, in which order: our plugin in it shows and checks their names. */
export class TypeScriptCells {
  readonly #typesFolder: string;
  readonly #selected = new Set<vscode.NotebookDocument>();
  readonly #subscriptions: vscode.Disposable[];
  #pause: NodeJS.Timeout | undefined;
  #told = '';

  constructor(extension: vscode.Uri) {
    this.#typesFolder = vscode.Uri.joinPath(extension, 'dist', 'cellTypes').fsPath;
    this.#subscriptions = [
      vscode.workspace.onDidOpenNotebookDocument(() => {
        this.#tellSoon();
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        this.#selected.delete(notebook);
        this.#tellSoon();
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ contentChanges, cellChanges, metadata }) => {
        const isOther = ({ document }: vscode.NotebookCell): boolean => !LANGUAGES.includes(document.languageId);
        const isTextOfOther = cellChanges.some(({ cell, document }) => document !== undefined && isOther(cell));
        if (contentChanges.length > 0 || metadata !== undefined || isTextOfOther) this.#tellSoon();
      }),
      // A cell whose language was changed is opened anew.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (isCell(uri)) this.#tellSoon();
      }),
    ];
    this.#tellSoon();
  }

  /** Notebooks that were written for another kernel have our names while they are run by `controller`. */
  follow(controller: vscode.NotebookController): vscode.Disposable {
    return controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      if (selected) this.#selected.add(notebook);
      else this.#selected.delete(notebook);
      this.#tellSoon();
    });
  }

  dispose(): void {
    clearTimeout(this.#pause);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Changes come in crowds: all cells of a notebook that opens, all letters of a word. */
  #tellSoon(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#tell(), PAUSE_MILLISECONDS);
  }

  async #tell(): Promise<void> {
    const notebooks = vscode.workspace.notebookDocuments
      .filter((notebook) => !notebook.isClosed && (isOurs(notebook) || this.#selected.has(notebook)))
      .map(cellsOf)
      .filter(({ cells }) => cells.length > 0);
    const told = JSON.stringify(notebooks);
    if (told === this.#told || (this.#told === '' && notebooks.length === 0)) return;
    this.#told = told;
    const extension = vscode.extensions.getExtension<TypeScriptExtension>(TYPESCRIPT_EXTENSION);
    const exported = await extension?.activate();
    // Meanwhile there may have been more to tell.
    if (told !== this.#told) return;
    const cannotRename = vscode.l10n.t('This name is declared outside of the notebook.');
    const typesFolder = this.#typesFolder;
    exported?.getAPI(0)?.configurePlugin(TYPESCRIPT_PLUGIN, { typesFolder, cannotRename, notebooks });
  }
}

function isCell({ scheme }: vscode.Uri): boolean {
  return scheme === 'vscode-notebook-cell';
}

function cellsOf(notebook: vscode.NotebookDocument): NotebookCells {
  const documents = notebook
    .getCells()
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Code)
    .map(({ document }) => document);
  const python = documents.filter(({ languageId }) => languageId === 'python');
  return {
    folder: folderOf(notebook),
    cells: documents.filter(({ languageId }) => LANGUAGES.includes(languageId)).map(({ uri }) => serverName(uri)),
    namesFromOthers: pythonNames(python.map((document) => document.getText())),
  };
}

/** What VS Code's TypeScript extension calls a text that is not a file when it speaks to the server. */
function serverName({ scheme, authority, path, fragment }: vscode.Uri): string {
  return `^/${scheme}/${authority || 'ts-nul-authority'}${path.startsWith('/') ? '' : '/'}${path}#${fragment}`;
}
