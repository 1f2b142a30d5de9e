import * as vscode from 'vscode';
import type * as Markdown from '../../markdown/index.ts';
import { notebookOf, type ToolbarContext } from '../activeNotebook.ts';
import { loadBuilt } from '../builtModules.ts';
import { toNotebookData } from '../markdownNotebooks.ts';
import { MARKDOWN_TYPE, NOTEBOOK_METADATA, NOTEBOOK_TYPE } from '../notebookMetadata.ts';

/** A cell without its outputs and what it knew of its file. */
function plainCell(cell: vscode.NotebookCell): vscode.NotebookCellData {
  return new vscode.NotebookCellData(cell.kind, cell.document.getText(), cell.document.languageId);
}

/** The cells as Markdown has them: raw text is text there, and neighbouring texts are one. */
function markdownNotebook(
  { parseMarkdown, writeMarkdown, NEW_LAYOUT }: typeof Markdown,
  cells: readonly vscode.NotebookCell[],
): vscode.NotebookData {
  const text = writeMarkdown({
    cells: cells.map(({ kind, document }) => {
      const isCode = kind === vscode.NotebookCellKind.Code && document.languageId !== 'raw';
      const language = isCode ? document.languageId : 'markdown';
      return { kind: isCode ? 'code' : 'markdown', language, source: document.getText() };
    }),
    layout: NEW_LAYOUT,
  });
  return toNotebookData(parseMarkdown(text));
}

function jupyterNotebook(cells: readonly vscode.NotebookCell[]): vscode.NotebookData {
  const data = new vscode.NotebookData(cells.map(plainCell));
  data.metadata = { ...NOTEBOOK_METADATA };
  return data;
}

/** Convert to Markdown / Jupyter Notebook: an unsaved notebook of the other kind, with the same cells. */
export function registerConvertNotebook(extension: vscode.Uri): vscode.Disposable {
  const register = (
    command: string,
    type: string,
    convert: (cells: readonly vscode.NotebookCell[]) => vscode.NotebookData | Promise<vscode.NotebookData>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (context?: ToolbarContext) => {
      const notebook = notebookOf(context);
      if (notebook === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a notebook to convert it.'));
        return;
      }
      const data = await convert(notebook.getCells());
      await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(type, data));
    });
  return vscode.Disposable.from(
    register('normscope.convertToMarkdown', MARKDOWN_TYPE, async (cells) =>
      markdownNotebook(await loadBuilt<typeof Markdown>(extension, 'markdown.js'), cells),
    ),
    register('normscope.convertToJupyter', NOTEBOOK_TYPE, jupyterNotebook),
  );
}
