import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { VEGA_LITE_MIME } from '../../protocol/mime.ts';
import type { DistributionPage, Variable, VariableDistribution } from '../../protocol/variables.ts';
import type { NotebookKernel } from '../notebookKernel.ts';
import { expressionOf, factsOf, spoiledText } from './describeVariable.ts';
import { distributionHtml } from './distributionHtml.ts';
import { variableTexts } from './variableTexts.ts';

/** The tab beside the notebook that shows how a tensor is distributed, again after each run: one, whichever tensor is chosen. */
export class DistributionPanel implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  #panel: vscode.WebviewPanel | undefined;
  #shown:
    { readonly kernel: NotebookKernel; readonly variable: Variable; readonly following: vscode.Disposable } | undefined;
  #runs = -1;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  show(kernel: NotebookKernel, variable: Variable): void {
    this.#shown?.following.dispose();
    const following = kernel.onDidChangeState(() => {
      const { phase, runs } = kernel.state;
      if (phase === 'off' || phase === 'dead' || (phase === 'idle' && runs !== this.#runs)) void this.#send();
    });
    this.#shown = { kernel, variable, following };
    this.#panel ??= this.#open();
    this.#panel.title = expressionOf(variable);
    this.#panel.reveal(undefined, true);
    void this.#send();
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const dist = vscode.Uri.joinPath(this.#extension, 'dist');
    const panel = vscode.window.createWebviewPanel(
      'normscope.distribution',
      '',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [dist] },
    );
    const built = (name: string): string => panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    panel.webview.html = distributionHtml({
      language: vscode.env.language,
      source: panel.webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      renderer: built('renderer.js'),
      script: built('variablePage.js'),
      mime: VEGA_LITE_MIME,
    });
    // The page asks when it is there, and again when it was hidden meanwhile.
    panel.webview.onDidReceiveMessage(() => void this.#send());
    panel.onDidDispose(() => {
      this.#shown?.following.dispose();
      this.#shown = this.#panel = undefined;
    });
    return panel;
  }

  async #send(): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { kernel, variable } = shown;
    const isRunning = kernel.state.phase === 'running';
    this.#runs = isRunning ? -1 : kernel.state.runs;
    const distribution = await kernel.ask('variableDistribution', { path: variable.path });
    if (shown !== this.#shown) return;
    await this.#panel?.webview.postMessage(distribution === null ? gonePage(variable) : pageOf(distribution));
  }
}

function pageOf({
  variable,
  statistics,
  elements,
  sample,
  outside,
  chart,
  bins,
}: VariableDistribution): DistributionPage {
  const texts = variableTexts();
  const subtitle = [
    sample === undefined
      ? vscode.l10n.t('{0} elements', elements)
      : vscode.l10n.t('{0} elements; the histogram is made of {1} of them, evenly spaced', elements, sample),
    ...(outside === undefined ? [] : [vscode.l10n.t('{0} far from the others are not in the picture', outside)]),
  ];
  return {
    title: expressionOf(variable),
    subtitle: subtitle.join('; '),
    facts: factsOf(variable, statistics, texts),
    warning: spoiledText(statistics, texts),
    chart: bins.length === 0 ? undefined : chart,
    table: {
      title: vscode.l10n.t('Histogram as a table'),
      headers: [vscode.l10n.t('from'), vscode.l10n.t('to'), vscode.l10n.t('count')],
      rows: bins.map(({ from, to, count }) => [from, to, count]),
    },
  };
}

function gonePage(variable: Variable): DistributionPage {
  return {
    title: expressionOf(variable),
    subtitle: vscode.l10n.t('There is no such tensor now, or it has no elements.'),
    facts: [],
    warning: '',
    chart: undefined,
    table: { title: '', headers: [], rows: [] },
  };
}
