import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type ts from 'typescript';
import { TYPESCRIPT_PLUGIN } from '../../src/protocol/typescriptCells.ts';

type Message = ts.server.protocol.Response & { readonly type: string };

/** A text with a place in it, marked `|`. */
interface Marked {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
}

export function marked(source: string): Marked {
  const before = source.slice(0, source.indexOf('|')).split('\n');
  return { text: source.replace('|', ''), line: before.length, offset: (before.at(-1)?.length ?? 0) + 1 };
}

/** TypeScript's server with our plugin, spoken to as VS Code does. */
export class TypeScriptServer {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (response: Message) => void>();
  #requests = 0;

  constructor() {
    const root = process.cwd();
    const server = path.join(root, 'node_modules', 'typescript', 'lib', 'tsserver.js');
    const plugins = ['--globalPlugins', TYPESCRIPT_PLUGIN, '--pluginProbeLocations', root];
    const log =
      process.env.TSS_LOG_FILE === undefined
        ? []
        : ['--logVerbosity', 'verbose', '--logFile', process.env.TSS_LOG_FILE];
    this.#process = fork(
      server,
      ['--useNodeIpc', '--useInferredProjectPerProjectRoot', '--disableAutomaticTypingAcquisition', ...plugins, ...log],
      { silent: true },
    );
    this.#process.on('message', (message: Message) => {
      if (message.type === 'response') this.#waiting.get(message.request_seq)?.(message);
    });
  }

  /** What the server answers; undefined where it has nothing to tell. */
  async ask<Body>(command: string, args: object): Promise<Body | undefined> {
    const seq = ++this.#requests;
    const response = await new Promise<Message>((resolve) => {
      this.#waiting.set(seq, resolve);
      this.#process.send({ seq, type: 'request', command, arguments: args });
    });
    this.#waiting.delete(seq);
    if (!response.success && response.message !== 'No content available.') throw new Error(response.message);
    return response.body as Body | undefined;
  }

  close(): void {
    this.#process.kill();
  }
}
