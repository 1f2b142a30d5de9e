import type { Tensor } from '../tensor.ts';
import {
  kept,
  Optimizer,
  type OptimizerOptions,
  type ParameterGroup,
  type ParameterUpdate,
  requireNonNegative,
} from './optimizer.ts';

export interface AdagradOptions extends OptimizerOptions {
  /** lr is divided by 1 + (step − 1)·lrDecay. Default: 0. */
  readonly lrDecay?: number;
  /** What the sum of squares starts from. Default: 0. */
  readonly initialAccumulatorValue?: number;
  /** Default: 1e-10. */
  readonly eps?: number;
}

/**
 * Adagrad (Duchi, Hazan and Singer 2011): θ ← θ − lr·g / (√Σg² + eps)
 * (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html). Default: lr 1e-2.
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  constructor(params: Iterable<Tensor> | Iterable<ParameterGroup<AdagradOptions>>, options: AdagradOptions = {}) {
    const { lr = 1e-2, lrDecay = 0, weightDecay = 0, initialAccumulatorValue = 0, eps = 1e-10 } = options;
    requireNonNegative('learning rate', lr);
    requireNonNegative('lr_decay value', lrDecay);
    requireNonNegative('weight_decay value', weightDecay);
    requireNonNegative('initial_accumulator_value value', initialAccumulatorValue);
    requireNonNegative('epsilon value', eps);
    super(params, { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize: options.maximize ?? false });
  }

  protected override update({ values, gradient, state, group, step }: ParameterUpdate<AdagradOptions>): void {
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps } = group;
    const total = kept(state, 'sum', values, initialAccumulatorValue);
    const rate = lr / (1 + (step - 1) * lrDecay);
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i]! + weightDecay * values[i]!;
      total[i]! += slope * slope;
      values[i]! -= (rate * slope) / (Math.sqrt(total[i]!) + eps);
    }
  }
}
