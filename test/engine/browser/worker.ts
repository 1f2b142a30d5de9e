// Runs in a Web Worker of an isolated page: the workloads of the benchmark on the engine, with threads that are workers.
import { loadKernels, type ThreadStart } from '../../../src/engine/index.ts';
import { prepare, WORKS } from '../../bench/works.ts';

/** What this script uses of a worker, which the types of Node do not know. */
interface WorkerScope {
  readonly Worker: new (url: string, options: { type: 'module' }) => { postMessage(message: unknown): void };
  readonly fetch: (url: string) => Promise<{ arrayBuffer(): Promise<ArrayBuffer> }>;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;
const bytesOf = async (file: string): Promise<Uint8Array> =>
  new Uint8Array(await (await scope.fetch(file)).arrayBuffer());

const loaded = loadKernels({
  relaxed: await bytesOf('../kernels.relaxed.wasm'),
  plain: await bytesOf('../kernels.wasm'),
  threads: 2,
  startThread: (start: ThreadStart) => {
    new scope.Worker('thread.js', { type: 'module' }).postMessage(start);
  },
});
const errors: Record<string, number> = {};
const milliseconds: Record<string, number> = {};
for (const work of Object.keys(WORKS)) {
  const { run, error } = prepare(work);
  errors[work] = error();
  run();
  const start = performance.now();
  run();
  milliseconds[work] = performance.now() - start;
}
scope.postMessage({ loaded, errors, milliseconds });
