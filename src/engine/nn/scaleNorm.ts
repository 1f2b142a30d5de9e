import { full, ones, zeros } from '../creation.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import { add, div, maximum, mul } from '../operations/arithmetic.ts';
import { tanh } from '../operations/pointwise.ts';
import { mean, norm } from '../operations/reduction.ts';
import { castTo } from '../operations/views.ts';
import { ValueError } from '../errors.ts';
import { allBut, type StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { featureNames } from './functional/dimensionNames.ts';
import { inDouble } from './functional/inDouble.ts';
import { Module } from './module.ts';
import { observed } from './observer.ts';
import { Parameter } from './parameter.ts';

/** One set for each place: the features of a place are the last dimension. */
function featureSets(input: Tensor): StatisticSets {
  return allBut(
    input.shape,
    input.shape.flatMap((_, dim) => (dim < input.dim() - 1 ? [dim] : [])),
  );
}

function checkFeatures(input: Tensor, features: number): void {
  if (input.dim() > 0 && input.size(-1) === features) return;
  throw new ValueError(
    `expected the last dimension to have size ${features} (got input of shape ${input.shape.join('×')})`,
  );
}

/**
 * Scale normalization (Nguyen and Salazar 2019, https://arxiv.org/abs/1910.05895): y = g·x / max(‖x‖₂, eps) over the last
 * dimension, with one learned number g, at first √dim. Default: eps 1e-5.
 */
export class ScaleNorm extends Module {
  readonly dim: number;
  readonly eps: number;
  /** g, without dimensions. */
  scale: Parameter;

  constructor(dim: number, options: { readonly eps?: number } = {}) {
    super();
    this.dim = dim;
    this.eps = options.eps ?? 1e-5;
    this.scale = new Parameter(full([], Math.sqrt(dim)));
  }

  override forward(input: Tensor): Tensor {
    checkFeatures(input, this.dim);
    return observed(
      {
        source: this,
        input,
        sets: featureSets(input),
        dimensions: featureNames(input.dim()),
        centred: false,
        setName: input.dim() > 2 ? 'position' : 'sample',
        usesInputStatistics: true,
      },
      () =>
        inDouble(input, (x) => {
          const length = maximum(norm(x, 2, [-1], { keepdim: true }), this.eps);
          return mul(div(x, length), castTo(this.scale, 'float64'));
        }),
    );
  }

  protected override extraRepr(): string {
    return `${this.dim}, eps=${formatPythonFloat(this.eps)}`;
  }
}

/**
 * Dynamic tanh (Zhu et al. 2025, https://arxiv.org/abs/2503.10622): y = tanh(α·x)·weight + bias, which takes the place of
 * layer normalization without any statistic. α is one learned number, at first 0.5; weight and bias belong to the last
 * dimension.
 */
export class DyT extends Module {
  readonly numFeatures: number;
  alpha: Parameter;
  weight: Parameter;
  bias: Parameter;

  constructor(numFeatures: number, options: { readonly alpha?: number } = {}) {
    super();
    this.numFeatures = numFeatures;
    this.alpha = new Parameter(full([1], options.alpha ?? 0.5));
    this.weight = new Parameter(ones([numFeatures]));
    this.bias = new Parameter(zeros([numFeatures]));
  }

  override forward(input: Tensor): Tensor {
    checkFeatures(input, this.numFeatures);
    return inDouble(input, (x) => {
      const wide = (parameter: Tensor): Tensor => castTo(parameter, 'float64');
      return add(mul(tanh(mul(x, wide(this.alpha))), wide(this.weight)), wide(this.bias));
    });
  }

  protected override extraRepr(): string {
    return String(this.numFeatures);
  }
}

/**
 * Global response normalization (Woo et al. 2023, https://arxiv.org/abs/2301.00808) of N×H×W×C: with G the L2 norm of each
 * channel over the places of a sample, y = γ·(x·G / (mean of G over the channels + eps)) + β + x. γ and β, of shape [C],
 * start at 0. Default: eps 1e-6.
 */
export class GRN extends Module {
  readonly dim: number;
  readonly eps: number;
  /** γ. */
  weight: Parameter;
  /** β. */
  bias: Parameter;

  constructor(dim: number, options: { readonly eps?: number } = {}) {
    super();
    this.dim = dim;
    this.eps = options.eps ?? 1e-6;
    this.weight = new Parameter(zeros([dim]));
    this.bias = new Parameter(zeros([dim]));
  }

  /** Throws ValueError unless `input` is N×H×W×C. */
  override forward(input: Tensor): Tensor {
    checkFeatures(input, this.dim);
    if (input.dim() !== 4) throw new ValueError(`expected 4D input N×H×W×C (got ${input.dim()}D input)`);
    return observed(
      {
        source: this,
        input,
        sets: allBut(input.shape, [0, 3]),
        dimensions: ['N', 'H', 'W', 'C'],
        centred: false,
        setName: 'instance',
        usesInputStatistics: true,
      },
      () =>
        inDouble(input, (x) => {
          const energy = norm(x, 2, [1, 2], { keepdim: true });
          const relative = div(energy, add(mean(energy, [-1], { keepdim: true }), this.eps));
          const scaled = mul(mul(x, relative), castTo(this.weight, 'float64'));
          return add(add(scaled, castTo(this.bias, 'float64')), x);
        }),
    );
  }

  protected override extraRepr(): string {
    return `${this.dim}, eps=${formatPythonFloat(this.eps)}`;
  }
}
