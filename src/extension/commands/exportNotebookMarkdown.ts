import path from 'node:path';
import type * as vscode from 'vscode';
import type { NotebookExporter } from '../notebookExporter.ts';

/** Export Notebook as Markdown, with the pictures in a folder beside it. */
export function registerExportNotebookMarkdown(exporter: NotebookExporter): vscode.Disposable {
  return exporter.register({
    command: 'normscope.exportMarkdown',
    fileType: () => ['md', 'Markdown'],
    write: ({ exportMarkdown }, notebook, { target }) => {
      const { text, files } = exportMarkdown(notebook, path.posix.parse(target.path).name);
      return { content: text, beside: files };
    },
  });
}
