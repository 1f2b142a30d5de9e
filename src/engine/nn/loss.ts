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

  protected abstract compute(input: Tensor, target: Tensor): Tensor;

  override forward(input: Tensor, target?: Tensor): Tensor {
    if (target === undefined) throw new TypeError(`${this.typeName()}.forward() missing 1 required argument: 'target'`);
    return this.compute(input, target);
  }
}

/** See {@link mseLoss}. */
export class MSELoss extends Loss<NonNullable<Parameters<typeof mseLoss>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this.args);
  }
}

/** See {@link l1Loss}. */
export class L1Loss extends Loss<NonNullable<Parameters<typeof l1Loss>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this.args);
  }
}

/** See {@link smoothL1Loss}. */
export class SmoothL1Loss extends Loss<NonNullable<Parameters<typeof smoothL1Loss>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.args);
  }
}

/** See {@link huberLoss}. */
export class HuberLoss extends Loss<NonNullable<Parameters<typeof huberLoss>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.args);
  }
}

/** See {@link crossEntropy}. */
export class CrossEntropyLoss extends Loss<CrossEntropyArguments> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return crossEntropy(input, target, this.args);
  }
}

/** See {@link nllLoss}. */
export class NLLLoss extends Loss<NonNullable<Parameters<typeof nllLoss>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, this.args);
  }
}

/** See {@link binaryCrossEntropy}. */
export class BCELoss extends Loss<NonNullable<Parameters<typeof binaryCrossEntropy>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this.args);
  }
}

/** See {@link binaryCrossEntropyWithLogits}. */
export class BCEWithLogitsLoss extends Loss<NonNullable<Parameters<typeof binaryCrossEntropyWithLogits>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.args);
  }
}

/** See {@link klDiv}. */
export class KLDivLoss extends Loss<NonNullable<Parameters<typeof klDiv>[2]>> {
  protected override compute(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, this.args);
  }
}
