/** What a thread of the pool is given by the thread that starts it. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where the batches are described. */
  readonly control: number;
  /** Where its kernels may work. */
  readonly workspace: number;
}

// Where the threads meet, in bytes from `control`, as in `kernels/assembly/calls.ts`: each in a cache line of its own.
/** How many calls of the batch are done. */
export const FINISHED_OFFSET = 64;
/** How many threads may be computing. */
const ACTIVE_OFFSET = 256;
/** How many calls failed on another thread than the one that fills the batches. */
export const FAILED_OFFSET = 320;

/** Computes for the thread that sent `start`, for ever: to be called in a thread of its own, which the host ends. */
export function serveKernels({ module, memory, control, workspace }: ThreadStart): never {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } });
  const { serve } = exports as { readonly serve: (control: number, workspace: number) => void };
  const counterAt = (offset: number): Int32Array => new Int32Array(memory.buffer, control + offset, 1);
  for (;;) {
    try {
      serve(control, workspace);
    } catch {
      // A call that fails must not leave the others waiting: whoever joins the batch tells of it.
      Atomics.add(counterAt(FAILED_OFFSET), 0, 1);
      Atomics.add(counterAt(FINISHED_OFFSET), 0, 1);
      Atomics.sub(counterAt(ACTIVE_OFFSET), 0, 1);
    }
  }
}
