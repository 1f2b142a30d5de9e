import { ValueError } from '../errors.ts';
import { descentStep } from '../kernels/optimizers.ts';
import type { Tensor } from '../tensor.ts';
import {
  kept,
  Optimizer,
  type OptimizerOptions,
  type ParameterGroup,
  type ParameterUpdate,
  requireNonNegative,
} from './optimizer.ts';

export interface SGDOptions extends OptimizerOptions {
  /** Default: 0. */
  readonly momentum?: number;
  /** How much less a new gradient counts in the momentum. Default: 0. */
  readonly dampening?: number;
  /** Nesterov's momentum. Default: false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: b ← μb + (1 − dampening)·g, θ ← θ − lr·b
 * (https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html). Default: lr 1e-3. Throws ValueError for
 * negative options, and for Nesterov's momentum without momentum or with dampening.
 */
export class SGD extends Optimizer<SGDOptions> {
  constructor(params: Iterable<Tensor> | Iterable<ParameterGroup<SGDOptions>>, options: SGDOptions = {}) {
    const { lr = 1e-3, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false, maximize = false } = options;
    requireNonNegative('learning rate', lr);
    requireNonNegative('momentum value', momentum);
    requireNonNegative('weight_decay value', weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new ValueError('Nesterov momentum requires a momentum and zero dampening');
    }
    super(params, { lr, momentum, dampening, weightDecay, nesterov, maximize });
  }

  protected override update({ values, gradient, state, group }: ParameterUpdate<SGDOptions>): void {
    const { lr, momentum, dampening, weightDecay, nesterov } = group;
    const isFirst = !state.has('momentum_buffer');
    const buffer = momentum === 0 ? undefined : kept(state, 'momentum_buffer', values);
    descentStep({ values, gradient, buffer, isFirst, lr, momentum, dampening, decay: weightDecay, nesterov });
  }
}
