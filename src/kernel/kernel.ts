import type { ExecuteParams, ExecuteResult, KernelOptions } from '../protocol/kernel.ts';
import type { ErrorOutput, Output } from '../protocol/output.ts';
import { CellWorker, type Death } from './cellWorker.ts';
import { illustrate } from './illustrate.ts';
import type { FromWorker } from './messages.ts';

/** How long a cell may take to notice an interrupt by itself: only a busy loop does not. */
const INTERRUPT_GRACE_MILLISECONDS = 60;

interface Run {
  readonly params: ExecuteParams;
  readonly resolve: (result: ExecuteResult) => void;
  readonly end: Promise<ExecuteResult>;
  /** The outputs that have been sent so far, in order: a picture takes a moment to draw. */
  sent: Promise<void>;
}

/**
 * A notebook's kernel, seen from the thread that stays free: it hands cells to the worker, passes their outputs on,
 * stops them, and survives them.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #onOutput: (run: number, output: Output) => void;
  #worker: CellWorker;
  #queue: Promise<unknown> = Promise.resolve();
  #run: Run | undefined;

  constructor(options: KernelOptions, onOutput: (run: number, output: Output) => void) {
    this.#options = options;
    this.#onOutput = onOutput;
    this.#worker = this.#startWorker();
  }

  /** Runs a cell after those that were handed over before it. */
  execute(params: ExecuteParams): Promise<ExecuteResult> {
    const result = this.#queue.then(() => this.#execute(params));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Stops the running cell, if there is one, and keeps the variables. */
  async interrupt(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#worker.post({ type: 'interrupt', run: run.params.run });
    if (await settlesWithin(run.end, INTERRUPT_GRACE_MILLISECONDS)) return;
    this.#worker.terminateExecution();
    await run.end;
  }

  /** Starts anew without variables. A running cell ends with an error that says so. */
  async restart(): Promise<void> {
    await this.dispose();
    this.#worker = this.#startWorker();
    await this.#worker.ready;
  }

  async dispose(): Promise<void> {
    await this.#worker.dispose();
  }

  async #execute(params: ExecuteParams): Promise<ExecuteResult> {
    let resolve!: (result: ExecuteResult) => void;
    const end = new Promise<ExecuteResult>((settle) => {
      resolve = settle;
    });
    const run: Run = { params, resolve, end, sent: Promise.resolve() };
    try {
      await this.#worker.ready;
    } catch (error) {
      this.#onOutput(params.run, kernelError(error instanceof Error ? error.message : String(error)));
      this.#worker = this.#startWorker();
      return { success: false, restarted: true };
    }
    this.#run = run;
    this.#worker.post({ type: 'execute', params });
    const result = await end;
    this.#run = undefined;
    return result;
  }

  #startWorker(): CellWorker {
    const worker = new CellWorker(this.#options, (message) => {
      this.#receive(message);
    });
    void worker.death.then((death) => {
      if (this.#worker !== worker) return;
      if (death.reason !== 'terminated') this.#worker = this.#startWorker();
      this.#endRun(death);
    });
    return worker;
  }

  #receive(message: Exclude<FromWorker, { type: 'ready' }>): void {
    const run = this.#run;
    if (run?.params.run !== message.run) return;
    if (message.type === 'output') {
      const { output } = message;
      const illustrated = illustrate(output);
      run.sent = run.sent.then(async () => {
        this.#onOutput(message.run, await illustrated);
      });
    } else {
      void run.sent.then(() => {
        run.resolve({ success: message.success, restarted: false });
      });
    }
  }

  /** The worker is gone, and with it the variables. */
  #endRun({ reason, detail }: Death): void {
    const run = this.#run;
    if (run === undefined) return;
    const messages: Record<Death['reason'], string> = {
      memory: `The cell needed more memory than the kernel may use (${detail}).`,
      exit: `The kernel died while the cell ran: ${detail}.`,
      terminated: 'The kernel was restarted while the cell ran.',
    };
    void run.sent.then(() => {
      this.#onOutput(run.params.run, kernelError(`${messages[reason]} All variables are lost.`));
      run.resolve({ success: false, restarted: true });
    });
  }
}

/** An error that is the kernel's and not the cell's. */
function kernelError(message: string): ErrorOutput {
  return { type: 'error', name: 'KernelError', message, traceback: `KernelError: ${message}` };
}

async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = await Promise.race([promise.then(() => true), timeout]);
  clearTimeout(timer);
  return settled;
}
