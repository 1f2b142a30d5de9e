import * as vscode from 'vscode';
import { registerNewNotebook } from './commands/newNotebook.ts';
import { registerOpenTutorial } from './commands/openTutorial.ts';
import { registerRestartKernel } from './commands/restartKernel.ts';
import { registerController } from './controller.ts';
import { registerKernelSelection } from './kernelSelection.ts';
import { NotebookKernels } from './notebookKernels.ts';
import { registerRendererMessaging } from './rendererMessaging.ts';
import { whenTrusted } from './trust.ts';

export function activate(context: vscode.ExtensionContext): void {
  const kernels = new NotebookKernels(context.asAbsolutePath('dist/kernel.js'), context.globalStorageUri.fsPath);
  context.subscriptions.push(
    kernels,
    registerNewNotebook(),
    registerOpenTutorial(context.extensionUri),
    registerRestartKernel(kernels),
    registerRendererMessaging(kernels),
    whenTrusted(() => vscode.Disposable.from(registerController(kernels), registerKernelSelection())),
  );
}
