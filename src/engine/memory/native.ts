import { BackgroundCalls, Calls, CALLS_BYTES } from './calls.ts';
import { Heap, type CollectGarbage } from './heap.ts';
import type { ThreadStart } from './thread.ts';

/** What the compiled kernels of `kernels/assembly` export. The rest is called through {@link Calls}. */
export interface Kernels {
  runAlone(control: number, count: number, workspace: number): void;
  publish(control: number, count: number): void;
  join(control: number, count: number, workspace: number): void;
  settle(control: number): void;
}

/** The kernels over their memory. */
export interface Native {
  readonly kernels: Kernels;
  readonly heap: Heap;
  readonly calls: Calls;
  /** Undefined where the host has no threads. */
  readonly background: BackgroundCalls | undefined;
}

export interface NativeOptions {
  /** The kernels for hosts with relaxed SIMD. */
  readonly relaxed: Uint8Array;
  /** Those for hosts with plain SIMD alone. */
  readonly plain: Uint8Array;
  readonly collectGarbage?: CollectGarbage;
  /** How much memory large float32 tensors may take, in megabytes. Default: 4,096, which is the most there is. */
  readonly megabytes?: number;
  /** How many threads compute at a time, the calling one included; one more describes tensors meanwhile. Default: 1. */
  readonly threads?: number;
  /** Starts a thread that hands what it is given to `serveKernels`; needed for more than one thread. */
  readonly startThread?: (start: ThreadStart) => void;
}

/** A page less than there could be: the end of an array must not be address 2³², which is 0 in 32 bits. */
const MAXIMUM_PAGES = 65535;
const PAGE_BYTES = 65536;
/** What AssemblyScript puts at the start of the memory. */
const RESERVED_BYTES = 65536;
/** What batches are described in. */
const CALLS_PAGES = Math.ceil(CALLS_BYTES / PAGE_BYTES);
/** What one thread's kernels work in. */
const WORKSPACE_BYTES = 2 ** 20;

let loaded: Native | undefined;

/** The compiled kernels; undefined where the host brought none: then the references in TypeScript compute. */
export function currentNative(): Native | undefined {
  return loaded;
}

type KernelFiles = Pick<NativeOptions, 'relaxed' | 'plain'>;

let compiledAhead: WebAssembly.Module | undefined;

/**
 * Compiles the kernels that {@link loadKernels} will take in another thread: V8 compiles a module once for all threads of
 * a process, as long as one of them holds it. Does nothing on a host without SIMD.
 */
export function compileKernels(files: KernelFiles): void {
  compiledAhead ??= compiled(files);
}

function compiled({ relaxed, plain }: KernelFiles): WebAssembly.Module | undefined {
  const bytes = [relaxed, plain].find((candidate) => WebAssembly.validate(candidate));
  return bytes && new WebAssembly.Module(bytes);
}

/**
 * Has the engine compute with the WebAssembly kernels from now on, on as many threads as are asked for. Without a host
 * that has SIMD and shared memory nothing changes. Returns whether it does.
 */
export function loadKernels(options: NativeOptions): boolean {
  const module = compiled(options);
  if (module === undefined || typeof SharedArrayBuffer === 'undefined') return false;
  const threads = options.startThread === undefined ? 1 : Math.max(1, options.threads ?? 1);
  const control = RESERVED_BYTES;
  const backgroundControl = control + CALLS_PAGES * PAGE_BYTES;
  const workspaces = backgroundControl + CALLS_PAGES * PAGE_BYTES;
  const workspaceOf = (thread: number): number => workspaces + thread * WORKSPACE_BYTES;
  const used = workspaceOf(threads + 1);
  const wanted = ((options.megabytes ?? 4096) * 2 ** 20) / PAGE_BYTES;
  // One page more, where the heap has its scratch memory.
  const initial = used / PAGE_BYTES + 1;
  const maximum = Math.min(MAXIMUM_PAGES, Math.max(initial, Math.floor(wanted)));
  const memory = new WebAssembly.Memory({ initial, maximum, shared: true });
  const kernels = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }).exports as Kernels;
  const startThreads = (): void => {
    for (let thread = 1; thread < threads; thread++) {
      options.startThread?.({ module, memory, control, workspace: workspaceOf(thread) });
    }
  };
  const calls = new Calls(kernels, memory, control, workspaceOf(0), threads > 1 ? startThreads : undefined);
  const { startThread } = options;
  const background =
    startThread &&
    new BackgroundCalls(kernels, memory, backgroundControl, workspaceOf(0), () => {
      startThread({ module, memory, control: backgroundControl, workspace: workspaceOf(threads) });
    });
  const heap = new Heap(memory, used, options.collectGarbage, () => {
    calls.settle();
  });
  loaded = { kernels, heap, calls, background };
  return true;
}

/** Runs `body` with the references in place of the kernels: tests compare both. */
export function withoutKernels<T>(body: () => T): T {
  const present = loaded;
  loaded = undefined;
  try {
    return body();
  } finally {
    loaded = present;
  }
}
