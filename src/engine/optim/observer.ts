import { Observers } from '../observers.ts';
import type { Tensor } from '../tensor.ts';

/** Parameters that are moved together. */
export interface SteppedGroup {
  readonly params: readonly Tensor[];
  readonly lr: number;
  readonly weightDecay?: number | undefined;
}

export const stepObservers = new Observers<[groups: readonly SteppedGroup[]]>();

/** Calls `observer` after every step of an optimizer. Returns a function that ends this. */
export const observeOptimizerSteps = stepObservers.add;
