import * as vscode from 'vscode';
import type { VariableQuestions } from '../../protocol/variables.ts';
import type { ActiveKernel } from '../activeKernel.ts';
import { registerChangeMarks } from './changeMarks.ts';
import { expressionOf } from './describeVariable.ts';
import { DistributionPanel } from './distributionPanel.ts';
import { saveVariable } from './saveVariable.ts';
import { type VariableNode, VariableTree } from './variableTree.ts';

/** What VS Code hands to a command of a line. */
type Chosen = Pick<VariableNode, 'variable'> | undefined;

/** The view's id in package.json. */
const VIEW = 'normscope.variables';

/** The view of the variables of the notebook in front, and its commands. */
export function registerVariablesView(active: ActiveKernel, extension: vscode.Uri): vscode.Disposable {
  const tree = new VariableTree(active);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: tree, showCollapseAll: true });
  const panel = new DistributionPanel(extension);
  const tell = (): void => {
    const isRunning = active.kernel?.state.phase === 'running';
    const lines = [
      ...(isRunning ? [vscode.l10n.t('A cell is running: these are the values from before it.')] : []),
      ...(tree.omitted > 0 ? [vscode.l10n.t('{0} more variables are not shown.', tree.omitted)] : []),
    ];
    view.message = lines.join(' ');
    view.description = tree.filter;
    void vscode.commands.executeCommand('setContext', 'normscope.variablesFiltered', tree.filter !== '');
  };
  tree.isVisible = view.visible;
  const command = (name: string, run: (chosen: Chosen) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`${VIEW}.${name}`, (chosen: Chosen) => run(chosen ?? view.selection[0]));
  return vscode.Disposable.from(
    tree,
    view,
    panel,
    registerChangeMarks(),
    tree.onDidChangeTreeData(tell),
    active.onDidChange(tell),
    view.onDidChangeVisibility(({ visible }) => {
      tree.isVisible = visible;
    }),
    command('showDistribution', (chosen) => active.kernel && chosen && panel.show(active.kernel, chosen.variable)),
    command('copyName', (chosen) => chosen && vscode.env.clipboard.writeText(expressionOf(chosen.variable))),
    command('copyValue', (chosen) => chosen && copyValue(active, chosen.variable)),
    command('save', (chosen) => chosen && saveVariable(active, chosen.variable)),
    command('filter', () => {
      askForFilter(tree);
    }),
    command('clearFilter', () => {
      tree.filter = '';
    }),
  );
}

async function copyValue(active: ActiveKernel, { path }: VariableQuestions['variable']['params']): Promise<void> {
  const text = await active.kernel?.ask('variableText', { path });
  if (text !== undefined && text !== null) await vscode.env.clipboard.writeText(text);
}

/** Filters while the reader types. */
function askForFilter(tree: VariableTree): void {
  const input = vscode.window.createInputBox();
  input.value = tree.filter;
  input.prompt = vscode.l10n.t('Show the variables whose name, class or shape contains:');
  input.onDidChangeValue((value) => {
    tree.filter = value;
  });
  input.onDidAccept(() => {
    input.hide();
  });
  input.onDidHide(() => {
    input.dispose();
  });
  input.show();
}
