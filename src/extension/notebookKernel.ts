import * as vscode from 'vscode';
import {
  type Answer,
  type InputParams,
  isLanguage,
  type Language,
  LANGUAGES,
  type Questions,
} from '../protocol/kernel.ts';
import type { ErrorOutput } from '../protocol/output.ts';
import { CellOutputs } from './cellOutputs.ts';
import { KernelClient, KernelDeath } from './kernelClient.ts';
import { KernelState } from './kernelState.ts';
import { WindowProgress } from './windowProgress.ts';

/** A notebook's queue of cells and the kernel process that runs them. */
export class NotebookKernel implements vscode.Disposable {
  readonly #kernelFile: string;
  readonly #folder: string;
  readonly #cacheFolder: string;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly state = new KernelState(() => {
    this.#changed.fire();
  });
  readonly onDidChangeState = this.#changed.event;
  #client: KernelClient | undefined;
  #executionCount = 0;
  #queue: Promise<void> = Promise.resolve();
  /** Cells are queued under a ticket; a failure or an interrupt makes all tickets so far void. */
  #ticket = 0;
  #running = false;
  /** How the last process died while no cell ran; told to the next. */
  #obituary: string | undefined;

  constructor(kernelFile: string, folder: string, cacheFolder: string) {
    this.#cacheFolder = cacheFolder;
    this.#kernelFile = kernelFile;
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
    this.#client.prepare(language);
  }

  /** How many bytes the process takes; undefined where none runs. */
  async memory(): Promise<number | undefined> {
    return this.#client?.memory().catch(() => undefined);
  }

  /** Asks about a card or variables; null where they are gone, or no process runs. */
  async ask<Kind extends keyof Questions>(kind: Kind, params: Questions[Kind]['params']): Promise<Answer<Kind>> {
    // A process that dies meanwhile has forgotten the card as well.
    return (await this.#client?.ask(kind, params).catch(() => null)) ?? null;
  }

  /** Stops the running cell, whose variables stay, and forgets the queued ones. */
  async interrupt(): Promise<void> {
    this.#ticket++;
    await this.#client?.interrupt();
  }

  /** Forgets all variables. */
  async restart(): Promise<void> {
    this.#ticket++;
    this.#executionCount = 0;
    await this.#client?.restart();
    this.state.restarted();
  }

  dispose(): void {
    this.#ticket++;
    this.#client?.dispose();
    this.#client = undefined;
    this.state.processEnded('off');
    this.#changed.dispose();
  }

  async #runCell(cell: vscode.NotebookCell, controller: vscode.NotebookController): Promise<boolean> {
    if (cell.document.getText().trim() === '') return true;
    const execution = controller.createNotebookCellExecution(cell);
    execution.executionOrder = ++this.#executionCount;
    execution.start(Date.now());
    const outputs = new CellOutputs(execution);
    void execution.clearOutput();
    const success = await this.#execute(cell, execution.executionOrder, outputs);
    execution.end(success, Date.now());
    return success;
  }

  async #execute(cell: vscode.NotebookCell, executionCount: number, outputs: CellOutputs): Promise<boolean> {
    const { languageId } = cell.document;
    if (!isLanguage(languageId)) {
      outputs.add(
        kernelError(vscode.l10n.t('Cells in {0} cannot be run. Choose one of {1}.', languageId, LANGUAGES.join(', '))),
      );
      return false;
    }
    const progress = new WindowProgress(vscode.l10n.t('Cell [{0}]', executionCount));
    try {
      this.#client ??= this.#startClient();
      this.#running = true;
      this.state.cellStarted();
      if (this.#obituary !== undefined) outputs.add({ type: 'stream', name: 'stderr', text: this.#obituary });
      this.#obituary = undefined;
      const code = cell.document.getText();
      const result = await this.#client.execute({ executionCount, language: languageId, code }, (output) => {
        if (output.type === 'progress') progress.show(output.text);
        else outputs.add(output);
      });
      return result.success;
    } catch (error) {
      outputs.add(kernelError(failureText(error)));
      return false;
    } finally {
      this.#running = false;
      this.state.cellEnded();
      progress.end();
    }
  }

  #startClient(): KernelClient {
    const options = { folder: this.#folder, threads: threadsSetting(), cacheFolder: this.#cacheFolder };
    const client = new KernelClient(this.#kernelFile, options, askUser);
    this.state.processStarted();
    void client.memory().then(
      () => {
        this.state.processReady();
      },
      () => undefined,
    );
    client.onExit((reason) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.state.processEnded('dead');
      if (this.#running) return;
      const text = vscode.l10n.t('The kernel died since the last cell ({0}). All variables are lost.', reason);
      this.#obituary = `${text}\n`;
    });
    return client;
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

function failureText(error: unknown): string {
  if (error instanceof KernelDeath) {
    return vscode.l10n.t(
      'The kernel died ({0}). All variables are lost; the next run starts a new kernel.',
      error.reason,
    );
  }
  return error instanceof Error ? error.message : String(error);
}

function kernelError(message: string): ErrorOutput {
  return { type: 'error', name: 'KernelError', message, traceback: `KernelError: ${message}` };
}
