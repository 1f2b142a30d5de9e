import * as vscode from 'vscode';

/** Runs `register` as soon as the workspace is trusted, which may be now or never. */
export function whenTrusted(register: () => vscode.Disposable): vscode.Disposable {
  if (vscode.workspace.isTrusted) return register();
  let registered: vscode.Disposable | undefined;
  const subscription = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    registered ??= register();
  });
  return new vscode.Disposable(() => {
    subscription.dispose();
    registered?.dispose();
  });
}
