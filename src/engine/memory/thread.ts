/** What a thread of the pool is given by the thread that starts it. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where the batches are described. */
  readonly control: number;
  /** Where its kernels may work. */
  readonly workspace: number;
}

/** Computes for the thread that sent `start`, for ever: to be called in a thread of its own, which the host ends. */
export function serveKernels({ module, memory, control, workspace }: ThreadStart): never {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } });
  (exports as { serve(control: number, workspace: number): void }).serve(control, workspace);
  throw new Error('a thread of the pool came to an end');
}
