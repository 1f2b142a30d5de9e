import * as vscode from 'vscode';
import { ActiveKernel } from './activeKernel.ts';
import { registerConvertNotebook } from './commands/convertNotebook.ts';
import { registerExportNotebookHtml } from './commands/exportNotebookHtml.ts';
import { registerExportNotebookMarkdown } from './commands/exportNotebookMarkdown.ts';
import { registerExportNotebookScript } from './commands/exportNotebookScript.ts';
import { registerNewNotebook } from './commands/newNotebook.ts';
import { registerOpenMarkdownAsNotebook } from './commands/openMarkdownAsNotebook.ts';
import { registerOpenTutorial } from './commands/openTutorial.ts';
import { registerRestartKernel } from './commands/restartKernel.ts';
import { registerControllers } from './controller.ts';
import { registerKernelSelection } from './kernelSelection.ts';
import { registerKernelStatus } from './kernelStatus.ts';
import { registerMarkdownNotebooks } from './markdownNotebooks.ts';
import { NotebookExporter } from './notebookExporter.ts';
import { NotebookKernels } from './notebookKernels.ts';
import { registerRendererMessaging } from './rendererMessaging.ts';
import { registerStaleCells } from './staleCells.ts';
import { whenTrusted } from './trust.ts';
import { registerVariableHovers } from './variables/variableHovers.ts';
import { registerVariablesView } from './variables/variablesView.ts';

export function activate(context: vscode.ExtensionContext): void {
  const kernels = new NotebookKernels(context.asAbsolutePath('dist/kernel.js'), context.globalStorageUri.fsPath);
  const active = new ActiveKernel(kernels);
  const exporter = new NotebookExporter(context.extensionUri);
  context.subscriptions.push(
    kernels,
    active,
    registerKernelStatus(active),
    registerVariablesView(active, context.extensionUri),
    registerVariableHovers(kernels),
    registerMarkdownNotebooks(context.extensionUri),
    registerOpenMarkdownAsNotebook(),
    registerConvertNotebook(context.extensionUri),
    registerNewNotebook(),
    registerOpenTutorial(context.extensionUri),
    registerRestartKernel(kernels),
    registerExportNotebookHtml(exporter),
    registerExportNotebookMarkdown(exporter),
    registerExportNotebookScript(exporter),
    registerRendererMessaging(kernels),
    registerStaleCells(),
    whenTrusted(() => vscode.Disposable.from(registerControllers(kernels), registerKernelSelection())),
  );
}
