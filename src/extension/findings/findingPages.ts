import path from 'node:path';
import * as vscode from 'vscode';
import { type FindingCode, findingAnchor } from '../../protocol/finding.ts';

/** Pages of docs/, which come with the extension. A default setting in package.json has them shown as they are read, not as text. */
const SCHEME = 'normscope-docs';

/** The page that explains findings, at the section about one: what a link can lead to where it cannot be a command. */
export function findingPage(code: FindingCode): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: '/findings.md', fragment: findingAnchor(code) });
}

export function registerFindingPages(extension: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => {
      const file = vscode.Uri.joinPath(extension, 'docs', path.posix.basename(uri.path));
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    },
  });
}
