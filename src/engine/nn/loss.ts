import type { Tensor } from '../tensor.ts';
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  type CrossEntropyArguments,
  huberLoss,
  klDiv,
  l1Loss,
  mseLoss,
  nllLoss,
  smoothL1Loss,
} from './functional/loss.ts';
import { Module } from './module.ts';

/** A loss function with its arguments: `forward(input, target)`. */
abstract class Loss<Arguments extends object> extends Module {
  readonly args: Arguments;

  constructor(args: Arguments = {} as Arguments) {
    super();
    this.args = args;
  }

  protected abstract readonly loss: (input: Tensor, target: Tensor, args: Arguments) => Tensor;

  override forward(input: Tensor, target?: Tensor): Tensor {
    if (target === undefined) throw new TypeError(`${this.typeName()}.forward() missing 1 required argument: 'target'`);
    return this.loss(input, target, this.args);
  }
}

/** See {@link mseLoss}. */
export class MSELoss extends Loss<NonNullable<Parameters<typeof mseLoss>[2]>> {
  protected readonly loss = mseLoss;
}

/** See {@link l1Loss}. */
export class L1Loss extends Loss<NonNullable<Parameters<typeof l1Loss>[2]>> {
  protected readonly loss = l1Loss;
}

/** See {@link smoothL1Loss}. */
export class SmoothL1Loss extends Loss<NonNullable<Parameters<typeof smoothL1Loss>[2]>> {
  protected readonly loss = smoothL1Loss;
}

/** See {@link huberLoss}. */
export class HuberLoss extends Loss<NonNullable<Parameters<typeof huberLoss>[2]>> {
  protected readonly loss = huberLoss;
}

/** See {@link crossEntropy}. */
export class CrossEntropyLoss extends Loss<CrossEntropyArguments> {
  protected readonly loss = crossEntropy;
}

/** See {@link nllLoss}. */
export class NLLLoss extends Loss<NonNullable<Parameters<typeof nllLoss>[2]>> {
  protected readonly loss = nllLoss;
}

/** See {@link binaryCrossEntropy}. */
export class BCELoss extends Loss<NonNullable<Parameters<typeof binaryCrossEntropy>[2]>> {
  protected readonly loss = binaryCrossEntropy;
}

/** See {@link binaryCrossEntropyWithLogits}. */
export class BCEWithLogitsLoss extends Loss<NonNullable<Parameters<typeof binaryCrossEntropyWithLogits>[2]>> {
  protected readonly loss = binaryCrossEntropyWithLogits;
}

/** See {@link klDiv}. */
export class KLDivLoss extends Loss<NonNullable<Parameters<typeof klDiv>[2]>> {
  protected readonly loss = klDiv;
}
