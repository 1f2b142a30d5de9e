import * as vscode from 'vscode';
import { ActiveKernel } from './activeKernel.ts';
import { registerCompareTensors } from './commands/compareTensors.ts';
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
import { CutOutputs, registerCutOutputs } from './cutOutputs.ts';
import { registerRunErrors } from './errors/runErrors.ts';
import { registerExecutionTimes } from './executionTimes.ts';
import { registerFailedNotebooks } from './failedNotebooks.ts';
import { registerFindings } from './findings/registerFindings.ts';
import { registerKernelSelection } from './kernelSelection.ts';
import { registerKernelStatus } from './kernelStatus.ts';
import { registerMarkdownNotebooks } from './markdownNotebooks.ts';
import { NotebookExporter } from './notebookExporter.ts';
import { NotebookKernels } from './notebookKernels.ts';
import { registerPythonSupport } from './python/pythonSupport.ts';
import { RanCells } from './ranCells.ts';
import { registerRendererMessaging } from './rendererMessaging.ts';
import { SavedOutputs } from './savedOutputs.ts';
import { registerStaleCells } from './staleCells.ts';
import { registerDropTensorFile } from './tensorFiles/dropTensorFile.ts';
import { registerTensorEditor } from './tensorFiles/tensorEditor.ts';
import { whenTrusted } from './trust.ts';
import { TypeScriptCells } from './typescriptCells.ts';
import { registerVariableHovers } from './variables/variableHovers.ts';
import { registerVariablesView } from './variables/variablesView.ts';

let savedOutputs: SavedOutputs | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const cutOutputs = new CutOutputs();
  const { fsPath: storage } = context.globalStorageUri;
  const kernels = new NotebookKernels(context.extensionUri, storage, cutOutputs);
  const active = new ActiveKernel(kernels);
  const exporter = new NotebookExporter(context.extensionUri);
  const typescriptCells = new TypeScriptCells(context.extensionUri);
  const ranCells = new RanCells();
  savedOutputs = new SavedOutputs(context.extensionUri, kernels);
  context.subscriptions.push(
    kernels,
    active,
    ranCells,
    typescriptCells,
    savedOutputs,
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
    registerCopyCaptureCode(context.extensionUri),
    registerRendererMessaging(kernels, ranCells),
    registerStaleCells(ranCells),
    registerFindings(ranCells, context.extensionUri),
    registerExecutionTimes(),
    registerRunErrors(kernels),
    registerCutOutputs(cutOutputs),
    registerFailedNotebooks(),
    registerPythonSupport(context),
    registerTensorEditor(context.extensionUri),
    registerCompareTensors(context.extensionUri),
    registerDropTensorFile(),
    whenTrusted(() => vscode.Disposable.from(registerControllers(kernels, typescriptCells), registerKernelSelection())),
  );
}

/** VS Code waits for what this returns. */
export function deactivate(): Promise<void> | undefined {
  return savedOutputs?.end();
}
