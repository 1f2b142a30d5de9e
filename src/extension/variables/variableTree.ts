import * as vscode from 'vscode';
import type { TensorStatistics, Variable, VariableKind } from '../../protocol/variables.ts';
import type { ActiveKernel } from '../activeKernel.ts';
import type { NotebookKernel } from '../notebookKernel.ts';
import { markedUri } from './changeMarks.ts';
import { isWanted, rowText, spoiledText, variableMarkdown } from './describeVariable.ts';
import { variableTexts } from './variableTexts.ts';

/** After a cell: the next one may follow at once. */
const SETTLED_MILLISECONDS = 150;

/** Of so many tensors statistics are asked for in one question; the kernel answers what it can in a moment. */
const ASKED_AT_ONCE = 200;

const ICONS: Readonly<Record<VariableKind, string>> = {
  tensor: 'symbol-array',
  module: 'layers',
  collection: 'symbol-namespace',
  value: 'symbol-variable',
};

/** A line of the tree. */
export interface VariableNode {
  readonly variable: Variable;
  readonly statistics: TensorStatistics | undefined;
  /** Where it came from: nothing is asked of another kernel. */
  readonly kernel: NotebookKernel;
}

/** The variables of the notebook in front. While a cell runs, they are those from before it. */
export class VariableTree implements vscode.TreeDataProvider<VariableNode>, vscode.Disposable {
  readonly #active: ActiveKernel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;
  #nodes: readonly VariableNode[] = [];
  #omitted = 0;
  #filter = '';
  #isVisible = false;
  /** What is shown: of which kernel, after how many runs. */
  #shown: { readonly kernel: NotebookKernel | undefined; readonly runs: number } | undefined;
  #settling: NodeJS.Timeout | undefined;
  /** Counts the questions: the answer to an earlier one is of no interest. */
  #asked = 0;

  constructor(active: ActiveKernel) {
    this.#active = active;
    this.#subscription = active.onDidChange(() => {
      this.#follow();
    });
  }

  /** Nothing is asked for while nobody looks. */
  set isVisible(isVisible: boolean) {
    this.#isVisible = isVisible;
    this.#follow();
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter.trim();
    this.#changed.fire();
  }

  /** How many variables the kernel did not tell of. */
  get omitted(): number {
    return this.#omitted;
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async getChildren(node?: VariableNode): Promise<VariableNode[]> {
    if (node === undefined) {
      return this.#nodes.filter(({ variable }) => this.#filter === '' || isWanted(variable, this.#filter));
    }
    const { kernel, variable } = node;
    if (kernel.state.phase === 'running') return [];
    const parts = (await kernel.ask('variableParts', { path: variable.path })) ?? [];
    return this.#withStatistics(kernel, parts);
  }

  getTreeItem({ variable, statistics }: VariableNode): vscode.TreeItem {
    const texts = variableTexts();
    const { label, path, kind, change, hasParts } = variable;
    const state = hasParts ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(label, state);
    const spoiled = statistics === undefined ? '' : spoiledText(statistics, texts);
    const text = rowText(variable, texts, statistics);
    item.id = `${JSON.stringify(path)} ${change === 'gone'}`;
    item.description = text;
    item.contextValue = change === 'gone' ? 'gone' : kind;
    item.iconPath =
      spoiled === ''
        ? new vscode.ThemeIcon(ICONS[kind])
        : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.errorForeground'));
    const uri = markedUri(variable);
    if (uri !== undefined) item.resourceUri = uri;
    if (kind === 'tensor' && change !== 'gone') {
      const title = vscode.l10n.t('Show Distribution');
      item.command = { command: 'normscope.variables.showDistribution', title, arguments: [{ variable }] };
    }
    const said = [label, variable.type, text, ...(change === undefined ? [] : [texts.changes[change]])];
    item.accessibilityInformation = { label: said.filter((each) => each !== '').join(', ') };
    return item;
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    { variable, statistics, kernel }: VariableNode,
  ): Promise<vscode.TreeItem> {
    const { kind, change } = variable;
    const isAsked = kind === 'module' && change !== 'gone' && kernel.state.phase !== 'running';
    const representation = isAsked ? (await kernel.ask('variable', variable))?.representation : undefined;
    item.tooltip = new vscode.MarkdownString(
      variableMarkdown(variable, variableTexts(), { statistics, representation }),
    );
    return item;
  }

  #follow(): void {
    clearTimeout(this.#settling);
    const { kernel } = this.#active;
    const runs = kernel?.state.runs ?? 0;
    if (this.#shown?.kernel !== kernel) this.#show(kernel, [], 0);
    const phase = kernel?.state.phase ?? 'off';
    if (phase === 'off' || phase === 'dead') {
      if (this.#nodes.length > 0) this.#show(kernel, [], 0);
      return;
    }
    if (!this.#isVisible || phase !== 'idle' || this.#shown?.runs === runs) return;
    this.#settling = setTimeout(() => void this.#ask(), SETTLED_MILLISECONDS);
  }

  #show(kernel: NotebookKernel | undefined, nodes: readonly VariableNode[], omitted: number, runs = -1): void {
    this.#asked++;
    this.#shown = { kernel, runs };
    this.#nodes = nodes;
    this.#omitted = omitted;
    this.#changed.fire();
  }

  async #ask(): Promise<void> {
    const { kernel } = this.#active;
    if (kernel === undefined) return;
    const asked = ++this.#asked;
    const { runs } = kernel.state;
    const list = await kernel.ask('variables', { run: runs });
    if (list === null || asked !== this.#asked) return;
    const nodes = list.variables.map((variable) => ({ variable, statistics: variable.statistics, kernel }));
    this.#show(kernel, nodes, list.omitted, runs);
    const shown = this.#asked;
    const described = await this.#withStatistics(kernel, list.variables);
    if (shown !== this.#asked || described.every(({ statistics }, i) => statistics === nodes[i]?.statistics)) return;
    this.#show(kernel, described, list.omitted, runs);
  }

  /** Asks what is not known of tensors yet, piece by piece, up to where a cell begins to run. */
  async #withStatistics(kernel: NotebookKernel, variables: readonly Variable[]): Promise<VariableNode[]> {
    const unknown = variables.filter(
      ({ kind, statistics, change }) => kind === 'tensor' && statistics === undefined && change !== 'gone',
    );
    const found = new Map<Variable, TensorStatistics | null>();
    while (found.size < unknown.length && kernel.state.phase !== 'running') {
      const next = unknown.slice(found.size, found.size + ASKED_AT_ONCE);
      const answer = await kernel.ask('variableStatistics', { paths: next.map(({ path }) => path) });
      if (answer === null || answer.length === 0) break;
      answer.forEach((statistics, i) => found.set(next[i]!, statistics));
    }
    return variables.map((variable) => ({
      variable,
      statistics: variable.statistics ?? found.get(variable) ?? undefined,
      kernel,
    }));
  }
}
