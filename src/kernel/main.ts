import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import {
  AskRequest,
  ExecuteRequest,
  InputRequest,
  InterruptRequest,
  type KernelOptions,
  MemoryRequest,
  OutputNotification,
  PrepareNotification,
  RestartRequest,
} from '../protocol/kernel.ts';
import { warmUp } from './illustrate.ts';
import { Kernel } from './kernel.ts';

/** The entry of a kernel process: a {@link Kernel} behind JSON-RPC over the channel to the process that forked it. */
function main(options: KernelOptions): void {
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const kernel = new Kernel(
    options,
    (run, output) => {
      void connection.sendNotification(OutputNotification, { run, output });
    },
    (params) => connection.sendRequest(InputRequest, params).catch(() => null),
  );
  connection.onRequest(ExecuteRequest, (params) => kernel.execute(params));
  connection.onRequest(AskRequest, (question) => kernel.ask(question));
  connection.onRequest(MemoryRequest, () => process.memoryUsage.rss());
  connection.onNotification(PrepareNotification, ({ language }) => {
    kernel.prepare(language);
  });
  connection.onRequest(InterruptRequest, () => kernel.interrupt());
  connection.onRequest(RestartRequest, () => kernel.restart());
  connection.listen();
  process.on('disconnect', () => process.exit());
  void compileKernels().then(warmUp);
}

/** The engine is loaded here for its kernels alone, once the thread of the cells has begun to start. */
async function compileKernels(): Promise<void> {
  const { compileNativeKernels } = await import('./nativeKernels.ts');
  compileNativeKernels(new URL('.', import.meta.url));
}

main(JSON.parse(process.argv[2] ?? '{}') as KernelOptions);
