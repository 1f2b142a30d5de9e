import inspector from 'node:inspector';
import os from 'node:os';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Answer, KernelOptions, Question, Questions } from '../protocol/kernel.ts';
import type { Language } from '../protocol/languages.ts';
import { Control } from './control.ts';
import { Deferred } from './deferred.ts';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';

/** JavaScript objects may take this share of the machine's memory, up to V8's own limit of 4 GB. */
const HEAP_SHARE = 0.5;
const MAX_HEAP_MEGABYTES = 4096;

/** Python's recursion goes through this stack: what overflows it breaks the interpreter. */
const STACK_MEGABYTES = 128;

interface AttachedToWorker {
  readonly params: { readonly sessionId: string; readonly workerInfo: { readonly title: string } };
}

/** Why the thread is gone. */
export interface Death {
  readonly reason: 'memory' | 'exit' | 'terminated';
  readonly detail: string;
}

/** The thread that runs cells, and the means to stop what it runs. */
export class CellWorker {
  /** Resolves when the thread can take cells, or, with false, has ended before. */
  readonly ready: Promise<boolean>;
  /** Resolves when the thread has ended. */
  readonly death: Promise<Death>;
  readonly #worker: Worker;
  readonly #inspector = new inspector.Session();
  readonly #control = new Control();
  readonly #answers: MessagePort;
  readonly #prepared = new Map<Language, Deferred<void>>();
  /** Who waits for an answer about a card. */
  readonly #questions = new Map<number, Deferred<Answer<keyof Questions>>>();
  #lastQuestion = 0;
  #sessionId: string | undefined;
  #isReady = false;
  #terminated = false;

  constructor(
    options: KernelOptions,
    onMessage: (message: Exclude<FromWorker, { type: 'ready' | 'prepared' | 'answer' }>) => void,
  ) {
    this.#attachInspector();
    const megabytes = Math.min(MAX_HEAP_MEGABYTES, Math.round((os.totalmem() / 2 ** 20) * HEAP_SHARE));
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const start: WorkerStart = { options, control: this.#control.buffer, answers: port2 };
    this.#worker = new Worker(new URL('./kernelWorker.js', import.meta.url), {
      workerData: start,
      transferList: [port2],
      name: 'normscope cells',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: megabytes, stackSizeMb: STACK_MEGABYTES },
    });
    this.death = this.#watchDeath();
    this.ready = new Promise((resolve) => {
      this.#worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          this.#isReady = true;
          resolve(true);
        } else if (message.type === 'prepared') this.#prepared.get(message.language)?.resolve();
        else if (message.type === 'answer') this.#questions.get(message.id)?.resolve(message.answer);
        else onMessage(message);
      });
      void this.death.then(() => {
        resolve(false);
      });
    });
  }

  /** Whether the thread could take cells before it ended, if it has. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts what cells in a language need. Resolves when it has, or the thread has ended. */
  prepare(language: Language): Promise<void> {
    let prepared = this.#prepared.get(language);
    if (prepared === undefined) {
      prepared = new Deferred();
      this.#prepared.set(language, prepared);
      this.post({ type: 'prepare', language });
    }
    return Promise.race([prepared.promise, this.death.then(() => undefined)]);
  }

  /** Asks about a card or variables; null where they are gone, or the thread has ended. */
  async ask(question: Question): Promise<Answer<keyof Questions>> {
    const id = ++this.#lastQuestion;
    const answer = new Deferred<Answer<keyof Questions>>();
    this.#questions.set(id, answer);
    this.post({ type: 'ask', id, question });
    try {
      return await Promise.race([answer.promise, this.death.then(() => null)]);
    } finally {
      this.#questions.delete(id);
    }
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Answers the question that a cell asked; null where nobody does. */
  answer(text: string | null): void {
    this.#answers.postMessage(text);
    this.#control.ring();
  }

  /** Stops the Python code that the thread is running: it raises KeyboardInterrupt. */
  stopPython(): void {
    this.#control.stop();
  }

  /** Stops the code that the thread is running, however busy it is. The thread and its variables live on. */
  terminateExecution(): void {
    if (this.#sessionId === undefined) return;
    const message = JSON.stringify({ id: 1, method: 'Runtime.terminateExecution' });
    this.#inspector.post('NodeWorker.sendMessageToWorker', { sessionId: this.#sessionId, message });
  }

  async dispose(): Promise<void> {
    this.#terminated = true;
    this.#answers.close();
    await this.#worker.terminate();
    this.#inspector.disconnect();
  }

  #attachInspector(): void {
    this.#inspector.connect();
    this.#inspector.on('NodeWorker.attachedToWorker', ({ params }: AttachedToWorker) => {
      this.#sessionId ??= params.sessionId;
    });
    this.#inspector.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  #watchDeath(): Promise<Death> {
    return new Promise((resolve) => {
      this.#worker.on('error', (error: NodeJS.ErrnoException) => {
        const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        resolve({ reason: outOfMemory ? 'memory' : 'exit', detail: error.message });
      });
      this.#worker.on('exit', (code) => {
        resolve({ reason: this.#terminated ? 'terminated' : 'exit', detail: `it ended with code ${code}` });
      });
    });
  }
}
