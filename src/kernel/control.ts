import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

const BYTES = 8;
/** What Pyodide takes for the signal that Ctrl+C sends. */
export const STOP_SIGNAL = 2;
/** A waiting thread looks for a stop at least this often. */
const LONGEST_WAIT_MILLISECONDS = 50;

/** A few bytes that the kernel's main thread and its worker share: they reach code that is busy, or waits. */
export class Control {
  readonly buffer: SharedArrayBuffer;
  /** Its one byte is set where the running Python code is to stop. */
  readonly interruptBuffer: Uint8Array;
  readonly #bell: Int32Array;

  constructor(buffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.interruptBuffer = new Uint8Array(buffer, 0, 1);
    this.#bell = new Int32Array(buffer, 4, 1);
  }

  get isStopping(): boolean {
    return Atomics.load(this.interruptBuffer, 0) !== 0;
  }

  /** Stops the Python code that is running or waiting. */
  stop(): void {
    Atomics.store(this.interruptBuffer, 0, STOP_SIGNAL);
    this.ring();
  }

  /** Wakes whoever waits. */
  ring(): void {
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }

  /** Blocks the calling thread for so long; less where the code is to stop. */
  sleep(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (!this.isStopping) {
      const left = end - performance.now();
      if (left <= 0) return;
      Atomics.wait(this.#bell, 0, Atomics.load(this.#bell, 0), Math.min(left, LONGEST_WAIT_MILLISECONDS));
    }
  }

  /** Blocks the calling thread until a message is there; undefined where the code is to stop. */
  receive<Message>(port: MessagePort): Message | undefined {
    while (!this.isStopping) {
      const received = receiveMessageOnPort(port) as { message: Message } | undefined;
      if (received !== undefined) return received.message;
      Atomics.wait(this.#bell, 0, Atomics.load(this.#bell, 0), LONGEST_WAIT_MILLISECONDS);
    }
    return undefined;
  }
}
