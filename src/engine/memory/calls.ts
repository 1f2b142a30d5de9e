import type { Kernels } from './native.ts';

/** The kernels by their numbers in `kernels/assembly/calls.ts`, where their arguments are listed. */
export const KERNEL = {
  moments: 0,
  sum: 1,
  normalizeRuns: 2,
  normalizeRunElementwise: 3,
  gradientSums: 4,
  inputGradientRuns: 5,
  binary: 6,
  binaryRight: 7,
  binaryLeft: 8,
  packPanels: 9,
  multiplyBlock: 10,
  maximaOfBoxes: 11,
  drawWords: 12,
  wordsToUniform: 13,
  wordsToNormal: 14,
  convolve: 15,
  weightGradient: 16,
  inputGradient: 17,
  adam: 18,
  descend: 19,
  scatter: 20,
  survey: 21,
  countBins: 22,
  collect: 23,
  countDigits: 24,
} as const;

/** Adds a call to a batch: the kernel's number and its arguments. */
export type AddCall = (kernel: number, ...args: readonly number[]) => void;

const NUMBERS_PER_CALL = 16;
const CAPACITY = 2048;

/** Where the table starts in the memory that batches are described in. */
const TABLE_OFFSET = 4096;

/** Bytes of that memory. */
export const CALLS_BYTES = TABLE_OFFSET + CAPACITY * NUMBERS_PER_CALL * Float64Array.BYTES_PER_ELEMENT;

/** Batches that touch fewer elements are done before another thread has noticed them. */
const SHARED_FROM = 65536;

/** Batches of kernel calls that do not depend on each other: the threads share them out. */
export class Calls {
  readonly #kernels: Kernels;
  readonly #control: number;
  readonly #workspace: number;
  readonly #table: Float64Array;
  readonly #startThreads: (() => void) | undefined;
  #threadsStarted = false;
  /** Whether the other threads have a batch; still so afterwards where the program was stopped from outside. */
  #isShared = false;

  /**
   * `control`: the address of {@link CALLS_BYTES}; `workspace`: where this thread's kernels work; `startThreads`: called
   * before the first batch that is worth more than one thread.
   */
  constructor(
    kernels: Kernels,
    memory: WebAssembly.Memory,
    control: number,
    workspace: number,
    startThreads: (() => void) | undefined,
  ) {
    this.#kernels = kernels;
    this.#control = control;
    this.#workspace = workspace;
    this.#table = new Float64Array(memory.buffer, control + TABLE_OFFSET, CAPACITY * NUMBERS_PER_CALL);
    this.#startThreads = startThreads;
  }

  /**
   * Runs the calls that `fill` adds, in any order and on any thread, and returns when all are done. `elements`: how many
   * they touch. The results do not depend on the number of threads: who fills the batch divides the work by its size.
   */
  run(elements: number, fill: (add: AddCall) => void): void {
    this.settle();
    let count = 0;
    fill((kernel, ...args) => {
      if (count === CAPACITY) {
        this.#runBatch(count, elements);
        count = 0;
      }
      const at = count++ * NUMBERS_PER_CALL;
      this.#table[at] = kernel;
      for (let i = 0; i < args.length; i++) this.#table[at + 1 + i] = args[i]!;
    });
    this.#runBatch(count, elements);
  }

  /** Waits for threads that still work on a batch whose owner was stopped from outside. */
  settle(): void {
    if (!this.#isShared) return;
    this.#kernels.settle(this.#control);
    this.#isShared = false;
  }

  #runBatch(count: number, elements: number): void {
    if (this.#startThreads === undefined || count < 2 || elements < SHARED_FROM) {
      this.#kernels.runAlone(this.#control, count, this.#workspace);
      return;
    }
    if (!this.#threadsStarted) {
      this.#threadsStarted = true;
      this.#startThreads();
    }
    this.#isShared = true;
    this.#kernels.runShared(this.#control, count, this.#workspace);
    this.#isShared = false;
  }
}
