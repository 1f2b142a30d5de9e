import * as vscode from 'vscode';
import { LANGUAGES } from '../protocol/kernel.ts';
import { isOurs, NOTEBOOK_TYPE } from './notebookMetadata.ts';
import type { NotebookKernels } from './notebookKernels.ts';
import { registerPreparation } from './preparation.ts';

export const CONTROLLER_ID = 'normscope';

/** Offers the kernel for `.ipynb` notebooks and hands their cells to it. */
export function registerController(kernels: NotebookKernels): vscode.Disposable {
  const controller = vscode.notebooks.createNotebookController(CONTROLLER_ID, NOTEBOOK_TYPE, 'Normscope');
  controller.description = vscode.l10n.t('TypeScript, JavaScript and Python');
  controller.detail = vscode.l10n.t('Bundled tensor engine; shows what normalization layers do');
  controller.supportedLanguages = [...LANGUAGES];
  controller.supportsExecutionOrder = true;
  controller.executeHandler = (cells, notebook) => kernels.of(notebook).run(cells, controller);
  controller.interruptHandler = (notebook) => kernels.of(notebook).interrupt();
  const prefer = (notebook: vscode.NotebookDocument): void => {
    if (isOurs(notebook)) controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  };
  vscode.workspace.notebookDocuments.forEach(prefer);
  return vscode.Disposable.from(
    controller,
    registerPreparation(controller, kernels),
    vscode.workspace.onDidOpenNotebookDocument(prefer),
  );
}
