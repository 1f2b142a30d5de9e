import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import {
  type CompleteGroup,
  Optimizer,
  type OptimizerOptions,
  type ParameterGroup,
  type ParameterState,
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

  protected override update(
    values: Float64Array,
    gradient: Float64Array,
    state: ParameterState,
    group: CompleteGroup<SGDOptions>,
  ): void {
    const { lr, momentum, dampening, weightDecay, nesterov } = group;
    const existing = state.get('momentum_buffer');
    const buffer = existing ?? new Float64Array(momentum === 0 ? 0 : values.length);
    if (momentum !== 0) state.set('momentum_buffer', buffer);
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i]! + weightDecay * values[i]!;
      if (momentum === 0) {
        values[i]! -= lr * slope;
        continue;
      }
      buffer[i] = existing === undefined ? slope : momentum * buffer[i]! + (1 - dampening) * slope;
      values[i]! -= lr * (nesterov ? slope + momentum * buffer[i]! : buffer[i]!);
    }
  }
}
