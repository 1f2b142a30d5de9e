import { noGrad } from '../autograd/mode.ts';
import { ValueError } from '../errors.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Whether the variance is kept in the forward or in the backward pass. */
export type FanMode = 'fanIn' | 'fanOut';

/** What follows the layer: it decides the gain. */
export type Nonlinearity =
  'linear' | 'conv1d' | 'conv2d' | 'conv3d' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/** The factor by which the nonlinearity shrinks the standard deviation (https://docs.pytorch.org/docs/stable/nn.init.html). */
export function calculateGain(nonlinearity: Nonlinearity, negativeSlope = 0.01): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + negativeSlope ** 2));
    case 'selu':
      return 3 / 4;
    default:
      return 1;
  }
}

function fans(tensor: Tensor): { fanIn: number; fanOut: number } {
  if (tensor.dim() < 2) {
    throw new ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions');
  }
  const receptive = elementCount(tensor.shape.slice(2));
  return { fanIn: tensor.size(1) * receptive, fanOut: tensor.size(0) * receptive };
}

/** Each function below fills `tensor` in place, unrecorded, and returns it. */
function filled(tensor: Tensor, fill: () => void): Tensor {
  noGrad(fill);
  return tensor;
}

/** Uniform in [a, b). Default: 0 and 1. */
export function uniform_(tensor: Tensor, a = 0, b = 1): Tensor {
  return filled(tensor, () => tensor.uniform_(a, b));
}

/** Normal. Default: mean 0, standard deviation 1. */
export function normal_(tensor: Tensor, mean = 0, std = 1): Tensor {
  return filled(tensor, () => tensor.normal_(mean, std));
}

/** Every element `value`. */
export function constant_(tensor: Tensor, value: number): Tensor {
  return filled(tensor, () => tensor.fill_(value));
}

export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** Uniform in ±gain·√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
export function xavierUniform_(tensor: Tensor, gain = 1): Tensor {
  const { fanIn, fanOut } = fans(tensor);
  const bound = Math.sqrt(3) * gain * Math.sqrt(2 / (fanIn + fanOut));
  return uniform_(tensor, -bound, bound);
}

/** Normal with standard deviation gain·√(2 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
export function xavierNormal_(tensor: Tensor, gain = 1): Tensor {
  const { fanIn, fanOut } = fans(tensor);
  return normal_(tensor, 0, gain * Math.sqrt(2 / (fanIn + fanOut)));
}

export interface KaimingOptions {
  /** The negative slope of a leaky ReLU. Default: 0. */
  readonly a?: number;
  /** Default: 'fanIn'. */
  readonly mode?: FanMode;
  /** Default: 'leakyRelu'. */
  readonly nonlinearity?: Nonlinearity;
}

function kaimingStd(tensor: Tensor, { a = 0, mode = 'fanIn', nonlinearity = 'leakyRelu' }: KaimingOptions): number {
  return calculateGain(nonlinearity, a) / Math.sqrt(fans(tensor)[mode]);
}

/** Uniform in ±gain·√(3 / fan) (He et al. 2015, https://arxiv.org/abs/1502.01852). */
export function kaimingUniform_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniform_(tensor, -bound, bound);
}

/** Normal with standard deviation gain / √fan (He et al. 2015, https://arxiv.org/abs/1502.01852). */
export function kaimingNormal_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(tensor, 0, kaimingStd(tensor, options));
}

/** PyTorch's initial weights of linear and convolution layers: uniform in ±1/√fanIn; and of their biases. */
export function resetLinear(weight: Tensor, bias: Tensor | undefined, fanIn = fans(weight).fanIn): void {
  kaimingUniform_(weight, { a: Math.sqrt(5) });
  if (bias === undefined) return;
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  uniform_(bias, -bound, bound);
}
