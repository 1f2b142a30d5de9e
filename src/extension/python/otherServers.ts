import * as vscode from 'vscode';
import { hasPath } from './stubs.ts';

/** A language server for Python that looks for modules in files. */
export interface OtherServer {
  readonly name: string;
  /** The section of its setting `extraPaths`. */
  readonly section: string;
}

const SERVERS: Readonly<Record<string, OtherServer>> = {
  'ms-python.vscode-pylance': { name: 'Pylance', section: 'python.analysis' },
  'ms-pyright.pyright': { name: 'Pyright', section: 'python.analysis' },
  'detachhead.basedpyright': { name: 'basedpyright', section: 'basedpyright.analysis' },
};

/** The language server that is installed beside us; Pylance can be switched off. */
export function otherServer(): OtherServer | undefined {
  const id = Object.keys(SERVERS).find((one) => vscode.extensions.getExtension(one) !== undefined);
  if (id === undefined) return undefined;
  const chosen = vscode.workspace.getConfiguration('python').get<string>('languageServer', 'Default');
  const isPylanceOff = id === 'ms-python.vscode-pylance' && !['Default', 'Pylance'].includes(chosen);
  return isPylanceOff ? undefined : SERVERS[id];
}

/**
 * What another server shows in Python cells: everything, where it was told of our modules; names of the notebook and of
 * Python, where it was not. We then leave that to it, so that nothing is shown twice.
 */
export function whatOthersServe(document: vscode.TextDocument): 'nothing' | 'names' | 'everything' {
  const server = otherServer();
  if (server === undefined) return 'nothing';
  const paths = vscode.workspace
    .getConfiguration(server.section, document.uri)
    .get<readonly string[]>('extraPaths', []);
  return hasPath(paths) ? 'everything' : 'names';
}
