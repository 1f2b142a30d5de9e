import type * as vscode from 'vscode';
import type { NotebookExporter } from '../notebookExporter.ts';

/** Export Notebook as Script: a program in the language that most cells are in. */
export function registerExportNotebookScript(exporter: NotebookExporter): vscode.Disposable {
  return exporter.register({
    command: 'normscope.exportScript',
    fileType: ({ exportScript }, notebook) => {
      const { ending, title } = exportScript(notebook);
      return [ending.slice(1), title];
    },
    write: ({ exportScript }, notebook) => ({ content: exportScript(notebook).text }),
  });
}
