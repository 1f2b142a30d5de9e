import { full, ones, zeros } from '../creation.ts';
import { ValueError } from '../errors.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import { add, maximum, mul } from '../operations/arithmetic.ts';
import { abs, rsqrt } from '../operations/pointwise.ts';
import { mean } from '../operations/reduction.ts';
import { castTo, reshape } from '../operations/views.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { channelNames } from './functional/dimensionNames.ts';
import { inDouble } from './functional/inDouble.ts';
import { normalize } from './functional/normalize.ts';
import { Module } from './module.ts';
import { observed } from './observer.ts';
import { Parameter } from './parameter.ts';
import { pythonBool } from './repr.ts';

export interface FilterResponseNormOptions {
  /** Added, by its absolute value, to the mean square. Default: 1e-6. */
  readonly eps?: number;
  /** Whether eps is learned, one for each channel: for inputs of one place. Default: false. */
  readonly learnedEps?: boolean;
}

/**
 * Filter response normalization with its thresholded linear unit (Singh and Krishnan 2019,
 * https://arxiv.org/abs/1911.09737) of N×C×…: y = max(x / √(mean(x²) + |eps|) · weight + bias, τ), the mean over the
 * places of each channel of each sample. `weight` starts at 1, `bias` and `tau` at 0; all have the shape [C].
 */
export class FilterResponseNorm extends Module {
  readonly numFeatures: number;
  readonly eps: number;
  weight: Parameter;
  bias: Parameter;
  /** The threshold τ. */
  tau: Parameter;
  /** The learned eps, where it is. */
  epsilon: Parameter | undefined;

  constructor(numFeatures: number, options: FilterResponseNormOptions = {}) {
    super();
    this.numFeatures = numFeatures;
    this.eps = options.eps ?? 1e-6;
    this.weight = new Parameter(ones([numFeatures]));
    this.bias = new Parameter(zeros([numFeatures]));
    this.tau = new Parameter(zeros([numFeatures]));
    this.epsilon = (options.learnedEps ?? false) ? new Parameter(full([numFeatures], this.eps)) : undefined;
  }

  /** Throws ValueError for fewer than 3 dimensions or another number of channels. */
  override forward(input: Tensor): Tensor {
    if (input.dim() < 3 || input.size(1) !== this.numFeatures) {
      throw new ValueError(
        `expected input of shape N×C×… with C=${this.numFeatures} and at least one more dimension (got ${input.shape.join('×')})`,
      );
    }
    const normalized = this.epsilon === undefined ? this.#fixed(input) : this.#learned(input, this.epsilon);
    return maximum(normalized, this.#perChannel(this.tau, input));
  }

  #perChannel(parameter: Tensor, input: Tensor): Tensor {
    return reshape(
      parameter,
      input.shape.map((size, dim) => (dim === 1 ? size : 1)),
    );
  }

  #call(input: Tensor) {
    return {
      source: this,
      sets: allBut(input.shape, [0, 1]),
      setName: 'instance',
      dimensions: channelNames(input.dim()),
      centred: false,
      usesInputStatistics: true,
    };
  }

  #fixed(input: Tensor): Tensor {
    const call = this.#call(input);
    return normalize(input, {
      ...call,
      gradientName: 'FilterResponseNormBackward0',
      eps: Math.abs(this.eps),
      affine: { weight: this.weight, bias: this.bias, sets: allBut(input.shape, [1]) },
    });
  }

  #learned(input: Tensor, epsilon: Tensor): Tensor {
    const wide = (parameter: Tensor): Tensor => this.#perChannel(castTo(parameter, 'float64'), input);
    return observed({ ...this.#call(input), input }, () =>
      inDouble(input, (x) => {
        const places = x.shape.flatMap((_, dim) => (dim > 1 ? [dim] : []));
        const energy = mean(mul(x, x), places, { keepdim: true });
        const normalized = mul(x, rsqrt(add(energy, abs(wide(epsilon)))));
        return add(mul(normalized, wide(this.weight)), wide(this.bias));
      }),
    );
  }

  protected override extraRepr(): string {
    return `${this.numFeatures}, eps=${formatPythonFloat(this.eps)}, learned_eps=${pythonBool(this.epsilon !== undefined)}`;
  }
}
