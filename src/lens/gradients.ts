import { type BackwardWatcher, elements, survey, type Tensor } from '../engine/index.ts';
import type { Card, Distribution } from '../protocol/card.ts';
import { pack } from '../protocol/packed.ts';
import { describeAll } from './distribution.ts';
import { StepRecord } from './record.ts';
import type { TimeShare } from './timeShare.ts';

/** The gradients of a backward pass: with respect to a layer's output and input. */
interface Ends<T> {
  readonly output: T;
  readonly input: T | undefined;
}

function eachEnd<T, U>({ output, input }: Ends<T>, of: (end: T) => U): Ends<U> {
  return { output: of(output), input: input && of(input) };
}

function stdOf(gradient: Tensor): number {
  const { squares, count } = survey(elements(gradient));
  return Math.sqrt(squares / count);
}

/** A backward pass whose gradients are kept; they are described when that is asked for, or before somebody writes to them. */
class KeptPass implements Ends<Tensor> {
  readonly call: number;
  /** Its number among the passes through the layer, from 1. */
  readonly step: number;
  readonly output: Tensor;
  readonly input: Tensor | undefined;
  #described: Ends<Distribution> | undefined;
  readonly #beforeWrite = (): void => {
    this.describe();
  };

  constructor(call: number, step: number, output: Tensor, input: Tensor | undefined) {
    this.call = call;
    this.step = step;
    this.output = this.#kept(output);
    this.input = input && this.#kept(input);
  }

  describe(): Ends<Distribution> {
    return (this.#described ??= eachEnd(this, (gradient) => describeAll(elements(gradient))));
  }

  /** σ of the gradients. */
  stds(): Ends<number> {
    return this.#described === undefined ? eachEnd(this, stdOf) : eachEnd(this.#described, ({ std }) => std ?? NaN);
  }

  dispose(): void {
    this.#letGo(this.output.storage);
    if (this.input !== undefined) this.#letGo(this.input.storage);
  }

  #kept(gradient: Tensor): Tensor {
    gradient.storage.hold();
    gradient.storage.onNextWrite(this.#beforeWrite);
    return gradient.gradientNode === undefined ? gradient : gradient.detach();
  }

  #letGo(storage: Tensor['storage']): void {
    storage.ignoreNextWrite(this.#beforeWrite);
    storage.letGo();
  }
}

/**
 * Watches backward passes through a layer: describes the last one of the last call that one went through, and gives σ of
 * some others, the first among them, as time allows.
 */
export class GradientHistory {
  readonly #time: TimeShare;
  readonly #record = new StepRecord<Ends<number>>();
  #passes = 0;
  #last: KeptPass | undefined;
  #isFinished = false;

  constructor(time: TimeShare) {
    this.#time = time;
  }

  /** How many backward passes went through the layer. */
  get passes(): number {
    return this.#passes;
  }

  /** What watches the passes through the layer's call numbered `call`. */
  watcherOf(call: number): BackwardWatcher {
    return (output, contributions) => {
      if (this.#isFinished || output.numel() === 0) return;
      const input = contributions[0];
      const step = ++this.#passes;
      const last = this.#last;
      if (last !== undefined && last.call > call) {
        this.#note(step, () => eachEnd({ output, input }, stdOf));
        return;
      }
      if (last !== undefined) {
        this.#note(last.step, () => last.stds());
        last.dispose();
      }
      this.#last = new KeptPass(call, step, output, input);
    };
  }

  #note(step: number, stds: () => Ends<number>): void {
    if (!this.#record.wants(step)) return;
    const start = performance.now();
    if (step > 1 && !this.#time.isThere(start)) return;
    this.#record.add(step, stds());
    this.#time.add(performance.now() - start);
  }

  /** What the card of the last call, numbered `calls`, shows; undefined where no pass went through. */
  forCard(calls: number): Card['gradients'] {
    const last = this.#last;
    if (last === undefined) return undefined;
    const { output, input } = last.describe();
    const steps = this.#record.upTo({ step: last.step, value: last.stds() });
    const series = (end: keyof Ends<number>): string => pack(steps.map(({ value }) => value[end] ?? NaN));
    return {
      ...(last.call === calls ? {} : { call: last.call }),
      passes: this.#passes,
      output,
      recorded: steps.map(({ step }) => step),
      outputStd: series('output'),
      ...(input === undefined ? {} : { input, inputStd: series('input') }),
    };
  }

  /** Ends the watch. */
  dispose(): void {
    this.#isFinished = true;
    this.#last?.dispose();
    this.#last = undefined;
  }
}
