import type { NumericArray } from '../dtype.ts';
import type { Kernels } from './native.ts';
import { FAILED_OFFSET, FINISHED_OFFSET } from './thread.ts';

/** The kernels by their numbers in `kernels/assembly/calls.ts`, where their arguments are listed. */
export const KERNEL = {
  moments: 0,
  sum: 1,
  normalizeRuns: 2,
  rowGradientSums: 3,
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
  extremes: 25,
  unary: 26,
  softmax: 27,
  columnMoments: 28,
  normalizeColumns: 29,
  columnGradientSums: 30,
  inputGradientColumns: 31,
  parameterGradients: 32,
  normalizeRows: 33,
  inputGradientRows: 34,
  normalizeSets: 35,
  inputGradientSets: 36,
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

/** A batch of calls in the memory that the threads read. */
class Table {
  readonly control: number;
  readonly #numbers: Float64Array;
  readonly #finished: Int32Array;
  readonly #failed: Int32Array;
  count = 0;

  /** `control`: the address of {@link CALLS_BYTES}. */
  constructor(memory: WebAssembly.Memory, control: number) {
    this.control = control;
    this.#numbers = new Float64Array(memory.buffer, control + TABLE_OFFSET, CAPACITY * NUMBERS_PER_CALL);
    this.#finished = new Int32Array(memory.buffer, control + FINISHED_OFFSET, 1);
    this.#failed = new Int32Array(memory.buffer, control + FAILED_OFFSET, 1);
  }

  /** Whether the threads have done all that was published. */
  get isFinished(): boolean {
    return Atomics.load(this.#finished, 0) >= this.count;
  }

  /** Whether no call of the batch failed on another thread. */
  get succeeded(): boolean {
    return Atomics.load(this.#failed, 0) === 0;
  }

  get isFull(): boolean {
    return this.count === CAPACITY;
  }

  add(kernel: number, args: readonly number[]): void {
    const at = this.count++ * NUMBERS_PER_CALL;
    this.#numbers[at] = kernel;
    for (let i = 0; i < args.length; i++) this.#numbers[at + 1 + i] = args[i]!;
  }
}

/** Batches of kernel calls that do not depend on each other: the threads share them out. */
export class Calls {
  readonly #kernels: Kernels;
  readonly #table: Table;
  readonly #workspace: number;
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
    this.#table = new Table(memory, control);
    this.#workspace = workspace;
    this.#startThreads = startThreads;
  }

  /**
   * Runs the calls that `fill` adds, in any order and on any thread, and returns when all are done. `elements`: how many
   * they touch. The results do not depend on the number of threads: who fills the batch divides the work by its size.
   */
  run(elements: number, fill: (add: AddCall) => void): void {
    this.settle();
    this.#table.count = 0;
    fill((kernel, ...args) => {
      if (this.#table.isFull) {
        this.#runBatch(elements);
        this.#table.count = 0;
      }
      this.#table.add(kernel, args);
    });
    this.#runBatch(elements);
  }

  /** Waits for threads that still work on a batch whose owner was stopped from outside. */
  settle(): void {
    if (!this.#isShared) return;
    this.#kernels.settle(this.#table.control);
    this.#isShared = false;
  }

  #runBatch(elements: number): void {
    const { control, count } = this.#table;
    if (this.#startThreads === undefined || count < 2 || elements < SHARED_FROM) {
      this.#kernels.runAlone(control, count, this.#workspace);
      return;
    }
    if (!this.#threadsStarted) {
      this.#threadsStarted = true;
      this.#startThreads();
    }
    this.#isShared = true;
    this.#kernels.publish(control, count);
    this.#kernels.join(control, count, this.#workspace);
    this.#isShared = false;
    if (!this.#table.succeeded) throw new Error('a kernel failed on another thread');
  }
}

/** Calls that were handed to another thread. */
export interface BackgroundBatch {
  /** Whether all of them were executed to their end. */
  readonly isDone: boolean;
}

/** Kernel calls that another thread runs while the program goes on: one batch at a time. */
export class BackgroundCalls {
  readonly #kernels: Kernels;
  readonly #table: Table;
  readonly #workspace: number;
  readonly #startThread: () => void;
  #threadStarted = false;
  /** The batch, and what the thread reads and writes, which is kept alive until it is done. */
  #current: { batch: { isDone: boolean }; arrays: readonly NumericArray[] } | undefined;
  /** Whether this thread takes part; still so afterwards where the program was stopped from outside in the midst of it. */
  #isJoining = false;

  constructor(
    kernels: Kernels,
    memory: WebAssembly.Memory,
    control: number,
    workspace: number,
    startThread: () => void,
  ) {
    this.#kernels = kernels;
    this.#table = new Table(memory, control);
    this.#workspace = workspace;
    this.#startThread = startThread;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#current === undefined || this.#table.isFinished;
  }

  /**
   * Starts the calls that `fill` adds, on what `arrays` show; undefined where there are too many. Returns at once, unless
   * an earlier batch is still running: then after that.
   */
  start(arrays: readonly NumericArray[], fill: (add: AddCall) => void): BackgroundBatch | undefined {
    this.finish();
    this.#table.count = 0;
    let fits = true;
    fill((kernel, ...args) => {
      if (this.#table.isFull) fits = false;
      else this.#table.add(kernel, args);
    });
    if (!fits) return undefined;
    if (!this.#threadStarted) {
      this.#threadStarted = true;
      this.#startThread();
    }
    const batch = { isDone: false };
    this.#current = { batch, arrays };
    this.#kernels.publish(this.#table.control, this.#table.count);
    return batch;
  }

  /** Helps with what is left of the batch, and returns when all of it is done, or was given up after a stop. */
  finish(): void {
    if (this.#current === undefined) return;
    if (this.#isJoining) {
      // A call that this thread had begun was stopped: nobody will end it.
      this.#kernels.settle(this.#table.control);
    } else {
      this.#isJoining = true;
      this.#kernels.join(this.#table.control, this.#table.count, this.#workspace);
      this.#current.batch.isDone = this.#table.succeeded;
    }
    this.#isJoining = false;
    this.#current = undefined;
  }
}
