import * as vscode from 'vscode';
import { isLanguage, LANGUAGES } from '../../protocol/languages.ts';
import { MARKDOWN_TYPE, NOTEBOOK_TYPE } from '../notebookMetadata.ts';
import type { NotebookKernels } from '../notebookKernels.ts';
import { variableMarkdown } from './describeVariable.ts';
import { pathAt } from './pathAt.ts';
import { variableTexts } from './variableTexts.ts';

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}

/** Shows what a name in a cell stands for since the last run: tensors, modules, and values. */
export function registerVariableHovers(kernels: NotebookKernels): vscode.Disposable {
  const cells = [NOTEBOOK_TYPE, MARKDOWN_TYPE].flatMap((notebookType) =>
    LANGUAGES.map((language) => ({ notebookType, language })),
  );
  return vscode.languages.registerHoverProvider(cells, {
    provideHover: async (document, position) => {
      const notebook = notebookOf(document);
      const kernel = notebook && kernels.existing(notebook);
      // A cell that runs is waited for, and who hovers does not wait so long.
      if (kernel?.state.phase !== 'idle' || !isLanguage(document.languageId)) return undefined;
      const found = pathAt(document.lineAt(position).text, position.character, document.languageId);
      const detail = found && (await kernel.ask('variable', { path: found.path }));
      if (found === undefined || detail === null || detail === undefined) return undefined;
      const markdown = new vscode.MarkdownString(variableMarkdown(detail.variable, variableTexts(), detail));
      const range = new vscode.Range(position.line, found.start, position.line, found.end);
      return new vscode.Hover(markdown, range);
    },
  });
}
