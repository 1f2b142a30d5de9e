import { Heap, type CollectGarbage } from './heap.ts';

/** The kernels of `kernels/assembly`, by address. */
export interface Kernels {
  binary(operation: number, a: number, b: number, target: number, count: number): void;
  binaryRight(operation: number, a: number, value: number, target: number, count: number): void;
  binaryLeft(operation: number, value: number, b: number, target: number, count: number): void;
  matmul(
    left: number,
    leftRowStride: number,
    leftInnerStride: number,
    right: number,
    rightInnerStride: number,
    rightColumnStride: number,
    target: number,
    targetStride: number,
    rows: number,
    inner: number,
    columns: number,
    accumulate: number,
    workspace: number,
  ): void;
  /** Bytes that {@link matmul} works in. */
  matmulWorkspace(): number;
  maximaAlong(
    values: number,
    positions: number,
    outer: number,
    size: number,
    inner: number,
    windows: number,
    windowCount: number,
    step: number,
    largest: number,
    where: number,
  ): void;
  fillUniform(state: number, target: number, count: number): void;
  boxMuller(target: number, blocks: number, mean: number, std: number): void;
  sum(start: number, count: number): number;
  accumulateMoments(start: number, count: number, state: number): void;
  normalizeRun(x: number, y: number, count: number, centre: number, scale: number, shift: number): void;
  normalizeRunElementwise(
    x: number,
    y: number,
    count: number,
    centre: number,
    scale: number,
    shift: number,
    weight: number,
    bias: number,
  ): void;
  accumulateGradient(g: number, x: number, count: number, centre: number, state: number): void;
  inputGradientRun(
    g: number,
    x: number,
    dx: number,
    count: number,
    centre: number,
    a: number,
    b: number,
    k: number,
  ): void;
}

/** The kernels over their memory. */
export interface Native {
  readonly kernels: Kernels;
  readonly heap: Heap;
  /** Where matrix products pack their blocks. */
  readonly workspace: number;
}

export interface NativeOptions {
  /** The kernels for hosts with relaxed SIMD. */
  readonly relaxed: Uint8Array;
  /** Those for hosts with plain SIMD alone. */
  readonly plain: Uint8Array;
  readonly collectGarbage: CollectGarbage;
}

const INITIAL_PAGES = 16;
const MAXIMUM_PAGES = 65536;
const PAGE_BYTES = 65536;
/** What AssemblyScript puts at the start of the memory. */
const RESERVED_BYTES = 65536;

let native: Native | undefined;

/** The compiled kernels; undefined where the host brought none: then the references in TypeScript compute. */
export function currentNative(): Native | undefined {
  return native;
}

/**
 * Has the engine compute with the WebAssembly kernels from now on. Without a host that has SIMD and shared memory
 * nothing changes. Returns whether it does.
 */
export function loadKernels({ relaxed, plain, collectGarbage }: NativeOptions): boolean {
  const bytes = [relaxed, plain].find((candidate) => WebAssembly.validate(candidate));
  if (bytes === undefined || typeof SharedArrayBuffer === 'undefined') return false;
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort: () => undefined } });
  const kernels = instance.exports as Kernels;
  const workspaceBytes = kernels.matmulWorkspace();
  const pages = Math.ceil(workspaceBytes / PAGE_BYTES);
  memory.grow(pages);
  const heap = new Heap(memory, RESERVED_BYTES + pages * PAGE_BYTES, collectGarbage);
  native = { kernels, heap, workspace: RESERVED_BYTES };
  return true;
}

/** Runs `body` with the references in place of the kernels: tests compare both. */
export function withoutKernels<T>(body: () => T): T {
  const present = native;
  native = undefined;
  try {
    return body();
  } finally {
    native = present;
  }
}
