import * as vscode from 'vscode';
import { LANGUAGES } from '../protocol/languages.ts';
import { isOurs, MARKDOWN_TYPE, NOTEBOOK_TYPE } from './notebookMetadata.ts';
import type { NotebookKernels } from './notebookKernels.ts';
import { noteSelection } from './servedNotebooks.ts';
import { registerPreparation } from './preparation.ts';
import type { TypeScriptCells } from './typescriptCells.ts';

/** The name of the kernel for each type of notebook. */
const CONTROLLER_IDS: Readonly<Record<string, string>> = {
  [NOTEBOOK_TYPE]: 'normscope',
  [MARKDOWN_TYPE]: 'normscope-markdown',
};

/** The name of the kernel for a notebook, where there is one. */
export function controllerOf({ notebookType }: vscode.NotebookDocument): string | undefined {
  return CONTROLLER_IDS[notebookType];
}

/** Offers the kernel for `.ipynb` and Markdown notebooks and hands their cells to it. */
export function registerControllers(kernels: NotebookKernels, typescriptCells: TypeScriptCells): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(CONTROLLER_IDS).map(([type, id]) => registerController(id, type, kernels, typescriptCells)),
  );
}

function registerController(
  id: string,
  type: string,
  kernels: NotebookKernels,
  typescriptCells: TypeScriptCells,
): vscode.Disposable {
  const controller = vscode.notebooks.createNotebookController(id, type, 'Normscope');
  controller.description = vscode.l10n.t('TypeScript, JavaScript and Python');
  controller.detail = vscode.l10n.t('Bundled tensor engine; shows what normalization layers do');
  controller.supportedLanguages = [...LANGUAGES];
  controller.supportsExecutionOrder = true;
  controller.executeHandler = (cells, notebook) => kernels.of(notebook).run(cells, controller);
  controller.interruptHandler = (notebook) => kernels.of(notebook).interrupt();
  const prefer = (notebook: vscode.NotebookDocument): void => {
    if (notebook.notebookType !== type || !isOurs(notebook)) return;
    controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  };
  vscode.workspace.notebookDocuments.forEach(prefer);
  return vscode.Disposable.from(
    controller,
    registerPreparation(controller, kernels),
    typescriptCells.follow(controller),
    controller.onDidChangeSelectedNotebooks(noteSelection),
    vscode.workspace.onDidOpenNotebookDocument(prefer),
  );
}
