import { elements, noGrad, RuntimeError, survey, type Tensor } from '../engine/index.ts';
import type { Folding } from '../protocol/layerPairs.ts';

/** A batch normalization's statistics and parameters, each of shape [C]. */
export interface NormalizationTensors {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly eps: number;
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
}

export interface FoldedLayer {
  readonly weight: Tensor;
  /** Of shape [C]; undefined for 0. */
  readonly bias: Tensor | undefined;
  /** Which dimension of the weight tells output channels apart; of the transpose of a grouped convolution those within a group. */
  readonly outputDimension: number;
  /** The dimension along which the weight's groups lie, where that is not `outputDimension`, and how many there are. */
  readonly groups?: { readonly dimension: number; readonly count: number } | undefined;
}

/** `scale`, one for each output channel, as the weight is multiplied by it. */
function alongWeight(scale: Tensor, { weight, outputDimension, groups }: FoldedLayer): Tensor {
  const shape = weight.shape.map(() => 1);
  shape[outputDimension] = weight.size(outputDimension);
  if (groups === undefined || groups.count === 1) return scale.reshape(shape);
  // Inputs of one group have its outputs.
  const { dimension, count } = groups;
  const perGroup = scale.reshape([count, -1]).repeatInterleave(weight.size(dimension) / count, 0);
  const whole = [...shape];
  whole[dimension] = weight.size(dimension);
  return (dimension < outputDimension ? perGroup : perGroup.transpose(0, 1)).reshape(whole);
}

/**
 * Weight and bias of the one layer that does what a layer and the batch normalization after it do in evaluation mode:
 *
 *     W′ = W · γ / √(σ² + eps),   b′ = (b − μ) · γ / √(σ² + eps) + β
 *
 * for each output channel, computed in float64 and rounded once (https://arxiv.org/abs/1712.05877, section 3.2).
 */
export function foldParameters(
  layer: FoldedLayer,
  { mean, variance, eps, weight: gamma, bias: beta }: NormalizationTensors,
): { readonly weight: Tensor; readonly bias: Tensor } {
  return noGrad(() => {
    const inverse = variance.to('float64').add(eps).rsqrt();
    const scale = gamma === undefined ? inverse : inverse.mul(gamma.to('float64'));
    const centre =
      layer.bias === undefined ? mean.to('float64').neg() : layer.bias.to('float64').sub(mean.to('float64'));
    const shifted = centre.mul(scale);
    const bias = beta === undefined ? shifted : shifted.add(beta.to('float64'));
    const { dtype } = layer.weight;
    return { weight: layer.weight.to('float64').mul(alongWeight(scale, layer)).to(dtype), bias: bias.to(dtype) };
  });
}

/** The spacing of numbers at 1. */
const PRECISIONS: Readonly<Record<string, number>> = {
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
  float32: 2 ** -23,
  float64: 2 ** -52,
};
/** Sums in another order differ by so many of those. */
const ROUNDINGS = 64;

/** Holds the outputs of one layer against those of the two that it stands for. */
export function agreement({
  expected,
  actual,
  bias,
}: {
  readonly expected: Tensor;
  readonly actual: Tensor;
  readonly bias: Tensor;
}): Pick<Folding, 'largest' | 'rootMeanSquare' | 'reach' | 'agrees'> {
  if (expected.shape.join() !== actual.shape.join()) {
    throw new RuntimeError(
      `foldBatchNorm: the outputs have the shapes [${expected.shape.join(', ')}] and [${actual.shape.join(', ')}]`,
    );
  }
  const apart = survey(elements(noGrad(() => actual.to('float64').sub(expected.to('float64')))));
  const [reach, shift] = [expected, bias].map((x) => {
    const { min, max } = survey(elements(x));
    return Math.max(Math.abs(min), Math.abs(max));
  }) as [number, number];
  const largest = Math.max(Math.abs(apart.min), Math.abs(apart.max));
  const isFinite = apart.nan + apart.infinite === 0;
  return {
    largest: isFinite ? largest : NaN,
    rootMeanSquare: Math.sqrt(apart.squares / apart.count + apart.mean ** 2),
    reach,
    agrees: isFinite && largest <= ROUNDINGS * PRECISIONS[expected.dtype]! * Math.max(reach, shift),
  };
}
