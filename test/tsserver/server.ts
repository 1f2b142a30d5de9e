import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type ts from 'typescript';
import { type NotebookCells, TYPESCRIPT_PLUGIN } from '../../src/protocol/typescriptCells.ts';

type Message = ts.server.protocol.Response & { readonly type: string };

/** A cell's code, alone or with its language. */
export type Code = string | readonly [code: string, language: 'typescript' | 'javascript'];

let notebooks = 0;

/** TypeScript's server with our plugin, spoken to as VS Code does. */
export class TypeScriptServer {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (response: Message) => void>();
  readonly #open: string[] = [];
  #requests = 0;

  constructor() {
    const root = process.cwd();
    const server = path.join(root, 'node_modules', 'typescript', 'lib', 'tsserver.js');
    const plugins = ['--globalPlugins', TYPESCRIPT_PLUGIN, '--pluginProbeLocations', root];
    this.#process = fork(
      server,
      ['--useNodeIpc', '--useInferredProjectPerProjectRoot', '--disableAutomaticTypingAcquisition', ...plugins],
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

  open(file: string, text: string, kind: 'TS' | 'JS' = 'TS'): Promise<void> {
    return this.ask('updateOpen', { openFiles: [{ file, fileContent: text, scriptKindName: kind }] });
  }

  /** Opens a notebook as VS Code does, in place of the one before, and tells the plugin of it. */
  async notebook(
    codes: readonly Code[],
    { folder = process.cwd(), namesFromOthers = [] }: Partial<NotebookCells> = {},
  ): Promise<Notebook> {
    const name = `${++notebooks}.ipynb`;
    const texts = codes.map((code, index) => {
      const [text, language] = typeof code === 'string' ? [code, 'typescript'] : code;
      return { file: `^/vscode-notebook-cell/ts-nul-authority/${name}#W${index}sZmlsZQ==`, text, language };
    });
    const openFiles = texts.map(({ file, text, language }) => ({
      file,
      fileContent: text,
      scriptKindName: language === 'typescript' ? 'TS' : 'JS',
    }));
    await this.ask('updateOpen', { openFiles, closedFiles: this.#open.splice(0) });
    this.#open.push(...texts.map(({ file }) => file));
    const notebook = new Notebook(this, new Map(texts.map(({ file, text }) => [file, text])), folder, namesFromOthers);
    await notebook.arrange(this.#open);
    return notebook;
  }

  /** Tells the plugin of the one notebook that is open. */
  async tell(notebook: NotebookCells): Promise<void> {
    const typesFolder = path.resolve('dist', 'cellTypes');
    const configuration = { typesFolder, cannotRename: 'not here', notebooks: [notebook] };
    await this.ask('configurePlugin', { pluginName: TYPESCRIPT_PLUGIN, configuration });
  }

  close(): void {
    this.#process.kill();
  }
}

export class Notebook {
  readonly cells: string[] = [];
  readonly #server: TypeScriptServer;
  readonly #texts: Map<string, string>;
  readonly #folder: string;
  readonly #namesFromOthers: readonly string[];

  constructor(
    server: TypeScriptServer,
    texts: ReadonlyMap<string, string>,
    folder: string,
    namesFromOthers: readonly string[],
  ) {
    this.#server = server;
    this.#texts = new Map(texts);
    this.#folder = folder;
    this.#namesFromOthers = namesFromOthers;
  }

  /** Gives the cells another order, or leaves some out. */
  async arrange(cells: readonly string[]): Promise<void> {
    this.cells.splice(0, Infinity, ...cells);
    const [folder, namesFromOthers] = [this.#folder, this.#namesFromOthers];
    await this.#server.tell({ folder, cells: [...cells], namesFromOthers });
  }

  /** Replaces the text of a cell. */
  async write(index: number, text: string): Promise<void> {
    const file = this.#file(index);
    this.#texts.set(file, text);
    const textChanges = [{ newText: text, start: { line: 1, offset: 1 }, end: { line: 10_000, offset: 1 } }];
    await this.#server.ask('updateOpen', { changedFiles: [{ fileName: file, textChanges }] });
  }

  /** Asks about the place of the `|` in `marked`, which stands in cell `index` without it. */
  ask<Body>(command: string, index: number, marked: string, more: object = {}): Promise<Body | undefined> {
    const text = this.#texts.get(this.#file(index)) ?? '';
    const found = text.indexOf(marked.replace('|', ''));
    if (found === -1) throw new Error(`cell ${index} has no ${marked}`);
    const before = text.slice(0, found + marked.indexOf('|')).split('\n');
    const [line, offset] = [before.length, (before.at(-1)?.length ?? 0) + 1];
    return this.#server.ask(command, { file: this.#file(index), line, offset, ...more });
  }

  /** What is shown as errors in a cell, as VS Code asks for it. */
  async errors(index: number): Promise<string[]> {
    const found: ts.server.protocol.Diagnostic[] = [];
    for (const command of ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync', 'suggestionDiagnosticsSync']) {
      found.push(...((await this.#server.ask<typeof found>(command, { file: this.#file(index) })) ?? []));
    }
    return found.filter(({ category }) => category === 'error').map(({ text }) => text);
  }

  #file(index: number): string {
    const file = this.cells[index];
    if (file === undefined) throw new Error(`there is no cell ${index}`);
    return file;
  }
}
