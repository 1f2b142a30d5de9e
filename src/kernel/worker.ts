import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { teachInspect } from './display.ts';
import { CompiledCode } from './compiledCode.ts';
import { Control } from './control.ts';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';
import { isInterpreterFailure } from './languages/python/pythonError.ts';
import { loadNativeKernels } from './nativeKernels.ts';
import { Session } from './session.ts';
import { redirectConsole } from './streams.ts';

/** The entry of the thread that runs cells. */
function start(port: NonNullable<typeof parentPort>, { options, control, answers }: WorkerStart): void {
  const { folder, threads, cacheFolder, outputLimit, outputFolder } = options;
  loadNativeKernels(new URL('.', import.meta.url), threads);
  const kernelFolder = path.dirname(fileURLToPath(import.meta.url));
  const send = (message: FromWorker): void => {
    port.postMessage(message);
  };
  const session = new Session(
    {
      folder,
      kernelFolder,
      mediaFolder: path.join(kernelFolder, '..', 'media'),
      pythonFolder: new URL('python/', import.meta.url),
      cacheFolder,
      text: { limit: outputLimit, folder: outputFolder },
      control: new Control(control),
      answers,
    },
    send,
  );
  const compiledCode = new CompiledCode(new URL(import.meta.url), cacheFolder);
  teachInspect();
  redirectConsole(session.printed);
  process.exit = (code) => {
    throw new Error(
      `process.exit(${code ?? ''}) was called. In a notebook it would lose all variables, so it only ends the cell; use Restart Kernel to start anew.`,
    );
  };
  process.on('uncaughtException', (error) => {
    if (!isInterpreterFailure(error)) session.fail(error);
  });
  process.on('unhandledRejection', (reason) => {
    if (!isInterpreterFailure(reason)) session.fail(reason);
  });
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'execute':
        void session.execute(message.params).then(() => {
          // The answer goes out before.
          setImmediate(() => {
            compiledCode.keep(message.params.language);
          });
        });
        return;
      case 'prepare':
        return void session.prepare(message.language);
      case 'ask':
        send({ type: 'answer', id: message.id, answer: session.answer(message.question) });
        return;
      case 'interrupt':
        session.interrupt(message.run, message.isForced);
    }
  });
  send({ type: 'ready' });
}

if (parentPort !== null) start(parentPort, workerData as WorkerStart);
