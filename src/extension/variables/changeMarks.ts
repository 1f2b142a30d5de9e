import * as vscode from 'vscode';
import type { Variable, VariableChange } from '../../protocol/variables.ts';
import { variableTexts } from './variableTexts.ts';

const SCHEME = 'normscope-variable';

/** A sign and a colour for each change, which no hue alone tells. */
const MARKS: Readonly<Record<VariableChange, readonly [sign: string, color: string]>> = {
  new: ['+', 'gitDecoration.addedResourceForeground'],
  changed: ['~', 'gitDecoration.modifiedResourceForeground'],
  gone: ['−', 'gitDecoration.deletedResourceForeground'],
};

/** Stands for a variable where VS Code asks how to mark it; undefined where nothing has changed. */
export function markedUri({ path, change }: Variable): vscode.Uri | undefined {
  if (change === undefined) return undefined;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path.language}/${path.name}`, query: change });
}

/** Marks what the last run has changed, as Git's changes are marked among files. */
export function registerChangeMarks(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, query }) => {
      if (scheme !== SCHEME || !(query in MARKS)) return undefined;
      const [sign, color] = MARKS[query as VariableChange];
      return new vscode.FileDecoration(
        sign,
        variableTexts().changes[query as VariableChange],
        new vscode.ThemeColor(color),
      );
    },
  });
}
