import type { Tensor } from '../tensor.ts';
import {
  kept,
  Optimizer,
  type OptimizerOptions,
  type ParameterGroup,
  type ParameterUpdate,
  requireNonNegative,
} from './optimizer.ts';

export interface RMSpropOptions extends OptimizerOptions {
  /** How slowly the average of squares moves. Default: 0.99. */
  readonly alpha?: number;
  /** Default: 1e-8. */
  readonly eps?: number;
  /** Default: 0. */
  readonly momentum?: number;
  /** Divide by the standard deviation of gradients rather than their root mean square. Default: false. */
  readonly centered?: boolean;
}

/**
 * RMSprop (Hinton 2012): θ ← θ − lr·g / (√v + eps), with the moving average v of g²
 * (https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html). Default: lr 1e-2.
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(params: Iterable<Tensor> | Iterable<ParameterGroup<RMSpropOptions>>, options: RMSpropOptions = {}) {
    const { lr = 1e-2, alpha = 0.99, eps = 1e-8, weightDecay = 0, momentum = 0 } = options;
    requireNonNegative('learning rate', lr);
    requireNonNegative('epsilon value', eps);
    requireNonNegative('momentum value', momentum);
    requireNonNegative('weight_decay value', weightDecay);
    requireNonNegative('alpha value', alpha);
    const { centered = false, maximize = false } = options;
    super(params, { lr, alpha, eps, weightDecay, momentum, centered, maximize });
  }

  protected override update({ values, gradient, state, group }: ParameterUpdate<RMSpropOptions>): void {
    const { lr, alpha, eps, weightDecay, momentum, centered } = group;
    const square = kept(state, 'square_avg', values);
    const mean = centered ? kept(state, 'grad_avg', values) : undefined;
    const buffer = momentum > 0 ? kept(state, 'momentum_buffer', values) : undefined;
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i]! + weightDecay * values[i]!;
      square[i] = alpha * square[i]! + (1 - alpha) * slope * slope;
      if (mean !== undefined) mean[i]! += (1 - alpha) * (slope - mean[i]!);
      const deviation = Math.sqrt(square[i]! - (mean?.[i] ?? 0) ** 2) + eps;
      if (buffer !== undefined) {
        buffer[i] = momentum * buffer[i]! + slope / deviation;
        values[i]! -= lr * buffer[i]!;
      } else {
        values[i]! -= (lr * slope) / deviation;
      }
    }
  }
}
