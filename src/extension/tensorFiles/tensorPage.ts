import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenTensorFile } from '../../protocol/tensorFiles.ts';
import { parseTensorViewRequest, type TensorViewMessage, type TensorViewRequest } from '../../protocol/tensorView.ts';
import { loadBuilt } from '../builtModules.ts';
import type * as tensorProcess from './tensorProcess.ts';
import type { TensorProcess } from './tensorProcess.ts';

/** Files that are not on this machine are read whole, and so must not be larger. */
const MOST_REMOTE_BYTES = 256 * 2 ** 20;

/** A file that is being written changes many times. */
const SETTLE_MILLISECONDS = 300;

/** What a page asks that only its editor can answer. */
type OwnRequest = Extract<TensorViewRequest, { type: 'compareWith' | 'swap' | 'reopen' }>;

/** The page of a webview that shows one file, or compares two; it shows them anew when they change. */
export class TensorPage {
  readonly #webview: vscode.Webview;
  readonly #extension: vscode.Uri;
  readonly #onRequest: (request: OwnRequest) => void;
  readonly #disposables: vscode.Disposable[] = [];
  #files: readonly vscode.Uri[];
  #process: TensorProcess | undefined;
  /** Whether the process has read the files: before, whoever asks means those of the last. */
  #isRead = false;
  #settling: NodeJS.Timeout | undefined;
  #loads = 0;

  constructor(
    webview: vscode.Webview,
    files: readonly vscode.Uri[],
    extension: vscode.Uri,
    onRequest: (request: OwnRequest) => void,
  ) {
    this.#webview = webview;
    this.#files = files;
    this.#extension = extension;
    this.#onRequest = onRequest;
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
    this.#disposables.push(
      webview.onDidReceiveMessage((message: unknown) => {
        const request = parseTensorViewRequest(message);
        if (request !== undefined) void this.#answer(request);
      }),
      ...files.map((file) => this.#watch(file)),
    );
    webview.html = this.#html();
  }

  /** Shows `files`, which were shown before, in another order. */
  setFiles(files: readonly vscode.Uri[]): void {
    this.#files = files;
    void this.#load();
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#loads++;
    this.#process?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #watch(file: vscode.Uri): vscode.Disposable {
    const name = path.posix.basename(file.path).replace(/[*?[\]{}]/g, '?');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), name),
    );
    const reload = (): void => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => void this.#load(), SETTLE_MILLISECONDS);
    };
    watcher.onDidChange(reload);
    watcher.onDidCreate(reload);
    return watcher;
  }

  #post(message: TensorViewMessage): void {
    void this.#webview.postMessage(message);
  }

  async #answer(request: TensorViewRequest): Promise<void> {
    switch (request.type) {
      case 'ready':
        return this.#load();
      case 'describe':
        return this.#pass(request.id, (process) => process.describe(request.place));
      case 'change':
        return this.#pass(request.id, (process) => process.change({ before: request.before, after: request.after }));
      default:
        this.#onRequest(request);
    }
  }

  /** Asks the process, and passes its answer on. */
  async #pass(
    id: number,
    ask: (process: TensorProcess) => Promise<Extract<TensorViewMessage, { type: 'answer' }>['answer']>,
  ): Promise<void> {
    const process = this.#process;
    if (process === undefined || !this.#isRead) return;
    try {
      this.#post({ type: 'answer', id, answer: await ask(process) });
    } catch (error) {
      // What belongs to an earlier state of the file is of no interest.
      if (process === this.#process) this.#post({ type: 'problem', id, problem: reasonOf(error) });
    }
  }

  /** Reads the files in a process of their own, in place of the last. */
  async #load(): Promise<void> {
    const load = ++this.#loads;
    this.#process?.dispose();
    this.#process = undefined;
    this.#isRead = false;
    try {
      const [built, ...files] = await Promise.all([
        loadBuilt<typeof tensorProcess>(this.#extension, 'tensorProcess.js'),
        ...this.#files.map(toOpen),
      ]);
      if (load !== this.#loads) return;
      this.#process = new built.TensorProcess(vscode.Uri.joinPath(this.#extension, 'dist', 'tensorFiles.js').fsPath);
      const shown = await this.#process.open(files);
      if (load !== this.#loads) return;
      this.#isRead = true;
      this.#post({ type: 'show', files: shown });
    } catch (error) {
      if (load === this.#loads) this.#post({ type: 'refused', reason: reasonOf(error) });
    }
  }

  #html(): string {
    const uriOf = (name: string): string =>
      this.#webview.asWebviewUri(vscode.Uri.joinPath(this.#extension, 'dist', name)).toString();
    const nonce = randomBytes(16).toString('hex');
    // Scripts that the first loads have its nonce. Charts bring styles of their own.
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'`;
    return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Normscope</title>
</head>
<body data-language="${vscode.env.language}" data-renderer="${uriOf('renderer.js')}">
<script type="module" nonce="${nonce}" src="${uriOf('tensorView.js')}"></script>
</body>
</html>`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the process needs to read a file: its path, or its bytes where it has none on this machine. */
async function toOpen(file: vscode.Uri): Promise<OpenTensorFile> {
  const name = path.posix.basename(file.path);
  if (file.scheme === 'file') return { name, path: file.fsPath };
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MOST_REMOTE_BYTES) {
    throw new Error(
      vscode.l10n.t('{0} is not on this machine, and too large to be fetched ({1} MB).', name, size >> 20),
    );
  }
  return { name, bytes: await vscode.workspace.fs.readFile(file) };
}
