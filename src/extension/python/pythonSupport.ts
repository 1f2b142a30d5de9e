import * as vscode from 'vscode';
import { OpenNotebooks, PYTHON_CELLS } from './openNotebooks.ts';
import { registerProblems } from './problems.ts';
import { registerProviders } from './providers.ts';
import { registerTellPylance } from './tellPylance.ts';

/** Help in writing Python cells: it needs neither a kernel that runs nor another extension. */
export function registerPythonSupport(context: vscode.ExtensionContext): vscode.Disposable {
  const notebooks = new OpenNotebooks(context.extensionUri);
  return vscode.Disposable.from(
    registerProviders(notebooks, PYTHON_CELLS),
    registerProblems(notebooks),
    registerTellPylance(context),
  );
}
