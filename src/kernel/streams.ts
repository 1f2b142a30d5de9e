import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { ShownText } from './shownText.ts';

type Stream = 'stdout' | 'stderr';

/** Printed text is shown at most this often, so that a loop that prints does not drown its reader. */
const FLUSH_MILLISECONDS = 25;

/** Collects pieces of printed text and passes them on together, a moment later. */
export class CollectedText {
  readonly #send: (name: Stream, text: string) => void;
  #name: Stream = 'stdout';
  #text = '';
  #lastFlush = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (name: Stream, text: string) => void) {
    this.#send = send;
  }

  add(name: Stream, text: string): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    if (performance.now() - this.#lastFlush > FLUSH_MILLISECONDS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MILLISECONDS);
  }

  /** Passes on what there is: before anything else is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastFlush = performance.now();
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#send(this.#name, text);
  }
}

/** Sends `console` and the process's streams to `printed`. */
export function redirectConsole(printed: ShownText): void {
  const stream = (name: Stream): Writable =>
    new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _, done) => {
        printed.write(name, chunk.toString());
        done();
      },
    });
  const [stdout, stderr] = [stream('stdout'), stream('stderr')];
  globalThis.console = new Console({ stdout, stderr, colorMode: false });
  Object.defineProperty(process, 'stdout', { value: stdout });
  Object.defineProperty(process, 'stderr', { value: stderr });
}
