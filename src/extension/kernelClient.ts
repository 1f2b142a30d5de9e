import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  type Answer,
  AskRequest,
  COMPILE_CACHE,
  COMPILED_CODE,
  type ExecuteParams,
  ExecuteRequest,
  type ExecuteResult,
  type InputParams,
  InputRequest,
  InterruptRequest,
  type KernelOptions,
  MemoryRequest,
  OutputNotification,
  PrepareNotification,
  type Question,
  type Questions,
  RestartRequest,
} from '../protocol/kernel.ts';
import { type Language } from '../protocol/languages.ts';
import type { Output } from '../protocol/output.ts';

/** The process ended while something was asked of it. */
export class KernelDeath extends Error {
  /** How it ended, for example `exit code 1`, with its last words. */
  readonly reason: string;

  constructor(reason: string) {
    super(`The kernel died (${reason}). All variables are lost; the next run starts a new kernel.`);
    this.name = 'KernelDeath';
    this.reason = reason;
  }
}

function compileCache({ cacheFolder }: KernelOptions): Record<string, string> {
  return cacheFolder === undefined ? {} : { [COMPILE_CACHE]: path.join(cacheFolder, COMPILED_CODE) };
}

/** A kernel process and the conversation with it. */
export class KernelClient {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #listeners = new Map<number, (output: Output) => void>();
  readonly #exit: Promise<string>;
  #lastRun = 0;

  /** Starts a process that runs `kernelFile`. `ask`: how the user answers a cell's questions; default: not at all. */
  constructor(
    kernelFile: string,
    options: KernelOptions,
    ask: (params: InputParams) => Promise<string | null> = () => Promise.resolve(null),
  ) {
    this.#process = fork(kernelFile, [JSON.stringify(options)], {
      cwd: options.folder,
      execArgv: [],
      env: { ...process.env, ...compileCache(options) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-1000);
    });
    this.#connection = createMessageConnection(
      new IPCMessageReader(this.#process),
      new IPCMessageWriter(this.#process),
    );
    this.#connection.onNotification(OutputNotification, ({ run, output }) => {
      this.#listeners.get(run)?.(output);
    });
    this.#connection.onRequest(InputRequest, ask);
    this.#connection.onError(() => undefined);
    this.#connection.listen();
    this.#exit = new Promise((resolve) => {
      this.#process.on('error', (error) => {
        resolve(error.message);
      });
      this.#process.on('exit', (code, signal) => {
        resolve(
          [signal === null ? `exit code ${code}` : `signal ${signal}`, lastWords.trim()].filter(Boolean).join(': '),
        );
      });
    });
  }

  /** Calls `listener` once, when the process has ended, with how. */
  onExit(listener: (reason: string) => void): void {
    void this.#exit.then(listener);
  }

  /** Runs a cell, whose outputs go to `onOutput`. Rejects where the process dies on it. */
  async execute(cell: Omit<ExecuteParams, 'run'>, onOutput: (output: Output) => void): Promise<ExecuteResult> {
    const run = ++this.#lastRun;
    this.#listeners.set(run, onOutput);
    try {
      return await this.#orDeath(this.#connection.sendRequest(ExecuteRequest, { ...cell, run }));
    } finally {
      this.#listeners.delete(run);
    }
  }

  /** Has the process start what cells in a language need. */
  prepare(language: Language): void {
    // It may have died just now: the next cell tells.
    this.#connection.sendNotification(PrepareNotification, { language }).catch(() => undefined);
  }

  /** Asks about a card or variables; null where they are gone. Rejects where the process dies. */
  ask<Kind extends keyof Questions>(kind: Kind, params: Questions[Kind]['params']): Promise<Answer<Kind>> {
    const question = { kind, params } as Question;
    return this.#orDeath(this.#connection.sendRequest(AskRequest, question));
  }

  /** How many bytes the process takes; told at once, also while a cell runs. */
  memory(): Promise<number> {
    return this.#orDeath(this.#connection.sendRequest(MemoryRequest));
  }

  interrupt(): Promise<void> {
    return this.#orDeath(this.#connection.sendRequest(InterruptRequest));
  }

  restart(): Promise<void> {
    return this.#orDeath(this.#connection.sendRequest(RestartRequest));
  }

  /** Ends the process. */
  dispose(): void {
    this.#connection.dispose();
    this.#process.kill();
  }

  #orDeath<T>(answer: Promise<T>): Promise<T> {
    const death = this.#exit.then((reason) => {
      throw new KernelDeath(reason);
    });
    return Promise.race([answer, death]);
  }
}
