import * as vscode from 'vscode';
import { isServed } from '../servedNotebooks.ts';
import { type OtherServer, otherServer } from './otherServers.ts';
import { addPath, hasPath } from './stubs.ts';

const VERSION = 'stubsVersion';
const OFFERED = 'stubsOffered';

/** The folder that language servers are told of: it stays where it is when the extension is updated. */
function stubsFolder(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.globalStorageUri, 'stubs');
}

/** Puts the stubs of this version there. */
async function copyStubs(context: vscode.ExtensionContext): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, 'dist', 'stubs');
  await vscode.workspace.fs.createDirectory(context.globalStorageUri);
  await vscode.workspace.fs.copy(source, stubsFolder(context), { overwrite: true });
  await context.globalState.update(VERSION, (context.extension.packageJSON as { version: string }).version);
}

async function tell(context: vscode.ExtensionContext, server: OtherServer): Promise<void> {
  await copyStubs(context);
  await addPath(vscode.workspace.getConfiguration(server.section), stubsFolder(context).fsPath);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} now knows Normscope’s torch, tensorflow, keras, numpy and matplotlib in all Python files of this workspace: the setting {1} names their stubs.',
      server.name,
      `${server.section}.extraPaths`,
    ),
  );
}

function reason(): string | undefined {
  if (otherServer() === undefined) {
    return vscode.l10n.t('Neither Pylance nor Pyright is installed. Normscope helps in Python cells without them.');
  }
  if (vscode.workspace.workspaceFolders === undefined) {
    return vscode.l10n.t('Open a folder first: the setting is written to its workspace.');
  }
  return undefined;
}

/** Offers it once, when a notebook with a Python cell is open beside such a server. */
async function offer(context: vscode.ExtensionContext, notebook: vscode.NotebookDocument): Promise<void> {
  const server = otherServer();
  if (server === undefined || reason() !== undefined || !isServed(notebook)) return;
  if (!notebook.getCells().some(({ document }) => document.languageId === 'python')) return;
  const configuration = vscode.workspace.getConfiguration(server.section);
  if (hasPath(configuration.get<readonly string[]>('extraPaths'))) {
    const { version } = context.extension.packageJSON as { version: string };
    if (context.globalState.get(VERSION) !== version) await copyStubs(context);
    return;
  }
  if (context.globalState.get(OFFERED) === true) return;
  await context.globalState.update(OFFERED, true);
  const yes = vscode.l10n.t('Tell {0}', server.name);
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} does not know the modules that Normscope brings for Python cells. It can be told by a setting of this workspace; real frameworks that are installed are then hidden from it.',
      server.name,
    ),
    yes,
  );
  if (answer === yes) await tell(context, server);
}

/** Tell Pylance About torch, keras, …: nothing is written before the user says so. */
export function registerTellPylance(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('normscope.tellPylance', async () => {
      const why = reason();
      const server = otherServer();
      if (why !== undefined || server === undefined) void vscode.window.showInformationMessage(why ?? '');
      else await tell(context, server);
    }),
    vscode.window.onDidChangeActiveNotebookEditor((editor) => {
      if (editor !== undefined) void offer(context, editor.notebook);
    }),
  );
}
