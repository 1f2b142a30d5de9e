import * as vscode from 'vscode';
import { registerConvertNotebook } from './commands/convertNotebook.ts';
import { registerExportNotebookHtml } from './commands/exportNotebookHtml.ts';
import { registerExportNotebookMarkdown } from './commands/exportNotebookMarkdown.ts';
import { registerExportNotebookScript } from './commands/exportNotebookScript.ts';
import { registerNewNotebook } from './commands/newNotebook.ts';
import { registerOpenMarkdownAsNotebook } from './commands/openMarkdownAsNotebook.ts';
import { registerOpenTutorial } from './commands/openTutorial.ts';
import { registerRestartKernel } from './commands/restartKernel.ts';
import { registerControllers } from './controller.ts';
import { CutOutputs, registerCutOutputs } from './cutOutputs.ts';
import { registerRunErrors } from './errors/runErrors.ts';
import { registerFailedNotebooks } from './failedNotebooks.ts';
import { registerKernelSelection } from './kernelSelection.ts';
import { registerMarkdownNotebooks } from './markdownNotebooks.ts';
import { NotebookExporter } from './notebookExporter.ts';
import { NotebookKernels } from './notebookKernels.ts';
import { registerRendererMessaging } from './rendererMessaging.ts';
import { SavedOutputs } from './savedOutputs.ts';
import { registerStaleCells } from './staleCells.ts';
import { whenTrusted } from './trust.ts';

let savedOutputs: SavedOutputs | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const cutOutputs = new CutOutputs();
  const { fsPath: storage } = context.globalStorageUri;
  const kernels = new NotebookKernels(context.asAbsolutePath('dist/kernel.js'), storage, cutOutputs);
  const exporter = new NotebookExporter(context.extensionUri);
  savedOutputs = new SavedOutputs(context.extensionUri, kernels);
  context.subscriptions.push(
    kernels,
    savedOutputs,
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
    registerRunErrors(kernels),
    registerCutOutputs(cutOutputs),
    registerFailedNotebooks(),
    whenTrusted(() => vscode.Disposable.from(registerControllers(kernels), registerKernelSelection())),
  );
}

/** VS Code waits for what this returns. */
export function deactivate(): Promise<void> | undefined {
  return savedOutputs?.end();
}
