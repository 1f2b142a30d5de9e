import * as vscode from 'vscode';
import type { ActiveKernel } from './activeKernel.ts';
import { formatBytes, formatTime } from './formats.ts';
import type { NotebookKernel } from './notebookKernel.ts';

/** How often a running cell's time is told, and how often its memory. */
const TIME_MILLISECONDS = 1000;
const MEMORY_EVERY = 4;

/** After a cell: the next one may follow at once, and then nobody reads what is between. */
const SETTLED_MILLISECONDS = 300;

/** The item in the window's status bar that tells what the kernel of the notebook in front does, its memory and its time. */
class KernelStatus implements vscode.Disposable {
  readonly #active: ActiveKernel;
  readonly #item = vscode.window.createStatusBarItem('normscope.kernel', vscode.StatusBarAlignment.Right, 100);
  readonly #subscriptions: vscode.Disposable;
  #kernel: NotebookKernel | undefined;
  /** What the process takes, and in it the tensors of variables, in bytes. */
  #memory: number | undefined;
  #held: number | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(active: ActiveKernel) {
    this.#active = active;
    this.#item.name = vscode.l10n.t('Normscope Kernel');
    this.#item.command = 'normscope.kernelActions';
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      active.onDidChange(() => {
        this.#refresh();
      }),
      vscode.window.onDidChangeWindowState(() => {
        this.#refresh();
      }),
    );
    this.#refresh();
  }

  dispose(): void {
    this.#stopTicking();
    clearTimeout(this.#settling);
    this.#subscriptions.dispose();
  }

  #refresh(): void {
    const { notebook, kernel } = this.#active;
    if (kernel !== this.#kernel) this.#memory = this.#held = undefined;
    this.#kernel = kernel;
    if (notebook === undefined) this.#item.hide();
    else this.#item.show();
    this.#draw();
    const isRunning = kernel?.state.phase === 'running';
    if (isRunning && vscode.window.state.focused) this.#ticking ??= setInterval(() => this.#tick(), TIME_MILLISECONDS);
    else this.#stopTicking();
    clearTimeout(this.#settling);
    if (kernel?.state.phase === 'idle') this.#settling = setTimeout(() => void this.#measure(), SETTLED_MILLISECONDS);
  }

  #stopTicking(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#ticks = 0;
  }

  #tick(): void {
    this.#draw();
    if (++this.#ticks % MEMORY_EVERY === 0) void this.#measure();
  }

  async #measure(): Promise<void> {
    const kernel = this.#kernel;
    const isIdle = kernel?.state.phase === 'idle';
    const [memory, held] = await Promise.all([kernel?.memory(), isIdle ? kernel.ask('variableBytes', {}) : null]);
    if (kernel !== this.#kernel) return;
    this.#memory = memory;
    this.#held = held ?? this.#held;
    this.#draw();
  }

  #draw(): void {
    const state = this.#kernel?.state;
    const phase = state?.phase ?? 'off';
    const since = state?.runningSince;
    const last = state?.lastMilliseconds;
    const time = since === undefined ? last : Math.floor((Date.now() - since) / 1000) * 1000;
    const hasProcess = phase === 'idle' || phase === 'running';
    const facts = [
      phaseText(phase),
      ...(hasProcess && time !== undefined ? [formatTime(time)] : []),
      ...(hasProcess && this.#memory !== undefined ? [formatBytes(this.#memory)] : []),
    ];
    this.#item.text = `${ICONS[phase]} Normscope: ${facts.join(' · ')}`;
    this.#item.backgroundColor = phase === 'dead' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const lines = [
      vscode.l10n.t('Kernel: {0}', phaseText(phase)),
      ...(last === undefined ? [] : [vscode.l10n.t('Last cell: {0}', formatTime(last))]),
      ...(this.#memory === undefined ? [] : [vscode.l10n.t('Memory of the process: {0}', formatBytes(this.#memory))]),
      ...(this.#held === undefined ? [] : [vscode.l10n.t('Tensors in variables: {0}', formatBytes(this.#held))]),
    ];
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: `Normscope. ${lines.join('. ')}`, role: 'button' };
  }
}

type Phase = NotebookKernel['state']['phase'];

const ICONS: Readonly<Record<Phase, string>> = {
  off: '$(circle-outline)',
  starting: '$(loading~spin)',
  idle: '$(circle-filled)',
  running: '$(sync~spin)',
  dead: '$(error)',
};

function phaseText(phase: Phase): string {
  switch (phase) {
    case 'off':
      return vscode.l10n.t('not started');
    case 'starting':
      return vscode.l10n.t('starting');
    case 'idle':
      return vscode.l10n.t('idle');
    case 'running':
      return vscode.l10n.t('running');
    case 'dead':
      return vscode.l10n.t('died');
  }
}

/** What a click on the item offers. */
async function chooseAction(active: ActiveKernel): Promise<void> {
  const { kernel, notebook } = active;
  if (notebook === undefined) return;
  const interrupt =
    kernel?.state.phase === 'running'
      ? [
          {
            label: `$(debug-stop) ${vscode.l10n.t('Interrupt')}`,
            detail: vscode.l10n.t('Stops the running cell and keeps the variables.'),
            act: () => kernel.interrupt(),
          },
        ]
      : [];
  const chosen = await vscode.window.showQuickPick(
    [
      ...interrupt,
      {
        label: `$(debug-restart) ${vscode.l10n.t('Restart')}`,
        detail: vscode.l10n.t('Forgets all variables and gives their memory back.'),
        act: () =>
          vscode.commands.executeCommand('normscope.restartKernel', { notebookEditor: { notebookUri: notebook.uri } }),
      },
      {
        label: `$(symbol-array) ${vscode.l10n.t('Show Variables')}`,
        detail: vscode.l10n.t('What the cells have named: shapes, distributions, what the last run changed.'),
        act: () => vscode.commands.executeCommand('normscope.variables.focus'),
      },
    ],
    { title: vscode.l10n.t('Normscope Kernel'), matchOnDetail: true },
  );
  await chosen?.act();
}

export function registerKernelStatus(active: ActiveKernel): vscode.Disposable {
  return vscode.Disposable.from(
    new KernelStatus(active),
    vscode.commands.registerCommand('normscope.kernelActions', () => chooseAction(active)),
  );
}
