import { ones, zeros } from '../creation.ts';
import { ValueError } from '../errors.ts';
import { normalize } from '../nn/functional/normalize.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { add, maximum, mul } from '../operations/arithmetic.ts';
import { rsqrt } from '../operations/pointwise.ts';
import { sum, variance } from '../operations/reduction.ts';
import { observed } from '../nn/observer.ts';
import type { Shape } from '../shape.ts';
import { allBut, type StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { alongAxes, type Axis, axesOf, isAxis, weightSizes } from './axes.ts';
import { dimensionNames } from './dimensionNames.ts';
import { Layer, type LayerOptions } from './layer.ts';
import { pythonLiteral, pythonText } from './pythonLiteral.ts';

export interface LayerNormalizationOptions extends LayerOptions {
  /** The axes that are normalized together. Default: −1. */
  readonly axis?: Axis;
  /** Added to the variance. Default: 1e-3. */
  readonly epsilon?: number;
  /** Whether to learn β. Default: true. */
  readonly center?: boolean;
  /** Whether to learn γ. Default: true. */
  readonly scale?: boolean;
  /** Divide by the standard deviation without subtracting the mean. Keras deprecates it: use RMSNormalization. */
  readonly rmsScaling?: boolean;
}

/**
 * Keras' layer normalization (https://keras.io/api/layers/normalization_layers/layer_normalization/):
 * `y = γ·(x − mean) / √(variance + epsilon) + β` over `axis`, for each sample and place of the other axes; γ and β have
 * the sizes of `axis`. Throws TypeError for an axis that is none.
 */
export class LayerNormalization extends Layer {
  readonly axis: Axis;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly rmsScaling: boolean;
  gamma: Tensor | undefined;
  beta: Tensor | undefined;

  constructor(options: LayerNormalizationOptions = {}) {
    super(options, ['axis', 'epsilon', 'center', 'scale', 'rmsScaling']);
    const { axis = -1 }: { readonly axis?: unknown } = options;
    if (!isAxis(axis)) {
      throw new TypeError(
        `Expected an int or a list/tuple of ints for the argument 'axis', but received: ${pythonLiteral(axis)}`,
      );
    }
    this.axis = axis;
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.rmsScaling = options.rmsScaling ?? false;
  }

  protected override createWeights(shape: Shape): void {
    const sizes = weightSizes(this.axis, shape);
    const { dtype } = this;
    if (this.scale || this.rmsScaling) this.gamma = this.addWeight('gamma', ones(sizes, { dtype }));
    if (this.center && !this.rmsScaling) this.beta = this.addWeight('beta', zeros(sizes, { dtype }));
  }

  protected override compute(input: Tensor): Tensor {
    const axes = axesOf(this.axis, input.dim());
    const sets: StatisticSets = { shape: input.shape, reduced: axes };
    const call = {
      source: this,
      sets,
      setName: input.dim() - axes.length > 1 ? 'position' : 'sample',
      dimensions: dimensionNames(input.dim(), -1),
      centred: !this.rmsScaling,
      usesInputStatistics: true,
    };
    if (this.rmsScaling) {
      return observed({ ...call, input }, () =>
        inDouble(input, (x) => {
          const inverse = rsqrt(add(variance(x, axes, { correction: 0, keepdim: true }), this.epsilon));
          return mul(mul(x, inverse), alongAxes(this.gamma!, x.shape, axes));
        }),
      );
    }
    return normalize(input, {
      ...call,
      gradientName: 'LayerNormalization',
      eps: this.epsilon,
      affine: { weight: this.gamma, bias: this.beta, sets: allBut(input.shape, axes) },
    });
  }
}

export interface GroupNormalizationOptions extends LayerOptions {
  /** How many groups the channels fall into; −1: each channel by itself. Default: 32. */
  readonly groups?: number;
  /** The dimension of channels. Default: −1. */
  readonly axis?: number;
  /** Added to the variance. Default: 1e-3. */
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
}

/**
 * Keras' group normalization (https://keras.io/api/layers/normalization_layers/group_normalization/): one mean and
 * variance for each group of channels of each sample. Throws ValueError where the groups do not divide the channels.
 */
export class GroupNormalization extends Layer {
  readonly groups: number;
  readonly axis: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  gamma: Tensor | undefined;
  beta: Tensor | undefined;

  constructor(options: GroupNormalizationOptions = {}) {
    super(options, ['groups', 'axis', 'epsilon', 'center', 'scale']);
    const { groups = 32 }: { readonly groups?: unknown } = options;
    if (!Number.isInteger(groups) || (groups !== -1 && (groups as number) <= 0)) {
      throw new ValueError(
        `Received an invalid value for argument \`groups\`, expected a positive integer (or \`-1\` for instance normalization). Received: groups=${pythonText(groups)}`,
      );
    }
    this.groups = groups as number;
    this.axis = options.axis ?? -1;
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
  }

  protected override createWeights(shape: Shape): void {
    const channels = shape[axesOf(this.axis, shape.length)[0]!]!;
    const groups = this.#groupsFor(channels);
    if (channels < groups) {
      throw new ValueError(`Number of groups (${groups}) cannot be more than the number of channels (${channels}).`);
    }
    if (channels % groups !== 0) {
      throw new ValueError(`Number of groups (${groups}) must be a multiple of the number of channels (${channels}).`);
    }
    this.inputSpec = { rank: shape.length, axis: this.axis, size: channels };
    const { dtype } = this;
    if (this.scale) this.gamma = this.addWeight('gamma', ones([channels], { dtype }));
    if (this.center) this.beta = this.addWeight('beta', zeros([channels], { dtype }));
  }

  #groupsFor(channels: number): number {
    return this.groups === -1 ? channels : this.groups;
  }

  protected override compute(input: Tensor): Tensor {
    const [axis] = axesOf(this.axis, input.dim()) as [number];
    const channels = input.shape[axis]!;
    const groups = this.#groupsFor(channels);
    const shape = input.shape.toSpliced(axis, 1, groups, channels / groups);
    // For the first axis Keras keeps the last one apart too, for it takes the place before the axis to be the groups'.
    const sets = allBut(shape, axis === 0 ? [0, shape.length - 1] : [0, axis]);
    return normalize(input, {
      gradientName: 'GroupNormalization',
      source: this,
      sets,
      setName: 'group',
      dimensions: dimensionNames(input.dim(), axis).toSpliced(axis, 1, 'G', 'C/G'),
      centred: true,
      usesInputStatistics: true,
      eps: this.epsilon,
      affine: { weight: this.gamma, bias: this.beta, sets: allBut(input.shape, [axis]) },
    });
  }
}

export interface RMSNormalizationOptions extends LayerOptions {
  /** The axes that are normalized together. Default: −1. */
  readonly axis?: Axis;
  /** Added to the mean square. Default: 1e-6. */
  readonly epsilon?: number;
}

/**
 * Keras' root mean square normalization (https://keras.io/api/layers/normalization_layers/rms_normalization/):
 * `y = x / √(mean(x²) + epsilon)·scale` over `axis`. As in Keras, the scale of axes that are not the last ones meets the
 * last dimensions all the same, and does not broadcast where sizes differ.
 */
export class RMSNormalization extends Layer {
  readonly axis: Axis;
  readonly epsilon: number;
  scale: Tensor | undefined;

  constructor(options: RMSNormalizationOptions = {}) {
    super(options, ['axis', 'epsilon']);
    this.axis = options.axis ?? -1;
    this.epsilon = options.epsilon ?? 1e-6;
  }

  protected override createWeights(shape: Shape): void {
    const sizes = weightSizes(this.axis, shape);
    this.scale = this.addWeight('scale', ones(sizes, { dtype: this.dtype }));
  }

  protected override compute(input: Tensor): Tensor {
    const axes = axesOf(this.axis, input.dim());
    const sets: StatisticSets = { shape: input.shape, reduced: axes };
    const isTrailing = axes.every((axis, i) => axis === input.dim() - axes.length + i);
    const result = normalize(input, {
      gradientName: 'RMSNormalization',
      source: this,
      sets,
      setName: input.dim() - axes.length > 1 ? 'position' : 'sample',
      dimensions: dimensionNames(input.dim(), -1),
      centred: false,
      usesInputStatistics: true,
      eps: this.epsilon,
      affine: { weight: isTrailing ? this.scale : undefined, bias: undefined, sets: allBut(input.shape, axes) },
    });
    // Keras multiplies without regard to the axis, so that the scale meets the last dimensions.
    return isTrailing ? result : mul(result, this.scale!);
  }
}

/** The largest factor of a vector without length. */
const LARGEST_INVERSE = 1e12;

/** `x / √max(Σx², 1 / largest²)` over `axes`, in float64: what Keras' layers call normalizing. */
export function toUnitLength(x: Tensor, axes: readonly number[], largest: number): Tensor {
  return mul(x, rsqrt(maximum(sumOfSquares(x, axes), largest ** -2)));
}

/** Σx² over `axes`, of full rank; over none of them, x². */
export function sumOfSquares(x: Tensor, axes: readonly number[]): Tensor {
  const squares = mul(x, x);
  return axes.length === 0 ? squares : sum(squares, axes, { keepdim: true });
}

/**
 * Keras' unit normalization (https://keras.io/api/layers/normalization_layers/unit_normalization/): each vector along
 * `axis` (default: −1) divided by its L2 norm. Throws TypeError for an axis that is none.
 */
export class UnitNormalization extends Layer {
  readonly axis: Axis;

  constructor(options: LayerOptions & { readonly axis?: Axis } = {}) {
    super(options, ['axis']);
    const { axis = -1 }: { readonly axis?: unknown } = options;
    if (!isAxis(axis)) {
      throw new TypeError(
        `Invalid value for \`axis\` argument: expected an int or a list/tuple of ints. Received: axis=${pythonText(axis)}`,
      );
    }
    this.axis = axis;
    this.build([]);
  }

  protected override createWeights(): void {
    // There are none.
  }

  protected override compute(input: Tensor): Tensor {
    const axes = axesOf(this.axis, input.dim());
    return observed(
      {
        source: this,
        input,
        sets: { shape: input.shape, reduced: axes },
        dimensions: dimensionNames(input.dim(), -1),
        centred: false,
        setName: 'vector',
        usesInputStatistics: true,
      },
      () => inDouble(input, (x) => toUnitLength(x, axes, LARGEST_INVERSE)),
    );
  }
}
