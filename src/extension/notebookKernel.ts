import * as vscode from 'vscode';
import type { Answer, InputParams, Questions } from '../protocol/kernel.ts';
import { isLanguage, type Language, LANGUAGES } from '../protocol/languages.ts';
import type { ErrorOutput } from '../protocol/output.ts';
import { loadBuilt } from './builtModules.ts';
import { CellRun } from './cellRun.ts';
import { type CutOutputs, OutputFolder } from './cutOutputs.ts';
import { ignoredCodes } from './findings/ignoredFindings.ts';
import type * as kernelClient from './kernelClient.ts';
import type { KernelClient, KernelDeath } from './kernelClient.ts';
import { settlesWithin, untilStopped } from './patience.ts';
import { KernelState } from './kernelState.ts';
import { WindowProgress } from './windowProgress.ts';

/** How long a cell may take to stop before the user is asked. */
const STOP_MILLISECONDS = 5000;

/** How long a kernel may take to restart before its process is replaced: code that waits for the system cannot be ended. */
const RESTART_MILLISECONDS = 3000;

/** A notebook's queue of cells and the kernel process that runs them. */
export class NotebookKernel implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #folder: string;
  readonly #cacheFolder: string;
  readonly #cutOutputs: CutOutputs;
  readonly #outputFolder = new OutputFolder();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly state = new KernelState(() => {
    this.#changed.fire();
  });
  readonly onDidChangeState = this.#changed.event;
  #client: Promise<KernelClient> | undefined;
  #executionCount = 0;
  #queue: Promise<void> = Promise.resolve();
  /** Cells are queued under a ticket; a failure or an interrupt makes all tickets so far void. */
  #ticket = 0;
  /** The cell that runs, or ran last. */
  #run: CellRun | undefined;
  #running = false;
  #stopping: Promise<void> | undefined;
  /** Whether the process was ended under the running cell. */
  #isReplaced = false;
  /** How the last process died while no cell ran; told to the next. */
  #obituary: string | undefined;

  constructor(extension: vscode.Uri, folder: string, cacheFolder: string, cutOutputs: CutOutputs) {
    this.#cutOutputs = cutOutputs;
    this.#cacheFolder = cacheFolder;
    this.#extension = extension;
    this.#folder = folder;
  }

  /** Runs `cells` after those already queued, up to the first that fails. Resolves when they have ended. */
  run(cells: readonly vscode.NotebookCell[], controller: vscode.NotebookController): Promise<void> {
    const ticket = this.#ticket;
    const done = this.#queue.then(async () => {
      for (const cell of cells) {
        if (ticket !== this.#ticket) return;
        const wasDeleted = cell.index < 0;
        if (wasDeleted) continue;
        if (!(await this.#runCell(cell, controller))) this.#ticket++;
      }
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Starts the process, and in it what cells in a language need. */
  prepare(language: Language): void {
    this.#client ??= this.#startClient();
    void this.#client.then(
      (client) => {
        client.prepare(language);
      },
      () => undefined,
    );
  }

  /** How many bytes the process takes; undefined where none runs. */
  async memory(): Promise<number | undefined> {
    return this.#client?.then((client) => client.memory()).catch(() => undefined);
  }

  /** Asks about a card or variables; null where they are gone, or no process runs. */
  async ask<Kind extends keyof Questions>(kind: Kind, params: Questions[Kind]['params']): Promise<Answer<Kind>> {
    // A process that dies meanwhile has forgotten the card as well.
    return (await this.#client?.then((client) => client.ask(kind, params)).catch(() => null)) ?? null;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Resolves when no cell runs or waits. */
  get idle(): Promise<void> {
    return this.#queue;
  }

  /**
   * Stops the running cell, whose variables stay, and forgets the queued ones. Where it does not stop, the user is asked
   * whether to restart.
   */
  async interrupt(): Promise<void> {
    this.#ticket++;
    const client = this.#client;
    if (client === undefined) return;
    this.#stopping ??= client
      .then((process) => process.interrupt())
      .finally(() => {
        this.#stopping = undefined;
      });
    await untilStopped(this.#stopping, {
      milliseconds: STOP_MILLISECONDS,
      ask: askToRestart,
      restart: () => this.restart(),
    }).catch(() => undefined);
  }

  /** The notebook is closed: the running cell goes on without it, the queued ones are forgotten. */
  leave(): void {
    this.#ticket++;
    this.#run?.leave();
  }

  /** Forgets all variables. */
  async restart(): Promise<void> {
    this.#ticket++;
    this.#executionCount = 0;
    const client = this.#client;
    const restarted = client?.then((process) => process.restart());
    if (restarted !== undefined && !(await settlesWithin(restarted, RESTART_MILLISECONDS))) {
      this.#isReplaced = this.#running;
      this.#endClient();
    }
    this.#outputFolder.clear();
    this.state.restarted();
  }

  dispose(): void {
    this.#ticket++;
    this.#run?.dispose();
    this.#endClient();
    this.#outputFolder.remove();
    this.state.processEnded('off');
    this.#changed.dispose();
  }

  async #runCell(cell: vscode.NotebookCell, controller: vscode.NotebookController): Promise<boolean> {
    if (cell.document.getText().trim() === '') return true;
    const executionCount = ++this.#executionCount;
    const run = new CellRun(cell, controller, executionCount);
    this.#run = run;
    this.#cutOutputs.forget(cell);
    const success = await this.#execute(cell, executionCount, run);
    run.end(success);
    return success;
  }

  async #execute(cell: vscode.NotebookCell, executionCount: number, run: CellRun): Promise<boolean> {
    const { languageId } = cell.document;
    if (!isLanguage(languageId)) {
      run.add(
        kernelError(vscode.l10n.t('Cells in {0} cannot be run. Choose one of {1}.', languageId, LANGUAGES.join(', '))),
      );
      return false;
    }
    const progress = new WindowProgress(vscode.l10n.t('Cell [{0}]', executionCount));
    try {
      this.#client ??= this.#startClient();
      this.#running = true;
      this.state.cellStarted();
      if (this.#obituary !== undefined) run.add({ type: 'stream', name: 'stderr', text: this.#obituary });
      this.#obituary = undefined;
      const code = cell.document.getText();
      const ignore = ignoredCodes(cell.notebook);
      const client = await this.#client;
      const result = await client.execute({ executionCount, language: languageId, code, ignore }, (output) => {
        if (output.type === 'progress') progress.show(output.text);
        else if (output.type === 'cut') this.#cutOutputs.note(cell, output.file);
        else run.add(output);
      });
      return result.success;
    } catch (error) {
      run.add(kernelError(this.#isReplaced ? restartedText() : failureText(error)));
      this.#isReplaced = false;
      return false;
    } finally {
      this.#running = false;
      this.state.cellEnded();
      progress.end();
    }
  }

  #startClient(): Promise<KernelClient> {
    this.state.processStarted();
    const client = this.#openClient();
    client.then(
      (process) => {
        void process.memory().then(
          () => {
            this.state.processReady();
          },
          () => undefined,
        );
        process.onExit((reason) => {
          if (this.#client !== client) return;
          this.#client = undefined;
          this.state.processEnded('dead');
          if (this.#running) return;
          const text = vscode.l10n.t('The kernel died since the last cell ({0}). All variables are lost.', reason);
          this.#obituary = `${text}\n`;
        });
      },
      () => {
        // The cell that wanted it says why; the next tries again.
        if (this.#client === client) this.#endClient();
      },
    );
    return client;
  }

  async #openClient(): Promise<KernelClient> {
    const built = await loadBuilt<typeof kernelClient>(this.#extension, 'kernelClient.js');
    const options = {
      folder: this.#folder,
      threads: threadsSetting(),
      cacheFolder: this.#cacheFolder,
      outputLimit: vscode.workspace
        .getConfiguration('normscope', vscode.Uri.file(this.#folder))
        .get<number>('outputLimit'),
      outputFolder: this.#outputFolder.path,
    };
    return new built.KernelClient(vscode.Uri.joinPath(this.#extension, 'dist', 'kernel.js').fsPath, options, askUser);
  }

  #endClient(): void {
    void this.#client?.then(
      (client) => {
        client.dispose();
      },
      () => undefined,
    );
    this.#client = undefined;
  }
}

/** Shows a question of a cell's above the editor. */
async function askUser({ prompt, password }: InputParams): Promise<string | null> {
  const answer = await vscode.window.showInputBox({ prompt, password, ignoreFocusOut: true });
  return answer ?? null;
}

/** `normscope.threads`, read when a kernel starts; undefined: the default. */
function threadsSetting(): number | undefined {
  const threads = vscode.workspace.getConfiguration('normscope').get<number>('threads', 0);
  return threads >= 1 ? Math.floor(threads) : undefined;
}

/** Asks whether to restart a kernel whose cell does not stop. */
async function askToRestart(): Promise<boolean> {
  const restart = vscode.l10n.t('Restart Kernel');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The cell has not stopped yet. Restarting the kernel ends it, and all variables are lost.'),
    restart,
    vscode.l10n.t('Keep Waiting'),
  );
  return answer === restart;
}

function restartedText(): string {
  return vscode.l10n.t('The kernel was restarted while the cell ran. All variables are lost.');
}

function failureText(error: unknown): string {
  if (isKernelDeath(error)) {
    return vscode.l10n.t(
      'The kernel died ({0}). All variables are lost; the next run starts a new kernel.',
      error.reason,
    );
  }
  return error instanceof Error ? error.message : String(error);
}

/** The class itself lies in a module that is loaded with the first kernel. */
function isKernelDeath(error: unknown): error is KernelDeath {
  return error instanceof Error && error.name === 'KernelDeath';
}

function kernelError(message: string): ErrorOutput {
  return { type: 'error', name: 'KernelError', message, traceback: `KernelError: ${message}` };
}
