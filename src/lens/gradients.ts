import { type BackwardWatcher, elements } from '../engine/index.ts';
import type { Card, Distribution } from '../protocol/card.ts';
import { pack } from '../protocol/packed.ts';
import { describeAll } from './distribution.ts';
import { StepRecord } from './record.ts';

/** This share of the time since the first layer ran may go into looking at gradients. */
const SHARE_OF_TIME = 0.02;

/** The time that a cell's gradients may take, of all layers together. */
export class GradientTime {
  readonly #start = performance.now();
  #spent = 0;

  isThere(now: number): boolean {
    return this.#spent <= SHARE_OF_TIME * (now - this.#start);
  }

  add(milliseconds: number): void {
    this.#spent += milliseconds;
  }
}

/** The gradients of a backward pass: with respect to a layer's output and input. */
interface Pass {
  readonly output: Distribution;
  readonly input: Distribution | undefined;
}

/** Watches backward passes through a layer and describes some of them: the first, and others as time allows. */
export class GradientHistory {
  readonly #time: GradientTime;
  #passes = 0;
  readonly #record = new StepRecord<Pass>();
  #last: { readonly step: number; readonly value: Pass } | undefined;

  constructor(time: GradientTime) {
    this.#time = time;
  }

  readonly watcher: BackwardWatcher = (gradient, [input]) => {
    const start = performance.now();
    this.#passes++;
    if (this.#last !== undefined && !this.#time.isThere(start)) return;
    const value = { output: describeAll(elements(gradient)), input: input && describeAll(elements(input)) };
    this.#last = { step: this.#passes, value };
    if (this.#record.wants(this.#passes)) this.#record.add(this.#passes, value);
    this.#time.add(performance.now() - start);
  };

  /** What a card shows; undefined where no pass went through. */
  forCard(): Card['gradients'] {
    if (this.#last === undefined) return undefined;
    const { step, value } = this.#last;
    const steps = this.#record.upTo(this.#last);
    const series = (distribution: (pass: Pass) => Distribution | undefined): string =>
      pack(steps.map((record) => distribution(record.value)?.std ?? NaN));
    return {
      pass: step,
      passes: this.#passes,
      output: value.output,
      recorded: steps.map((record) => record.step),
      outputStd: series(({ output }) => output),
      ...(value.input === undefined ? {} : { input: value.input, inputStd: series(({ input }) => input) }),
    };
  }
}
