import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { createContext, runInNewContext, Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { compileKernels, loadKernels, type NativeOptions, type ThreadStart } from '../engine/index.ts';

const beforeCollecting = new Set<() => void>();

/**
 * Calls `release` before garbage is collected to make room for tensors: whoever holds tensors on behalf of others lets go
 * of those that nobody wants any more. Returns a function that ends this.
 */
export function onCollectingGarbage(release: () => void): () => void {
  beforeCollecting.add(release);
  return () => {
    beforeCollecting.delete(release);
  };
}

/** Tensors may take this share of the machine's memory, up to what WebAssembly can address. */
const MEMORY_SHARE = 0.75;
const MOST_MEGABYTES = 4096;

/**
 * Has the engine compute with the WebAssembly kernels that the build put into `folder`, on so many threads (default: one
 * fewer than the machine's cores) and in so much memory (default: three quarters of the machine's, at most 4 GB). Returns
 * whether it does: without them, or on a machine without SIMD, it computes in TypeScript.
 */
export function loadNativeKernels(
  folder: URL,
  threads = Math.max(1, availableParallelism() - 1),
  megabytes = Math.min(MOST_MEGABYTES, (totalmem() / 2 ** 20) * MEMORY_SHARE),
): boolean {
  try {
    return optimized(() =>
      loadKernels({
        ...kernelFiles(folder),
        collectGarbage: garbageCollector(),
        threads,
        megabytes,
        startThread: (start) => {
          startThread(new URL('kernelThread.js', folder), start);
        },
      }),
    );
  } catch {
    return false;
  }
}

/** Compiles the kernels while the thread that will load them starts. */
export function compileNativeKernels(folder: URL): void {
  try {
    optimized(() => {
      compileKernels(kernelFiles(folder));
    });
  } catch {
    // Whoever loads them does without them.
  }
}

function kernelFiles(folder: URL): Pick<NativeOptions, 'relaxed' | 'plain'> {
  return {
    relaxed: readFileSync(new URL('kernels.relaxed.wasm', folder)),
    plain: readFileSync(new URL('kernels.wasm', folder)),
  };
}

/** Long loops would stay in slow first code until their function was called often: these few are optimized at once. */
function optimized<T>(compile: () => T): T {
  setFlagsFromString('--no-liftoff');
  setFlagsFromString('--no-wasm-lazy-compilation');
  try {
    return compile();
  } finally {
    setFlagsFromString('--liftoff');
    setFlagsFromString('--wasm-lazy-compilation');
  }
}

/**
 * Collects garbage so that weak references of the running job are emptied, too. JavaScript keeps what a weak reference
 * was made to until the job ends; V8 forgets about that whenever a microtask queue has run empty, and a context with a
 * queue of its own runs it after each script.
 */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('typeof gc === "function" ? gc : undefined') as (() => void) | undefined;
  if (collect === undefined) throw new Error('this host does not collect garbage on request');
  const context = createContext({}, { microtaskMode: 'afterEvaluate' });
  const nothing = new Script('0');
  return () => {
    for (const release of beforeCollecting) release();
    nothing.runInContext(context);
    collect();
  };
}

/** Its code is a few lines and its data lie in the shared memory: it needs no heap to speak of. */
const THREAD_HEAP_MEGABYTES = 16;

function startThread(program: URL, start: ThreadStart): void {
  const thread = new Worker(program, {
    workerData: start,
    name: 'normscope kernels',
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MEGABYTES },
  });
  // One that cannot start or dies is missed by nobody: the others do its work.
  thread.on('error', () => undefined);
  thread.unref();
}
