import { randomUUID } from 'node:crypto';
import { type ObservedPass, observePasses } from '../engine/index.ts';
import { type MimeBundle, PROGRESS_MIME, TEXT_MIME } from '../protocol/mime.ts';
import type { Progress } from '../protocol/progress.ts';
import { countText, type LoopState, namedText, progressLine } from './progressText.ts';

/** A bar changes at most this often. */
const PERIOD_MILLISECONDS = 100;
/** Where steps are quick, the clock is read once in so many at most: reading it takes as long as a hundred of them. */
const MAX_STRIDE = 128;
const QUICK_MILLISECONDS = 1;
/** A loop over a DataLoader gets a bar, unasked, when it has run for so long. */
const PATIENCE_MILLISECONDS = 2000;

/** What `tqdm` takes beside what it goes through. */
export interface ProgressOptions {
  /** What the loop is called. Default: nothing. */
  readonly desc?: string;
  /** How many steps there are. Default: the iterable's `length` or `size`; unknown where it has none. */
  readonly total?: number | undefined;
  /** What a step is called. Default: `it`. */
  readonly unit?: string;
  /** Whether a line stays when the loop has ended. Default: true for an outermost loop, false within another. */
  readonly leave?: boolean;
}

interface LoopDescription extends ProgressOptions {
  /** It is not shown before it has run for so many milliseconds. */
  readonly patience: number;
}

/** One loop. */
class Loop {
  readonly description: LoopDescription;
  readonly #onChange: () => void;
  readonly #start = performance.now();
  #done = 0;
  #lastCheck = this.#start;
  #lastShown = this.#start;
  #stride = 1;
  #nextCheck = 1;

  /** `onChange` is called when it may be shown anew. */
  constructor(description: LoopDescription, onChange: () => void) {
    this.description = description;
    this.#onChange = onChange;
  }

  /** Whether it has run long enough to be shown. */
  get isShown(): boolean {
    return performance.now() - this.#start >= this.description.patience;
  }

  get state(): LoopState {
    const { desc = '', unit = 'it', total } = this.description;
    return { description: desc, done: this.#done, total, seconds: (performance.now() - this.#start) / 1000, unit };
  }

  /** A step is done. */
  step(): void {
    if (++this.#done >= this.#nextCheck) this.#check();
  }

  #check(): void {
    const now = performance.now();
    const isQuick = now - this.#lastCheck < QUICK_MILLISECONDS;
    this.#stride = isQuick ? Math.min(MAX_STRIDE, this.#stride * 2) : Math.max(1, this.#stride >> 1);
    this.#lastCheck = now;
    this.#nextCheck = this.#done + this.#stride;
    if (now - this.#lastShown < PERIOD_MILLISECONDS || !this.isShown) return;
    this.#lastShown = now;
    this.#onChange();
  }
}

/** The elements of `inner`, counted by a loop. The elements are passed on without a generator, which would cost more. */
class CountingIterator<Element> implements IterableIterator<Element, undefined> {
  readonly #inner: Iterator<Element>;
  readonly #begin: (first: () => IteratorResult<Element>) => { loop: Loop; first: IteratorResult<Element> };
  readonly #end: (loop: Loop) => void;
  #loop: Loop | undefined;

  constructor(
    inner: Iterator<Element>,
    begin: (first: () => IteratorResult<Element>) => { loop: Loop; first: IteratorResult<Element> },
    end: (loop: Loop) => void,
  ) {
    this.#inner = inner;
    this.#begin = begin;
    this.#end = end;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Element, undefined> {
    let result: IteratorResult<Element>;
    if (this.#loop === undefined) {
      const begun = this.#begin(() => this.#inner.next());
      this.#loop = begun.loop;
      result = begun.first;
    } else {
      this.#loop.step();
      result = this.#inner.next();
    }
    if (result.done !== true) return result;
    this.#end(this.#loop);
    return { done: true, value: undefined };
  }

  return(): IteratorResult<Element, undefined> {
    if (this.#loop !== undefined) this.#end(this.#loop);
    this.#inner.return?.();
    return { done: true, value: undefined };
  }
}

/** How many elements something has, where it says so. */
function countOf(iterable: object): number | undefined {
  for (const name of ['length', 'size'] as const) {
    const count: unknown = name in iterable ? (iterable as Record<typeof name, unknown>)[name] : undefined;
    if (typeof count === 'number') return count;
  }
  return undefined;
}

/** `count` numbers from `start` on, `step` apart. */
function numbers(start: number, step: number, count: number): Iterator<number> {
  let index = 0;
  return {
    next: () => (index < count ? { done: false, value: start + step * index++ } : { done: true, value: undefined }),
  };
}

type RangeArguments =
  | readonly [stop: number, options?: ProgressOptions]
  | readonly [start: number, stop: number, options?: ProgressOptions]
  | readonly [start: number, stop: number, step: number, options?: ProgressOptions];

/** The bars of the running cell: loops that run within each other share one display, which is a line of text in the end. */
export class ProgressBars {
  readonly #showLive: (id: string, make: () => MimeBundle) => void;
  readonly #report: (text: string) => void;
  /** The loops that run, the outermost first. */
  #loops: Loop[] = [];
  /** The lines that remain of loops that have ended within the outermost. */
  #lines: string[] = [];
  #id = randomUUID();
  #isDisplayed = false;
  /** Whether a loop asks for its first element: a loader that it goes through needs no bar of its own. */
  #isBeginning = false;

  /**
   * `showLive`: shows what is made in place of what the cell shows under a name. `report`: tells the window how far the
   * outermost loop is, with an empty text when it has ended.
   */
  constructor(showLive: (id: string, make: () => MimeBundle) => void, report: (text: string) => void) {
    this.#showLive = showLive;
    this.#report = report;
    observePasses((batches) => this.#passThrough(batches));
  }

  /**
   * The elements of `iterable`, while a bar shows how many are done, their rate and the time left. Throws TypeError for
   * what is not iterable.
   */
  readonly tqdm = <Element>(iterable: Iterable<Element>, options: ProgressOptions = {}): Iterable<Element> => {
    if (typeof (Object(iterable) as Partial<Iterable<Element>>)[Symbol.iterator] !== 'function') {
      throw new TypeError(
        `tqdm takes something to loop over, such as an array or a DataLoader, but got ${typeof iterable}; for numbers there is trange(n)`,
      );
    }
    return this.#counted(iterable[Symbol.iterator](), { total: countOf(Object(iterable) as object), ...options });
  };

  /**
   * Whole numbers, while a bar shows how far they are: `trange(n)` gives those from 0 to n − 1, `trange(start, stop, step)`
   * those that Python's range gives. Throws TypeError for what is no whole number and for a step of 0.
   */
  readonly trange = (...args: RangeArguments): Iterable<number> => {
    const given = args.filter((arg) => typeof arg !== 'object');
    if (given.length === 0 || given.length > 3 || !given.every(Number.isInteger) || given[2] === 0) {
      throw new TypeError(
        `trange takes whole numbers, as trange(100) or trange(start, stop, step), but got (${given.join(', ')})`,
      );
    }
    const [start, stop, step = 1] = given.length === 1 ? [0, given[0]!] : (given as [number, number, number?]);
    const total = Math.max(0, Math.ceil((stop - start) / step));
    return this.#counted(numbers(start, step, total), { total, ...args.find((arg) => typeof arg === 'object') });
  };

  /** Ends the loops that were stopped: before the cell ends. */
  finish(): void {
    for (const loop of this.#loops.toReversed()) this.#end(loop);
  }

  #counted<Element>(inner: Iterator<Element>, options: ProgressOptions): CountingIterator<Element> {
    return new CountingIterator(
      inner,
      (first) => {
        const loop = this.#begin({ ...options, patience: 0 });
        this.#isBeginning = true;
        try {
          return { loop, first: first() };
        } finally {
          this.#isBeginning = false;
        }
      },
      (loop) => {
        this.#end(loop);
      },
    );
  }

  #passThrough(total: number): ObservedPass {
    if (this.#isBeginning) return { next: () => undefined, end: () => undefined };
    const loop = this.#begin({ total, patience: PATIENCE_MILLISECONDS });
    return {
      next: () => {
        loop.step();
      },
      end: () => {
        this.#end(loop);
      },
    };
  }

  #begin(description: LoopDescription): Loop {
    const loop = new Loop(description, () => {
      this.#show();
    });
    this.#loops.push(loop);
    this.#show();
    return loop;
  }

  #end(loop: Loop): void {
    const depth = this.#loops.indexOf(loop);
    if (depth < 0) return;
    if ((loop.description.leave ?? depth === 0) && loop.isShown) this.#lines.push(progressLine(loop.state));
    this.#loops.splice(depth, 1);
    if (this.#loops.length > 0) {
      this.#show();
      return;
    }
    const text = this.#lines.join('\n');
    if (this.#isDisplayed || text !== '') this.#showLive(this.#id, () => (text === '' ? {} : { [TEXT_MIME]: text }));
    if (this.#isDisplayed) this.#report('');
    this.#lines = [];
    this.#id = randomUUID();
    this.#isDisplayed = false;
  }

  /** Shows all loops as they are. */
  #show(): void {
    const states = this.#loops.filter((loop) => loop.isShown).map((loop) => loop.state);
    const [outermost] = states;
    if (outermost === undefined) return;
    this.#isDisplayed = true;
    this.#showLive(this.#id, () => bundle(states, this.#lines));
    this.#report(namedText(outermost));
  }
}

function bundle(states: readonly LoopState[], lines: readonly string[]): MimeBundle {
  const bars = states.map((state) => ({
    description: state.description,
    done: state.done,
    total: state.total ?? null,
    text: countText(state),
  }));
  const progress: Progress = { bars };
  return { [PROGRESS_MIME]: progress, [TEXT_MIME]: [...lines, ...states.map(progressLine)].join('\n') };
}
