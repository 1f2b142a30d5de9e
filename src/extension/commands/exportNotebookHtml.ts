import * as vscode from 'vscode';
import type { NotebookExporter } from '../notebookExporter.ts';

/** Export Notebook as HTML: one page that needs nothing else, with its charts. */
export function registerExportNotebookHtml(exporter: NotebookExporter): vscode.Disposable {
  return exporter.register({
    command: 'normscope.exportHtml',
    fileType: () => ['html', 'HTML'],
    write: async ({ exportHtml, readPictures, textLanguage }, notebook, { source }) => {
      const [script, style] = await Promise.all([exporter.builtFile('page.js'), exporter.builtFile('page.css')]);
      const pictures = await readPictures(notebook, async (file) =>
        vscode.workspace.fs.readFile(vscode.Uri.joinPath(source, '..', file)),
      );
      const lang = textLanguage(vscode.env.language);
      return { content: await exportHtml(notebook, { script, style, pictures, lang }) };
    },
  });
}
