import { ones, zeros } from '../creation.ts';
import { elements, fromElements, writeElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { unbiasedVariance } from '../kernels/moments.ts';
import { renormalize } from '../nn/functional/batchRenorm.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { normalize } from '../nn/functional/normalize.ts';
import { moveRunning, updateRunning } from '../nn/functional/runningStatistics.ts';
import { observed, type RunningUpdate } from '../nn/observer.ts';
import { add, div, mul, sub } from '../operations/arithmetic.ts';
import { rsqrt } from '../operations/pointwise.ts';
import { mean as meanOf, sum, variance } from '../operations/reduction.ts';
import { castTo, expand, unsqueeze } from '../operations/views.ts';
import type { Shape } from '../shape.ts';
import { allBut, type StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { alongAxes, type Axis, axesOf } from './axes.ts';
import { dimensionNames } from './dimensionNames.ts';
import { type CallOptions, Layer, type LayerOptions } from './layer.ts';
import { pythonLiteral } from './pythonLiteral.ts';

/** The bounds that batch renormalization keeps its corrections in: r in [rmin, rmax], d in [−dmax, dmax]. */
export interface RenormClipping {
  readonly rmin?: number;
  readonly rmax?: number;
  readonly dmax?: number;
}

export interface BatchNormalizationOptions extends LayerOptions {
  /** The dimension of channels. Default: −1. */
  readonly axis?: Axis;
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

/** Throws ValueError for unknown or impossible bounds; the braces in its words are Keras' own. */
function checkClipping(clipping: RenormClipping): void {
  const { rmin, rmax, dmax } = clipping;
  if (Object.keys(clipping).some((key) => !CLIPPING_KEYS.includes(key))) {
    throw new ValueError(
      `Received invalid keys for \`renorm_clipping\` argument: ${pythonLiteral(clipping)}. Supported values: ${pythonLiteral(CLIPPING_KEYS)}.`,
    );
  }
  if (rmax !== undefined && rmin !== undefined && rmax < rmin) {
    throw new ValueError(
      'rmax should be greater than rmin in the `renorm_clipping` argument. Received: rmax={rmax}, rmin={rmin}.',
    );
  }
  if (dmax !== undefined && dmax < 0) {
    throw new ValueError('dmax should be non-negative in the `renorm_clipping` argument. Received: dmax={dmax}.');
  }
}

/** What batch renormalization moves beside the moving statistics. */
interface RenormStatistics {
  readonly movingStd: Tensor;
  readonly mean: Tensor;
  readonly std: Tensor;
}

/** What Keras adds to the number of unmasked places. */
const EPSILON = 1e-7;

/** Which estimate of the variance moves the moving one. Keras 3 takes the biased; TensorFlow 1's fused kernel the other. */
export type VarianceEstimator = 'biased' | 'unbiased';

/**
 * Keras' batch normalization (https://keras.io/api/layers/normalization_layers/batch_normalization/):
 * `y = γ·(x − mean) / √(variance + epsilon) + β` for each index of `axis`. With `training` the statistics are the batch's,
 * of the unmasked places where there is a `mask`; else, or where the layer is not trainable, the moving ones.
 */
export class BatchNormalization extends Layer {
  readonly axis: Axis;
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
  #renormStatistics: RenormStatistics | undefined;

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
    checkClipping(this.renormClipping);
  }

  /** Which elements share a statistic: all of one index of the axis. */
  protected setsOf(shape: Shape): StatisticSets {
    return allBut(shape, axesOf(this.axis, shape.length));
  }

  /** Which variance of an input moves the moving one; without it the biased one. */
  protected estimator?(input: Tensor): VarianceEstimator;

  /** Whether a call uses, and learns from, the statistics of its input. */
  protected learns({ training = false }: CallOptions): boolean {
    return training && this.trainable;
  }

  /** One size for a single axis; for several the input's sizes there and 1 elsewhere. */
  #weightShape(shape: Shape): number[] {
    const axes = axesOf(this.axis, shape.length);
    return axes.length === 1 ? [shape[axes[0]!]!] : shape.map((size, dim) => (axes.includes(dim) ? size : 1));
  }

  protected override createWeights(shape: Shape): void {
    const size = this.#weightShape(shape);
    if (typeof this.axis === 'number') {
      this.inputSpec = { rank: shape.length, axis: this.axis, size: shape.at(this.axis)! };
    }
    const dtype = this.weightDType;
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

  protected override compute(input: Tensor, options: CallOptions): Tensor {
    const { mask } = options;
    const learns = this.learns(options);
    if (learns && this.#renormStatistics !== undefined) return this.#renormalized(input, mask, this.#renormStatistics);
    if (learns && mask !== undefined) return this.#masked(input, mask);
    const sets = this.setsOf(input.shape);
    return normalize(input, {
      ...this.#call(input),
      usesInputStatistics: learns,
      gradientName: 'BatchNormalization',
      eps: this.epsilon,
      affine: { weight: this.gamma, bias: this.beta, sets },
      statistics: (own) => {
        if (!learns) {
          return { mean: this.movingMean.values(), variance: Float64Array.from(elements(this.movingVariance)) };
        }
        const batch = own();
        const isUnbiased = this.estimator?.(input) === 'unbiased';
        return { ...batch, running: this.move(batch.mean, isUnbiased ? unbiasedVariance(batch) : batch.variance) };
      },
    });
  }

  #call(input: Tensor) {
    return {
      source: this,
      input,
      sets: this.setsOf(input.shape),
      dimensions: dimensionNames(input.dim(), axesOf(this.axis, input.dim())[0]!),
      centred: true,
      setName: 'channel',
      usesInputStatistics: true,
    };
  }

  /** Moves the moving statistics towards those of a batch, if it moves any. */
  protected move(mean: Float64Array, variance: Float64Array): RunningUpdate | undefined {
    const moving = { mean: this.movingMean, variance: this.movingVariance, momentum: 1 - this.momentum };
    return moveRunning(moving, mean, variance);
  }

  /** Mean and variance of the places where `mask` holds, in float64 and of full rank. */
  #maskedMoments(x: Tensor, mask: Tensor): { readonly mean: Tensor; readonly variance: Tensor } {
    const axes = axesOf(this.axis, x.dim());
    const others = x.shape.flatMap((_, dim) => (axes.includes(dim) ? [] : [dim]));
    const counts = castTo(expand(unsqueeze(mask, -1), x.shape), 'float64');
    const total = add(sum(counts, others, { keepdim: true }), EPSILON);
    const weight = div(counts, castTo(castTo(total, this.dtype), 'float64'));
    const mean = sum(mul(x, weight), others, { keepdim: true });
    const centred = sub(x, mean);
    return { mean, variance: sum(mul(mul(centred, centred), weight), others, { keepdim: true }) };
  }

  /** The statistics of the places where `mask` holds, which normalize all places. */
  #masked(input: Tensor, mask: Tensor): Tensor {
    const axes = axesOf(this.axis, input.dim());
    let running: RunningUpdate | undefined;
    return observed(
      this.#call(input),
      () =>
        inDouble(input, (x) => {
          const { mean, variance } = this.#maskedMoments(x, mask);
          running = this.move(Float64Array.from(elements(mean)), Float64Array.from(elements(variance)));
          const normalized = mul(sub(x, mean), rsqrt(add(variance, this.epsilon)));
          const scaled = this.gamma === undefined ? normalized : mul(normalized, alongAxes(this.gamma, x.shape, axes));
          return this.beta === undefined ? scaled : add(scaled, alongAxes(this.beta, x.shape, axes));
        }),
      () => ({ running }),
    );
  }

  #renormalized(input: Tensor, mask: Tensor | undefined, kept: RenormStatistics): Tensor {
    return observed(this.#call(input), () =>
      inDouble(input, (x) => {
        const others = this.setsOf(x.shape).reduced;
        const batch =
          mask === undefined
            ? {
                mean: meanOf(x, others, { keepdim: true }),
                variance: variance(x, others, { correction: 0, keepdim: true }),
              }
            : this.#maskedMoments(x, mask);
        const [mean, std] = [
          elements(batch.mean),
          Float64Array.from(elements(batch.variance), (value) => Math.sqrt(value + this.epsilon)),
        ];
        const { rmin = -Infinity, rmax = Infinity, dmax = Infinity } = this.renormClipping;
        const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
        const keptMean = elements(kept.mean);
        const keptStd = Float64Array.from(elements(kept.std), (value) => Math.max(value, Math.sqrt(this.epsilon)));
        const constant = (values: Float64Array): Tensor => fromElements(values, batch.mean.shape, 'float64');
        const output = renormalize(x, {
          ...batch,
          eps: this.epsilon,
          r: constant(std.map((value, c) => clip(value / keptStd[c]!, rmin, rmax))),
          d: constant(std.map((_, c) => clip((mean[c]! - keptMean[c]!) / keptStd[c]!, -dmax, dmax))),
          weight: this.gamma && alongAxes(this.gamma, x.shape, axesOf(this.axis, x.dim())),
          bias: this.beta && alongAxes(this.beta, x.shape, axesOf(this.axis, x.dim())),
        });
        this.#moveRenormalized(Float64Array.from(mean), std, kept);
        return output;
      }),
    );
  }

  #moveRenormalized(mean: Float64Array, std: Float64Array, kept: RenormStatistics): void {
    updateRunning(kept.mean, mean, 1 - this.renormMomentum);
    updateRunning(kept.std, std, 1 - this.renormMomentum);
    updateRunning(kept.movingStd, std, 1 - this.momentum);
    updateRunning(this.movingMean, mean, 1 - this.momentum);
    const variance = Float64Array.from(elements(kept.movingStd), (value) => Math.max(0, value * value - this.epsilon));
    writeElements(this.movingVariance, variance);
  }
}
