import * as vscode from 'vscode';
import type * as PythonSupport from '../../languageSupport/python/index.ts';
import type { IndexData, ModuleIndex, PythonNotebook } from '../../languageSupport/python/index.ts';
import { loadBuilt } from '../builtModules.ts';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from '../notebookMetadata.ts';
import { isServed } from '../servedNotebooks.ts';

export type Support = typeof PythonSupport;

/** The Python cells that we may serve, by the type of their notebook. */
export const PYTHON_CELLS: vscode.DocumentFilter[] = [NOTEBOOK_TYPE, MARKDOWN_TYPE].map((notebookType) => ({
  language: 'python',
  notebookType,
}));

/** A Python cell with what is known of its notebook. */
export interface KnownCell {
  readonly support: Support;
  readonly notebook: PythonNotebook;
  readonly document: vscode.NotebookDocument;
  readonly index: number;
}

/** What is known of the notebooks that are open; the bundle and the index load with the first question. */
export class OpenNotebooks {
  readonly #extension: vscode.Uri;
  readonly #notebooks = new WeakMap<vscode.NotebookDocument, PythonNotebook>();
  #loading: Promise<{ readonly support: Support; readonly index: ModuleIndex }> | undefined;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  /** The notebook as it is now. */
  async of(document: vscode.NotebookDocument): Promise<{ support: Support; notebook: PythonNotebook }> {
    const { support, index } = await (this.#loading ??= this.#load());
    let notebook = this.#notebooks.get(document);
    if (notebook === undefined) this.#notebooks.set(document, (notebook = new support.PythonNotebook(index)));
    notebook.update(
      document.getCells().map((cell) => {
        const isCode = cell.kind === vscode.NotebookCellKind.Code;
        return {
          language: isCode ? cell.document.languageId : 'markdown',
          text: isCode ? cell.document.getText() : '',
        };
      }),
    );
    return { support, notebook };
  }

  /** The cell that a document is, where we serve it. */
  async cell(document: vscode.TextDocument): Promise<KnownCell | undefined> {
    const notebook = vscode.workspace.notebookDocuments.find((one) =>
      one.getCells().some((cell) => cell.document === document),
    );
    if (notebook === undefined || !isServed(notebook)) return undefined;
    const index = notebook.getCells().findIndex((cell) => cell.document === document);
    return { ...(await this.of(notebook)), document: notebook, index };
  }

  async #load(): Promise<{ readonly support: Support; readonly index: ModuleIndex }> {
    const file = vscode.Uri.joinPath(this.#extension, 'dist', 'pythonIndex.json');
    const [support, content] = await Promise.all([
      loadBuilt<Support>(this.#extension, 'pythonSupport.js'),
      vscode.workspace.fs.readFile(file),
    ]);
    const data = JSON.parse(new TextDecoder().decode(content)) as IndexData;
    return { support, index: new support.ModuleIndex(data) };
  }
}
