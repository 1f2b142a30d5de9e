import type {
  Answer,
  ExecuteParams,
  ExecuteResult,
  InputParams,
  KernelOptions,
  Question,
  Questions,
} from '../protocol/kernel.ts';
import type { Language } from '../protocol/languages.ts';
import type { DisplayOutput, ErrorOutput, Output } from '../protocol/output.ts';
import { CellWorker, type Death } from './cellWorker.ts';
import { Deferred } from './deferred.ts';
import { illustrate, isDrawn } from './illustrate.ts';
import type { CardOutput, FromWorker } from './messages.ts';
import { CollectedText } from './streams.ts';

/** How long a cell may take to notice an interrupt by itself: only a busy loop does not. */
const INTERRUPT_GRACE_MILLISECONDS = 60;

class Run {
  readonly params: ExecuteParams;
  readonly printed: CollectedText;
  /** The worker is done with the cell. */
  readonly stopped = new Deferred<void>();
  /** The worker is done, and everything that the cell showed has been sent. */
  readonly ended = new Deferred<ExecuteResult>();
  /** The outputs that have been sent so far, in order: a picture takes a moment to draw. */
  sent = Promise.resolve();
  /** Whether the worker has been told of the cell. */
  started = false;
  /** The displays that change, as they are now: they get their pictures when they change no more. */
  readonly live = new Map<string, DisplayOutput>();

  constructor(params: ExecuteParams, print: (name: 'stdout' | 'stderr', text: string) => void) {
    this.params = params;
    this.printed = new CollectedText(print);
  }

  isEnded = false;
  /** Whether it was told to stop. */
  isInterrupted = false;

  end(result: ExecuteResult): void {
    this.isEnded = true;
    this.stopped.resolve();
    void this.sent.then(() => {
      this.ended.resolve(result);
    });
  }
}

/**
 * A notebook's kernel, seen from the thread that stays free: it hands cells to the worker, passes their outputs on,
 * stops them, and survives them.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #onOutput: (run: number, output: Output) => void;
  readonly #ask: (params: InputParams) => Promise<string | null>;
  #worker: CellWorker;
  readonly #prepared = new Set<Language>();
  #queue: Promise<unknown> = Promise.resolve();
  #run: Run | undefined;
  #restarting: Promise<void> | undefined;
  #couldNotStart = false;
  /** How the last worker died while no cell ran; told to the next. */
  #obituary: string | undefined;

  /** `ask`: how the user answers a cell's questions. Default: not at all. */
  constructor(
    options: KernelOptions,
    onOutput: (run: number, output: Output) => void,
    ask: (params: InputParams) => Promise<string | null> = () => Promise.resolve(null),
  ) {
    this.#options = options;
    this.#onOutput = onOutput;
    this.#ask = ask;
    this.#worker = this.#startWorker();
  }

  /** Starts what cells in a language need, now and whenever the kernel is restarted. */
  prepare(language: Language): void {
    this.#prepared.add(language);
    void this.#worker.prepare(language);
  }

  /** Runs a cell after those that were handed over before it. */
  execute(params: ExecuteParams): Promise<ExecuteResult> {
    const result = this.#queue.then(() => this.#execute(params));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /**
   * Asks about a card or variables, after the cells that were handed over before it; null where they are gone, or are lost
   * meanwhile.
   */
  ask(question: Question): Promise<Answer<keyof Questions>> {
    const worker = this.#worker;
    const gone = worker.death.then(() => null);
    const answer = this.#queue.then(() => (worker === this.#worker ? worker.ask(question) : null));
    // The next cell waits, so that its interruption does not hit this.
    this.#queue = answer.catch(() => undefined);
    return Promise.race([gone, answer]);
  }

  /**
   * Stops the running cell, if there is one, and keeps the variables. Python stops by itself, but not within one operation of
   * the engine; who asks again before it has stopped has it stopped by force, which costs all of Python's variables.
   */
  async interrupt(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    if (!run.started) {
      this.#onOutput(run.params.run, { ...kernelError('the cell was stopped before it began'), name: 'Interrupted' });
      run.end({ success: false });
      return;
    }
    const request = { type: 'interrupt', run: run.params.run, isForced: false } as const;
    const isPython = run.params.language === 'python';
    if (isPython) this.#worker.stopPython();
    this.#worker.post(request);
    const isForced = isPython
      ? run.isInterrupted
      : !(await settlesWithin(run.stopped.promise, INTERRUPT_GRACE_MILLISECONDS));
    run.isInterrupted = true;
    if (isForced) {
      this.#worker.terminateExecution();
      // Had the worker just stopped by itself, the termination would hit the next thing it does: let it be this.
      this.#worker.post({ ...request, isForced: true });
    }
    await run.ended.promise;
  }

  /** Starts anew without variables. A running cell ends with an error that says so. */
  restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  async #restart(): Promise<void> {
    await this.dispose();
    this.#endRun({ reason: 'terminated', detail: 'it was restarted' });
    this.#worker = this.#startWorker();
    await this.#worker.ready;
  }

  async dispose(): Promise<void> {
    await this.#worker.dispose();
  }

  async #execute(params: ExecuteParams): Promise<ExecuteResult> {
    const run: Run = new Run(params, (name, text) => {
      run.sent = run.sent.then(() => {
        this.#onOutput(params.run, { type: 'stream', name, text });
      });
    });
    this.#run = run;
    await this.#restarting;
    if (this.#couldNotStart) this.#worker = this.#startWorker();
    if (await this.#worker.ready) await this.#begin(run);
    const result = await run.ended.promise;
    this.#run = undefined;
    return result;
  }

  /** Hands the run to the worker, unless it is ended before that is ready for it. */
  async #begin(run: Run): Promise<void> {
    if (this.#obituary !== undefined) {
      this.#onOutput(run.params.run, { type: 'stream', name: 'stderr', text: this.#obituary });
      this.#obituary = undefined;
    }
    // A thread that prepares cannot be stopped without harm: the run begins, and can be stopped, when it has.
    const preparing = [...this.#prepared].map((each) => this.#worker.prepare(each));
    await Promise.race([Promise.all(preparing), run.stopped.promise]);
    if (run.isEnded) return;
    run.started = true;
    this.#worker.post({ type: 'execute', params: run.params });
  }

  #startWorker(): CellWorker {
    this.#couldNotStart = false;
    const worker = new CellWorker(this.#options, (message) => {
      if (message.type === 'input') void this.#ask(message.params).then((text) => worker.answer(text));
      else this.#receive(message);
    });
    for (const language of this.#prepared) void worker.prepare(language);
    void worker.death.then((death) => {
      if (death.reason === 'terminated') return;
      // Who died of starting a language is not to die of it again.
      this.#prepared.clear();
      // Who died of starting is not started again before the next cell.
      this.#couldNotStart = !worker.isReady;
      if (worker.isReady) this.#worker = this.#startWorker();
      this.#endRun(death);
    });
    return worker;
  }

  #receive(message: Exclude<FromWorker, { type: 'ready' | 'prepared' | 'input' | 'answer' }>): void {
    const run = this.#run;
    if (run?.params.run !== message.run) return;
    if (message.type === 'output') {
      const { output } = message;
      if (output.type === 'stream') {
        run.printed.add(output.name, output.text);
        return;
      }
      run.printed.flush();
      if (output.type === 'clear') run.live.clear();
      const isLive = output.type === 'display' && output.id !== undefined;
      if (isLive) run.live.set(output.id, output);
      this.#sendAfter(run, isLive ? output : illustrated(output));
    } else {
      this.#end(run, message.success);
    }
  }

  /** Sends an output when those before it have been sent. */
  #sendAfter(run: Run, output: Output | Promise<Output>): void {
    run.sent = run.sent.then(async () => {
      this.#onOutput(run.params.run, await output);
    });
  }

  #end(run: Run, success: boolean): void {
    run.printed.flush();
    for (const output of run.live.values()) {
      if (isDrawn(output)) this.#sendAfter(run, illustrated(output));
    }
    run.end({ success });
  }

  /** The worker is gone, and with it the variables. */
  #endRun({ reason, detail }: Death): void {
    const run = this.#run;
    if (run === undefined) {
      if (reason !== 'terminated' && !this.#couldNotStart) {
        this.#obituary = `The kernel died since the last cell: ${detail}. All variables are lost.\n`;
      }
      return;
    }
    const messages: Record<Death['reason'], string> = {
      memory: `The cell needed more memory than the kernel may use (${detail}).`,
      exit: `The kernel died while the cell ran: ${detail}.`,
      terminated: 'The kernel was restarted while the cell ran.',
    };
    const message = this.#couldNotStart
      ? `The kernel could not start: ${detail}.`
      : `${messages[reason]} All variables are lost.`;
    run.printed.flush();
    this.#sendAfter(run, kernelError(message));
    this.#end(run, false);
  }
}

/** An output with its pictures; never rejects. */
function illustrated(output: Output | CardOutput): Promise<Output> {
  return illustrate(output).catch((error: unknown) => kernelError(`The output cannot be drawn: ${String(error)}`));
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
