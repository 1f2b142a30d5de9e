import { type ChildProcess, fork } from 'node:child_process';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  type ChangeParams,
  ChangeRequest,
  DescribeRequest,
  OpenRequest,
  type OpenTensorFile,
  type TensorChange,
  type TensorDescription,
  type TensorFile,
  type TensorPlace,
} from '../../protocol/tensorFiles.ts';

/** A process that reads the files of one view: a file that kills or occupies it does no harm to anything else. */
export class TensorProcess {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #death: Promise<never>;

  /** Starts a process that runs `program`. */
  constructor(program: string) {
    // With this serialization bytes pass as bytes.
    this.#process = fork(program, [], { execArgv: [], stdio: 'ignore', serialization: 'advanced' });
    this.#connection = createMessageConnection(
      new IPCMessageReader(this.#process),
      new IPCMessageWriter(this.#process),
    );
    this.#connection.onError(() => undefined);
    this.#connection.listen();
    this.#death = new Promise((_, reject) => {
      this.#process.on('error', reject);
      this.#process.on('exit', (code, signal) => {
        reject(new Error(`the process that read it ended (${signal ?? `exit code ${code}`})`));
      });
    });
    this.#death.catch(() => undefined);
  }

  /** Rejects with the reason where one of `files` cannot be read. */
  open(files: readonly OpenTensorFile[]): Promise<TensorFile[]> {
    return Promise.race([this.#death, this.#connection.sendRequest(OpenRequest, { files })]);
  }

  describe(place: TensorPlace): Promise<TensorDescription> {
    return Promise.race([this.#death, this.#connection.sendRequest(DescribeRequest, place)]);
  }

  change(params: ChangeParams): Promise<TensorChange> {
    return Promise.race([this.#death, this.#connection.sendRequest(ChangeRequest, params)]);
  }

  dispose(): void {
    this.#connection.dispose();
    this.#process.kill('SIGKILL');
  }
}
