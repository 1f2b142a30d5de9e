import type * as vscode from 'vscode';

/** The folder of our stubs ends so, on every machine: `…/globalStorage/normscope.normscope/stubs`. */
const OURS = /[\\/]normscope\.normscope[\\/]stubs$/;

/** Whether a language server was told where our stubs are. */
export function hasPath(paths: readonly string[] | undefined): boolean {
  return paths?.some((path) => OURS.test(path)) ?? false;
}

/** Writes the folder of our stubs to the workspace's `extraPaths`, in the place of one of another machine; keeps all else. */
export async function addPath(
  configuration: Pick<vscode.WorkspaceConfiguration, 'inspect' | 'update'>,
  stubs: string,
): Promise<void> {
  const known = configuration.inspect<readonly string[]>('extraPaths');
  // What a workspace says hides what the user says, so that it is taken over.
  const paths = known?.workspaceValue ?? known?.globalValue ?? [];
  await configuration.update('extraPaths', [...paths.filter((path) => !OURS.test(path)), stubs], false);
}
