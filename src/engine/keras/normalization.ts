import { tensor } from '../creation.ts';
import { elements, fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { moments } from '../kernels/moments.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { add, div, maximum, mul, sub } from '../operations/arithmetic.ts';
import { sqrt } from '../operations/pointwise.ts';
import { castTo, reshape } from '../operations/views.ts';
import type { Shape } from '../shape.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import type { Axis } from './axes.ts';
import { Layer, type LayerOptions } from './layer.ts';
import { pythonLiteral, pythonTupleOf } from './pythonLiteral.ts';

type Given = number | readonly number[];

export interface NormalizationOptions extends LayerOptions {
  /** The axes that have statistics of their own; null: one mean and variance for everything. Default: −1. */
  readonly axis?: Axis | null;
  /** Known statistics, in place of {@link Normalization.adapt}. */
  readonly mean?: Given;
  readonly variance?: Given;
  /** Undo the normalization. Default: false. */
  readonly invert?: boolean;
}

/** The smallest standard deviation that is divided by. */
const EPSILON = 1e-7;

/**
 * Keras' preprocessing layer (https://keras.io/api/layers/preprocessing_layers/numerical/normalization/):
 * `(x − mean) / √variance` with the statistics of the data given to {@link adapt}, or known ones. Before either it
 * returns its input. Throws ValueError for only one of mean and variance, and for an axis that the input lacks.
 */
export class Normalization extends Layer {
  readonly axis: Axis | null;
  readonly invert: boolean;
  mean: Tensor | undefined;
  variance: Tensor | undefined;
  readonly #given: { readonly mean: Given; readonly variance: Given } | undefined;

  constructor(options: NormalizationOptions = {}) {
    super(options, ['axis', 'mean', 'variance', 'invert']);
    this.axis = options.axis === undefined ? -1 : options.axis;
    this.invert = options.invert ?? false;
    const { mean, variance } = options;
    if ((mean === undefined) !== (variance === undefined)) {
      const shown = (value: Given | undefined): string =>
        typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : pythonLiteral(value);
      throw new ValueError(
        `When setting values directly, both \`mean\` and \`variance\` must be set. Received: mean=${shown(mean)} and variance=${shown(variance)}`,
      );
    }
    this.#given = mean === undefined || variance === undefined ? undefined : { mean, variance };
  }

  /** Computes the mean and variance of `data`, in place of earlier ones. */
  adapt(data: Tensor): void {
    const kept = this.#keptAxes(data.shape);
    const sets = allBut(data.shape, kept);
    const { mean, squares, count } = moments(elements(data), sets);
    const shape = kept.map((dim) => data.shape[dim]!);
    this.mean = fromElements(mean, shape, 'float32');
    this.variance = fromElements(
      squares.map((value) => value / count),
      shape,
      'float32',
    );
    this.built = true;
  }

  #keptAxes(shape: Shape): number[] {
    const axes = this.axis === null ? [] : typeof this.axis === 'number' ? [this.axis] : [...this.axis];
    if (axes.some((axis) => axis < -shape.length || axis >= shape.length)) {
      throw new ValueError(
        `All \`axis\` values must be in the range [-ndim, ndim). Received inputs with ndim=${shape.length}, while axis=${pythonTupleOf(axes)}`,
      );
    }
    return axes.map((axis) => (axis < 0 ? axis + shape.length : axis)).sort((a, b) => a - b);
  }

  protected override createWeights(shape: Shape): void {
    this.#keptAxes(shape);
    if (this.#given === undefined) return;
    this.mean = tensor(this.#given.mean);
    this.variance = tensor(this.#given.variance);
  }

  protected override compute(input: Tensor): Tensor {
    const { mean, variance } = this;
    if (mean === undefined || variance === undefined) return input;
    const kept = this.#keptAxes(input.shape);
    return inDouble(input, (x) => {
      const perAxis = (statistic: Tensor): Tensor =>
        statistic.numel() === 1
          ? reshape(castTo(statistic, 'float64'), [])
          : reshape(
              castTo(statistic, 'float64'),
              x.shape.map((size, dim) => (kept.includes(dim) ? size : 1)),
            );
      const std = maximum(sqrt(perAxis(variance)), EPSILON);
      return this.invert ? add(perAxis(mean), mul(x, std)) : div(sub(x, perAxis(mean)), std);
    });
  }
}
