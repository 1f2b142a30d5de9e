import { named } from '../autograd/graph.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import { applyInPlace } from '../operations/inPlace.ts';
import type { Tensor } from '../tensor.ts';
import {
  elu,
  gelu,
  hardswish,
  mish,
  type GELUApproximation,
  leakyRelu,
  logSoftmax,
  logsigmoid,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from './functional/activation.ts';
import { clamp } from '../operations/pointwise.ts';
import { Module } from './module.ts';
import { pythonNumber } from './repr.ts';

export interface InPlaceOption {
  /** Write the result over the input. Default: false. */
  readonly inplace?: boolean;
}

/** A function of each element by itself, without parameters. */
abstract class Activation extends Module {
  readonly inplace: boolean;

  constructor(options: InPlaceOption = {}) {
    super();
    this.inplace = options.inplace ?? false;
  }

  protected abstract compute(input: Tensor): Tensor;

  /** What {@link toString} shows before `inplace`. */
  protected parts(): string[] {
    return [];
  }

  override forward(input: Tensor): Tensor {
    return this.inplace ? applyInPlace(input, (source) => this.compute(source)) : this.compute(input);
  }

  protected override extraRepr(): string {
    return [...this.parts(), ...(this.inplace ? ['inplace=True'] : [])].join(', ');
  }
}

/** max(x, 0) (https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html). */
export class ReLU extends Activation {
  protected override compute(input: Tensor): Tensor {
    return relu(input);
  }
}

/** x cut off at 0 and 6. */
export class ReLU6 extends Activation {
  protected override compute(input: Tensor): Tensor {
    return named('HardtanhBackward0', clamp(input, 0, 6));
  }
}

/** x above 0, `negativeSlope`·x below. Default: 0.01. */
export class LeakyReLU extends Activation {
  readonly negativeSlope: number;

  constructor(options: InPlaceOption & { readonly negativeSlope?: number } = {}) {
    super(options);
    this.negativeSlope = options.negativeSlope ?? 0.01;
  }

  protected override compute(input: Tensor): Tensor {
    return leakyRelu(input, this.negativeSlope);
  }

  protected override parts(): string[] {
    return [`negative_slope=${pythonNumber(this.negativeSlope)}`];
  }
}

/** x above 0, α(eˣ − 1) below. Default: α = 1. */
export class ELU extends Activation {
  readonly alpha: number;

  constructor(options: InPlaceOption & { readonly alpha?: number } = {}) {
    super(options);
    this.alpha = options.alpha ?? 1;
  }

  protected override compute(input: Tensor): Tensor {
    return elu(input, this.alpha);
  }

  protected override parts(): string[] {
    return [`alpha=${formatPythonFloat(this.alpha)}`];
  }
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** The ELU that keeps mean 0 and variance 1 (https://arxiv.org/abs/1706.02515). */
export class SELU extends Activation {
  protected override compute(input: Tensor): Tensor {
    return elu(input, SELU_ALPHA, SELU_SCALE);
  }
}

/** x·σ(x) (https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html). */
export class SiLU extends Activation {
  protected override compute(input: Tensor): Tensor {
    return silu(input);
  }
}

/** x·tanh(ln(1 + eˣ)). */
export class Mish extends Activation {
  protected override compute(input: Tensor): Tensor {
    return mish(input);
  }
}

/** x·clamp(x + 3, 0, 6) / 6. */
export class Hardswish extends Activation {
  protected override compute(input: Tensor): Tensor {
    return hardswish(input);
  }
}

/** x·Φ(x), or its approximation by tanh (https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html). */
export class GELU extends Activation {
  readonly approximate: GELUApproximation;

  constructor(options: { readonly approximate?: GELUApproximation } = {}) {
    super();
    this.approximate = options.approximate ?? 'none';
  }

  protected override compute(input: Tensor): Tensor {
    return gelu(input, { approximate: this.approximate });
  }

  protected override parts(): string[] {
    return [`approximate='${this.approximate}'`];
  }
}

/** 1 / (1 + e⁻ˣ). */
export class Sigmoid extends Activation {
  protected override compute(input: Tensor): Tensor {
    return sigmoid(input);
  }
}

/** ln(1 / (1 + e⁻ˣ)). */
export class LogSigmoid extends Activation {
  protected override compute(input: Tensor): Tensor {
    return logsigmoid(input);
  }
}

/** The hyperbolic tangent. */
export class Tanh extends Activation {
  protected override compute(input: Tensor): Tensor {
    return tanh(input);
  }
}

/** ln(1 + e^(βx)) / β, and x itself where βx is above the threshold. Default: β = 1, threshold 20. */
export class Softplus extends Activation {
  readonly beta: number;
  readonly threshold: number;

  constructor(options: { readonly beta?: number; readonly threshold?: number } = {}) {
    super();
    this.beta = options.beta ?? 1;
    this.threshold = options.threshold ?? 20;
  }

  protected override compute(input: Tensor): Tensor {
    return softplus(input, this.beta, this.threshold);
  }

  protected override parts(): string[] {
    return [`beta=${formatPythonFloat(this.beta)}`, `threshold=${formatPythonFloat(this.threshold)}`];
  }
}

/** eˣ / Σ eˣ along `dim` (https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html). */
export class Softmax extends Module {
  readonly dim: number | undefined;

  constructor(dim?: number) {
    super();
    this.dim = dim;
  }

  override forward(input: Tensor): Tensor {
    return softmax(input, this.dim);
  }

  protected override extraRepr(): string {
    return `dim=${this.dim ?? 'None'}`;
  }
}

/** x − ln Σ eˣ along `dim` (https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html). */
export class LogSoftmax extends Softmax {
  override forward(input: Tensor): Tensor {
    return logSoftmax(input, this.dim);
  }
}
