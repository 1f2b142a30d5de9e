import path from 'node:path';
import * as vscode from 'vscode';
import { TENSOR_FILE_ENDINGS } from '../../protocol/tensorFormats.ts';
import { loadingCode } from './loadingCode.ts';

const URI_LIST = 'text/uri-list';

/** How a cell finds a file: from the notebook's folder on where both are in one place, else by its whole path. */
function pathFrom(cell: vscode.Uri, file: vscode.Uri): string {
  const relative = path.relative(path.dirname(cell.fsPath), file.fsPath);
  return (path.isAbsolute(relative) || cell.scheme === 'untitled' ? file.fsPath : relative).replaceAll('\\', '/');
}

/** Files of tensors that are dropped into a cell become the code that loads them. */
export function registerDropTensorFile(): vscode.Disposable {
  const provider: vscode.DocumentDropEditProvider = {
    provideDocumentDropEdits: async (document, _position, transfer) => {
      const list = (await transfer.get(URI_LIST)?.asString()) ?? '';
      const files = list
        .split(/\r?\n/)
        .filter((line) => TENSOR_FILE_ENDINGS.some((ending) => line.toLowerCase().endsWith(`.${ending}`)))
        .map((line) => vscode.Uri.parse(line));
      if (files.length === 0) return undefined;
      const notebook = vscode.workspace.notebookDocuments.find((each) =>
        each.getCells().some((cell) => cell.document === document),
      );
      const paths = files.map((file) => pathFrom(notebook?.uri ?? document.uri, file));
      const code = loadingCode(paths, document.languageId);
      return new vscode.DocumentDropEdit(code, vscode.l10n.t('Load the tensors'));
    },
  };
  const selector = ['typescript', 'javascript', 'python'].map((language) => ({
    scheme: 'vscode-notebook-cell',
    language,
  }));
  return vscode.languages.registerDocumentDropEditProvider(selector, provider, { dropMimeTypes: [URI_LIST] });
}
