import * as vscode from 'vscode';
import { registerConvertNotebook } from './commands/convertNotebook.ts';
import { registerCopyCaptureCode } from './commands/copyCaptureCode.ts';
import { registerExportNotebookHtml } from './commands/exportNotebookHtml.ts';
import { registerExportNotebookMarkdown } from './commands/exportNotebookMarkdown.ts';
import { registerExportNotebookScript } from './commands/exportNotebookScript.ts';
import { registerNewNotebook } from './commands/newNotebook.ts';
import { registerOpenMarkdownAsNotebook } from './commands/openMarkdownAsNotebook.ts';
import { registerOpenTutorial } from './commands/openTutorial.ts';
import { registerRestartKernel } from './commands/restartKernel.ts';
import { registerControllers } from './controller.ts';
import { registerFindings } from './findings/registerFindings.ts';
import { registerKernelSelection } from './kernelSelection.ts';
import { registerMarkdownNotebooks } from './markdownNotebooks.ts';
import { NotebookExporter } from './notebookExporter.ts';
import { NotebookKernels } from './notebookKernels.ts';
import { RanCells } from './ranCells.ts';
import { registerRendererMessaging } from './rendererMessaging.ts';
import { registerStaleCells } from './staleCells.ts';
import { whenTrusted } from './trust.ts';

export function activate(context: vscode.ExtensionContext): void {
  const kernels = new NotebookKernels(context.asAbsolutePath('dist/kernel.js'), context.globalStorageUri.fsPath);
  const exporter = new NotebookExporter(context.extensionUri);
  const ranCells = new RanCells();
  context.subscriptions.push(
    kernels,
    ranCells,
    registerMarkdownNotebooks(context.extensionUri),
    registerOpenMarkdownAsNotebook(),
    registerConvertNotebook(context.extensionUri),
    registerNewNotebook(),
    registerOpenTutorial(context.extensionUri),
    registerRestartKernel(kernels),
    registerExportNotebookHtml(exporter),
    registerExportNotebookMarkdown(exporter),
    registerExportNotebookScript(exporter),
    registerCopyCaptureCode(context.extensionUri),
    registerRendererMessaging(kernels),
    registerStaleCells(ranCells),
    registerFindings(ranCells, context.extensionUri),
    whenTrusted(() => vscode.Disposable.from(registerControllers(kernels), registerKernelSelection())),
  );
}
