import { ones, zeros } from '../creation.ts';
import { elements, fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { moments } from '../kernels/moments.ts';
import { renormalize } from '../nn/functional/batchRenorm.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { normalize } from '../nn/functional/normalize.ts';
import { updateRunning } from '../nn/functional/runningStatistics.ts';
import { observed } from '../nn/observer.ts';
import { add, div, mul, sub } from '../operations/arithmetic.ts';
import { rsqrt } from '../operations/pointwise.ts';
import { sum } from '../operations/reduction.ts';
import { castTo, expand, unsqueeze } from '../operations/views.ts';
import type { Shape } from '../shape.ts';
import { allBut, type StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { alongAxes, axesOf } from './axes.ts';
import { dimensionNames } from './dimensionNames.ts';
import { type CallOptions, Layer, type LayerOptions } from './layer.ts';
import { pythonLiteral, pythonTupleOf } from './pythonLiteral.ts';

/** The bounds that batch renormalization keeps its corrections in: r in [rmin, rmax], d in [−dmax, dmax]. */
export interface RenormClipping {
  readonly rmin?: number;
  readonly rmax?: number;
  readonly dmax?: number;
}

export interface BatchNormalizationOptions extends LayerOptions {
  /** The dimension of channels. Default: −1. */
  readonly axis?: number;
  /** The weight of the moving statistics: `moving = moving·momentum + batch·(1 − momentum)`. Default: 0.99. */
  readonly momentum?: number;
  /** Added to the variance. Default: 1e-3. */
  readonly epsilon?: number;
  /** Whether to learn β. Default: true. */
  readonly center?: boolean;
  /** Whether to learn γ. Default: true. */
  readonly scale?: boolean;
  /** Batch renormalization (https://arxiv.org/abs/1702.03275). Default: false. */
  readonly renorm?: boolean;
  readonly renormClipping?: RenormClipping;
  /** The weight of the statistics that corrections are made with. Default: 0.99. */
  readonly renormMomentum?: number;
}

const OPTIONS = ['axis', 'momentum', 'epsilon', 'center', 'scale', 'renorm', 'renormClipping', 'renormMomentum'];
const CLIPPING_KEYS = ['rmax', 'rmin', 'dmax'];

/** Which estimate of the variance moves the moving one. Keras 3 takes the biased; TensorFlow 1's fused kernel the other. */
export type VarianceEstimator = 'biased' | 'unbiased';

/**
 * Keras' batch normalization (https://keras.io/api/layers/normalization_layers/batch_normalization/):
 * `y = γ·(x − mean) / √(variance + epsilon) + β` for each index of `axis`. With `training` the statistics are the batch's,
 * of the unmasked places where there is a `mask`; else, or where the layer is not trainable, the moving ones.
 */
export class BatchNormalization extends Layer {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly renorm: boolean;
  readonly renormClipping: RenormClipping;
  readonly renormMomentum: number;
  gamma: Tensor | undefined;
  beta: Tensor | undefined;
  movingMean!: Tensor;
  movingVariance!: Tensor;
  #renormStatistics: { readonly movingStd: Tensor; readonly mean: Tensor; readonly std: Tensor } | undefined;

  constructor(options: BatchNormalizationOptions = {}) {
    super(options, OPTIONS);
    this.axis = options.axis ?? -1;
    this.momentum = options.momentum ?? 0.99;
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.renorm = options.renorm ?? false;
    this.renormClipping = options.renormClipping ?? {};
    this.renormMomentum = options.renormMomentum ?? 0.99;
    const invalid = Object.entries(this.renormClipping).filter(([key]) => !CLIPPING_KEYS.includes(key));
    if (invalid.length > 0) {
      throw new ValueError(
        `Received invalid keys for \`renorm_clipping\` argument: ${pythonLiteral(Object.fromEntries(invalid))}. Supported values: ${pythonLiteral(CLIPPING_KEYS)}.`,
      );
    }
  }

  /** Which elements share a statistic: all of one index of the axis. */
  protected setsOf(shape: Shape): StatisticSets {
    return allBut(shape, axesOf(this.axis, shape.length));
  }

  /** Which variance moves the moving one, for inputs of a rank; without it the biased one. */
  protected estimator?(rank: number): VarianceEstimator;

  protected override createWeights(shape: Shape): void {
    const size = [shape[axesOf(this.axis, shape.length)[0]!]!];
    const { dtype } = this;
    const statistic = (name: string, value: Tensor): Tensor => this.addWeight(name, value, { trainable: false });
    if (this.scale) this.gamma = this.addWeight('gamma', ones(size, { dtype }));
    if (this.center) this.beta = this.addWeight('beta', zeros(size, { dtype }));
    this.movingMean = statistic('moving_mean', zeros(size, { dtype }));
    this.movingVariance = statistic('moving_variance', ones(size, { dtype }));
    if (!this.renorm) return;
    this.#renormStatistics = {
      movingStd: statistic('moving_stddev', ones(size, { dtype })),
      mean: statistic('renorm_mean', zeros(size, { dtype })),
      std: statistic('renorm_stddev', ones(size, { dtype })),
    };
  }

  protected override checkInput(input: Tensor): void {
    const expected = this.movingMean.size(0);
    if (input.size(this.axis) === expected) return;
    throw new ValueError(
      `Input 0 with name 'None' of layer '${this.name}' is incompatible with the layer: expected axis ${this.axis} of input shape to have value ${expected}, but received input with shape ${pythonTupleOf(input.shape)}`,
    );
  }

  protected override compute(input: Tensor, { training = false, mask }: CallOptions): Tensor {
    const learns = training && this.trainable;
    if (learns && this.#renormStatistics !== undefined) return this.#renormalized(input, this.#renormStatistics);
    if (learns && mask !== undefined) return this.#masked(input, mask);
    const sets = this.setsOf(input.shape);
    return normalize(input, {
      ...this.#call(input),
      usesInputStatistics: learns,
      gradientName: 'BatchNormalization',
      eps: this.epsilon,
      affine: { weight: this.gamma, bias: this.beta, sets },
      statistics: () => {
        if (!learns) {
          return { mean: this.movingMean.values(), variance: Float64Array.from(elements(this.movingVariance)) };
        }
        const { mean, squares, count } = moments(elements(input), sets);
        const variance = squares.map((value) => value / count);
        const unbiased = squares.map((value) => value / Math.max(1, count - 1));
        this.#move(mean, this.estimator?.(input.dim()) === 'unbiased' ? unbiased : variance);
        return { mean, variance };
      },
    });
  }

  #call(input: Tensor) {
    return {
      source: this,
      input,
      sets: this.setsOf(input.shape),
      dimensions: dimensionNames(input.dim(), this.axis),
      centred: true,
      setName: 'channel',
      usesInputStatistics: true,
    };
  }

  #move(mean: Float64Array, variance: Float64Array): void {
    updateRunning(this.movingMean, mean, 1 - this.momentum);
    updateRunning(this.movingVariance, variance, 1 - this.momentum);
  }

  /** The statistics of the places where `mask` holds, which normalize all places. */
  #masked(input: Tensor, mask: Tensor): Tensor {
    const axes = axesOf(this.axis, input.dim());
    const others = input.shape.flatMap((_, dim) => (axes.includes(dim) ? [] : [dim]));
    return observed(this.#call(input), () =>
      inDouble(input, (x) => {
        const counts = castTo(expand(unsqueeze(mask, -1), x.shape), 'float64');
        const total = add(sum(counts, others, { keepdim: true }), 1e-7);
        const mean = div(sum(mul(x, counts), others, { keepdim: true }), total);
        const centred = sub(x, mean);
        const variance = div(sum(mul(mul(centred, centred), counts), others, { keepdim: true }), total);
        this.#move(Float64Array.from(elements(mean)), Float64Array.from(elements(variance)));
        const normalized = mul(centred, rsqrt(add(variance, this.epsilon)));
        const scaled = this.gamma === undefined ? normalized : mul(normalized, alongAxes(this.gamma, x.shape, axes));
        return this.beta === undefined ? scaled : add(scaled, alongAxes(this.beta, x.shape, axes));
      }),
    );
  }

  #renormalized(
    input: Tensor,
    kept: { readonly movingStd: Tensor; readonly mean: Tensor; readonly std: Tensor },
  ): Tensor {
    const sets = this.setsOf(input.shape);
    return observed(this.#call(input), () => {
      const { mean, squares, count } = moments(elements(input), sets);
      const std = squares.map((value) => Math.sqrt(value / count + this.epsilon));
      const { rmin = -Infinity, rmax = Infinity, dmax = Infinity } = this.renormClipping;
      const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
      const [keptMean, keptStd] = [elements(kept.mean), elements(kept.std)];
      const r = std.map((value, c) => clip(value / keptStd[c]!, rmin, rmax));
      const d = mean.map((value, c) => clip((value - keptMean[c]!) / keptStd[c]!, -dmax, dmax));
      const constant = (values: Float64Array): Tensor => fromElements(values, [values.length], 'float64');
      const output = inDouble(input, (x) =>
        renormalize(x, {
          channelDim: axesOf(this.axis, x.dim())[0]!,
          eps: this.epsilon,
          r: constant(r),
          d: constant(d),
          weight: this.gamma,
          bias: this.beta,
        }),
      );
      updateRunning(kept.mean, mean, 1 - this.renormMomentum);
      updateRunning(kept.std, std, 1 - this.renormMomentum);
      updateRunning(kept.movingStd, std, 1 - this.momentum);
      updateRunning(this.movingMean, mean, 1 - this.momentum);
      const variance = Float64Array.from(elements(kept.movingStd), (value) =>
        Math.max(0, value * value - this.epsilon),
      );
      this.movingVariance.copy_(fromElements(variance, [variance.length], 'float64'));
      return output;
    });
  }
}
