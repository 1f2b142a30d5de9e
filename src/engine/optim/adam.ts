import { adamStep } from '../kernels/optimizers.ts';
import type { Tensor } from '../tensor.ts';
import {
  kept,
  Optimizer,
  type OptimizerOptions,
  type ParameterGroup,
  type ParameterUpdate,
  requireBetas,
  requireNonNegative,
} from './optimizer.ts';

export interface AdamOptions extends OptimizerOptions {
  /** How slowly the averages of gradients and of their squares move. Default: [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Default: 1e-8. */
  readonly eps?: number;
  /** Divide by the largest average of squares so far. Default: false. */
  readonly amsgrad?: boolean;
}

/** What Adam and AdamW share; they differ in how weights decay. */
abstract class AdaptiveMoments extends Optimizer<AdamOptions> {
  constructor(
    params: Iterable<Tensor> | Iterable<ParameterGroup<AdamOptions>>,
    options: AdamOptions,
    defaultDecay: number,
  ) {
    const { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = defaultDecay } = options;
    const { amsgrad = false, maximize = false } = options;
    requireNonNegative('learning rate', lr);
    requireNonNegative('epsilon value', eps);
    requireBetas(betas);
    requireNonNegative('weight_decay value', weightDecay);
    super(params, { lr, betas, eps, weightDecay, amsgrad, maximize });
  }

  /** Whether weights shrink by themselves rather than by their gradient. */
  protected abstract readonly decoupled: boolean;

  protected override update({ values, gradient, state, group, step }: ParameterUpdate<AdamOptions>): void {
    const { lr, betas, eps, weightDecay, amsgrad } = group;
    adamStep({
      values,
      gradient,
      mean: kept(state, 'exp_avg', values),
      square: kept(state, 'exp_avg_sq', values),
      largest: amsgrad ? kept(state, 'max_exp_avg_sq', values) : undefined,
      betas,
      stepSize: lr / (1 - betas[0] ** step),
      root: Math.sqrt(1 - betas[1] ** step),
      eps,
      decay: this.decoupled ? 0 : weightDecay,
      shrink: this.decoupled ? 1 - lr * weightDecay : 1,
    });
  }
}

/**
 * Adam (Kingma and Ba 2014, https://arxiv.org/abs/1412.6980):
 * θ ← θ − lr·m̂ / (√v̂ + eps), with the corrected averages m̂ of gradients and v̂ of their squares
 * (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html). Default: lr 1e-3. Throws ValueError for
 * options out of range.
 */
export class Adam extends AdaptiveMoments {
  protected readonly decoupled = false;

  constructor(params: Iterable<Tensor> | Iterable<ParameterGroup<AdamOptions>>, options: AdamOptions = {}) {
    super(params, options, 0);
  }
}

/**
 * Adam with weights that decay by themselves (Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101):
 * θ ← θ − lr·weightDecay·θ before each step. Default: lr 1e-3, weightDecay 1e-2.
 */
export class AdamW extends AdaptiveMoments {
  protected readonly decoupled = true;

  constructor(params: Iterable<Tensor> | Iterable<ParameterGroup<AdamOptions>>, options: AdamOptions = {}) {
    super(params, options, 1e-2);
  }
}
