import { ones, tensor, zeros } from '../creation.ts';
import { elements, writeElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { moments } from '../kernels/moments.ts';
import { pythonTuple } from '../nn/repr.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { add, div, maximum, mul, sub } from '../operations/arithmetic.ts';
import { sqrt } from '../operations/pointwise.ts';
import { castTo, expand, reshape } from '../operations/views.ts';
import { elementCount, type Shape } from '../shape.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import type { Axis } from './axes.ts';
import { Layer, type LayerOptions } from './layer.ts';
import { pythonLiteral } from './pythonLiteral.ts';

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

interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
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
  #known: Statistics | undefined;
  /** What {@link adapt} writes into; undefined where the statistics were given. */
  #weights: Statistics | undefined;
  #broadcastShape: Shape = [];
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
    this.build(data.shape);
    const kept = keptAxes(this.axis, data.shape);
    const { mean, variance } = moments(elements(data), allBut(data.shape, kept));
    if (this.#weights === undefined) return;
    writeElements(this.#weights.mean, mean);
    writeElements(this.#weights.variance, variance);
    this.#known = { mean: this.#weights.mean, variance: this.#weights.variance };
    this.#broadcastShape = broadcastShape(data.shape, kept);
  }

  protected override createWeights(shape: Shape): void {
    const kept = keptAxes(this.axis, shape);
    this.#broadcastShape = broadcastShape(shape, kept);
    if (this.#given !== undefined) {
      const { dtype } = this;
      this.#known = { mean: tensor(this.#given.mean, { dtype }), variance: tensor(this.#given.variance, { dtype }) };
      return;
    }
    const size = kept.map((dim) => shape[dim]!);
    const statistic = (name: string, value: Tensor): Tensor => this.addWeight(name, value, { trainable: false });
    this.#weights = {
      mean: statistic('mean', zeros(size, { dtype: this.dtype })),
      variance: statistic('variance', ones(size, { dtype: this.dtype })),
    };
    statistic('count', zeros([], { dtype: 'int64' }));
  }

  /** The mean of each index of the axes; undefined before any is known. */
  get mean(): Tensor | undefined {
    return this.#known?.mean;
  }

  get variance(): Tensor | undefined {
    return this.#known?.variance;
  }

  protected override compute(input: Tensor): Tensor {
    keptAxes(this.axis, input.shape);
    if (this.#known === undefined) return input;
    const { mean, variance } = this.#known;
    return inDouble(input, (x) => {
      const perAxis = (statistic: Tensor): Tensor => {
        const wide = castTo(statistic, 'float64');
        const fits = wide.numel() === elementCount(this.#broadcastShape);
        return fits ? reshape(wide, this.#broadcastShape) : expand(wide, this.#broadcastShape);
      };
      const std = maximum(sqrt(perAxis(variance)), EPSILON);
      return this.invert ? add(perAxis(mean), mul(x, std)) : div(sub(x, perAxis(mean)), std);
    });
  }
}

/** The axes with statistics of their own, ascending. Throws ValueError outside of the input's. */
function keptAxes(axis: Axis | null, shape: Shape): number[] {
  const axes = axis === null ? [] : typeof axis === 'number' ? [axis] : [...axis];
  if (axes.some((entry) => entry < -shape.length || entry >= shape.length)) {
    throw new ValueError(
      `All \`axis\` values must be in the range [-ndim, ndim). Received inputs with ndim=${shape.length}, while axis=${pythonTuple(axes)}`,
    );
  }
  return axes.map((entry) => (entry < 0 ? entry + shape.length : entry)).sort((a, b) => a - b);
}

function broadcastShape(shape: Shape, kept: readonly number[]): number[] {
  return shape.map((size, dim) => (kept.includes(dim) ? size : 1));
}
