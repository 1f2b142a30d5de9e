import {
  type GradientNode,
  isGradEnabled,
  keras,
  type NormalizationCall,
  setSize,
  type Tensor,
} from '../../engine/index.ts';
import type { RunningRecord } from '../running.ts';
import type { CallSummary } from '../summary.ts';

/** What modules of all languages may tell of themselves. */
export interface LayerOptions {
  readonly eps?: number;
  /** The weight of a new batch; of the past for layers of Keras. Null for the average of all batches. */
  readonly momentum?: number | null;
  /** How many batches the running statistics have seen. */
  readonly numBatchesTracked?: Tensor | undefined;
  readonly trackRunningStats?: boolean;
}

/** What a layer says of itself; nothing where a function was called. */
export function optionsOf(source: NormalizationCall['source']): LayerOptions {
  return typeof source === 'string' ? {} : (source as LayerOptions);
}

export function isKeras(source: NormalizationCall['source']): boolean {
  return source instanceof keras.layers.Layer;
}

/** The steps of optimizers and the backward passes between them, in one cell. */
export class StepCounter {
  steps = 0;
  #passes = 0;
  /** Steps before which several backward passes gathered gradients. */
  gathering = 0;
  /** The most passes before a step. */
  most = 0;

  seePass(): void {
    this.#passes++;
  }

  seeStep(): void {
    this.steps++;
    if (this.#passes > 1) this.gathering++;
    this.most = Math.max(this.most, this.#passes);
    this.#passes = 0;
  }
}

/** What is counted of a layer's calls in one cell, at next to no cost. */
export class CallTally {
  /** With the input's statistics, in training. */
  training = 0;
  /** Of these: without gradients, though the layer learned before. */
  withoutGradients = 0;
  /** Of these: with γ or β, none of which learns. */
  frozen = 0;
  /** The most values that shared a statistic in training. */
  mostValues = 0;
  /** The most calls in training before one optimizer step. */
  mostBeforeStep = 0;
  #beforeStep = 0;
  #step = 0;
  /** The operation whose result the layer normalized first. */
  inputNode: GradientNode | undefined;

  /** `hasLearned`: tells whether a backward pass has gone through the layer. */
  see(call: NormalizationCall, node: GradientNode | undefined, steps: StepCounter, hasLearned: () => boolean): void {
    if (!call.usesInputStatistics) return;
    if (this.training === 0) this.inputNode = node?.next[0];
    this.mostValues = Math.max(this.mostValues, setSize(call.sets));
    this.training++;
    if (call.running === undefined) return;
    if (node === undefined && !isGradEnabled() && hasLearned()) this.withoutGradients++;
    const { weight, bias } = call.used?.affine ?? {};
    const learns = weight?.requiresGrad === true || bias?.requiresGrad === true;
    if (!learns && (weight ?? bias) !== undefined) this.frozen++;
    if (this.#step !== steps.steps) this.#beforeStep = 0;
    this.#step = steps.steps;
    this.mostBeforeStep = Math.max(this.mostBeforeStep, ++this.#beforeStep);
  }
}

/** What is known of a layer when its cell has ended. */
export interface LayerFacts {
  /** The last call. */
  readonly call: NormalizationCall;
  /** Whether the layer was in training then. */
  readonly isTraining: boolean;
  readonly summary: CallSummary;
  /** How its running statistics moved in the cell. */
  readonly running: RunningRecord | undefined;
  readonly tally: CallTally;
  readonly steps: StepCounter;
  /** Whether a card shows it. */
  readonly hasCard: boolean;
}
