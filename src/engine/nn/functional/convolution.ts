import { record } from '../../autograd/graph.ts';
import { allocateResult, scalarName } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { RuntimeError } from '../../errors.ts';
import {
  type ConvolutionSizes,
  convolve,
  convolveInputGradient,
  convolveWeightGradient,
} from '../../kernels/convolution.ts';
import { add } from '../../operations/arithmetic.ts';
import { pad } from '../../operations/rearrange.ts';
import { sum } from '../../operations/reduction.ts';
import { reshape } from '../../operations/views.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { convolutionSizes, type Sizes } from './sizes.ts';

/** Places of 0 around the input; `'same'`: as many as keep its size; `'valid'`: none. */
export type Padding = Sizes | 'same' | 'valid';

export interface ConvolutionArguments {
  /** Of shape [outChannels]. Default: 0. */
  readonly bias?: Tensor | undefined;
  /** Default: 1. */
  readonly stride?: Sizes;
  /** Default: 0. */
  readonly padding?: Padding;
  /** The distance between the places of the kernel. Default: 1. */
  readonly dilation?: Sizes;
  /** How many groups of channels there are that do not see each other. Default: 1. */
  readonly groups?: number;
}

export interface TransposedConvolutionArguments extends ConvolutionArguments {
  readonly padding?: Sizes;
  /** Places added at the end of the result. Default: 0. */
  readonly outputPadding?: Sizes;
}

/** The convolution as one of three operations that are each other's gradients. */
function forwardOf(x: Tensor, weight: Tensor, sizes: ConvolutionSizes, bias?: Tensor): Tensor {
  const shape = [sizes.batch, sizes.outChannels, ...sizes.output];
  const target = allocateResult(x.dtype, shape);
  convolve(elements(x), elements(weight), bias && elements(bias), target, sizes);
  const allButChannels = shape.flatMap((_, dim) => (dim === 1 ? [] : [dim]));
  return record(
    'ConvolutionBackward0',
    fromElements(target, shape, x.dtype),
    bias === undefined ? [x, weight] : [x, weight, bias],
    (gradient) => [
      x.requiresGrad ? inputGradientOf(gradient, weight, sizes) : undefined,
      weight.requiresGrad ? weightGradientOf(gradient, x, sizes) : undefined,
      ...(bias?.requiresGrad === true ? [sum(gradient, allButChannels)] : []),
    ],
    [...(x.requiresGrad ? [weight] : []), ...(weight.requiresGrad ? [x] : [])],
  );
}

function inputGradientOf(gradient: Tensor, weight: Tensor, sizes: ConvolutionSizes): Tensor {
  const shape = [sizes.batch, sizes.inChannels, ...sizes.input];
  const values = convolveInputGradient(elements(gradient), elements(weight), sizes);
  return record(
    'ConvolutionBackward0',
    fromElements(values, shape, gradient.dtype),
    [gradient, weight],
    (second) => [
      gradient.requiresGrad ? forwardOf(second, weight, sizes) : undefined,
      weight.requiresGrad ? weightGradientOf(gradient, second, sizes) : undefined,
    ],
    [...(gradient.requiresGrad ? [weight] : []), ...(weight.requiresGrad ? [gradient] : [])],
  );
}

function weightGradientOf(gradient: Tensor, x: Tensor, sizes: ConvolutionSizes): Tensor {
  const shape = [sizes.outChannels, sizes.inChannels / sizes.groups, ...sizes.kernel];
  const values = convolveWeightGradient(elements(gradient), elements(x), sizes);
  return record(
    'ConvolutionBackward0',
    fromElements(values, shape, gradient.dtype),
    [gradient, x],
    (second) => [
      gradient.requiresGrad ? forwardOf(x, second, sizes) : undefined,
      x.requiresGrad ? inputGradientOf(gradient, second, sizes) : undefined,
    ],
    [...(gradient.requiresGrad ? [x] : []), ...(x.requiresGrad ? [gradient] : [])],
  );
}

/** The sizes of a convolution's arguments, one for each spatial dimension. */
interface Arguments {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

/** Throws RuntimeError, in PyTorch's words, for what no convolution can have. */
function checkArguments(
  rank: number,
  input: Tensor,
  weight: Tensor,
  { stride, padding, dilation, groups }: Arguments,
): void {
  if (stride.some((size) => !(size > 0))) throw new RuntimeError('non-positive stride is not supported');
  if (padding.some((size) => size < 0)) throw new RuntimeError('negative padding is not supported');
  if (dilation.some((size) => !(size > 0))) {
    throw new RuntimeError(`dilation should be greater than zero, but got ${formatShape(dilation)}`);
  }
  if (!(groups > 0)) throw new RuntimeError('non-positive groups is not supported');
  if (weight.size(0) % groups !== 0) {
    throw new RuntimeError(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${formatShape(weight.shape)}] instead`,
    );
  }
  const kernel = weight.shape.slice(2);
  if (kernel.some((size) => size === 0)) {
    throw new RuntimeError(`kernel size should be greater than zero, but got kernel_size: ${kernel.join(' x ')}`);
  }
  if (input.dtype !== weight.dtype) {
    throw new RuntimeError(
      `Input type (${scalarName(input.dtype)}) and weight type (${scalarName(weight.dtype)}) should be the same`,
    );
  }
  if (weight.dim() !== rank + 2) {
    throw new RuntimeError(
      `Expected a ${rank + 2}-dimensional weight for a ${rank + 2}-dimensional input, but got a weight of size ${formatShape(weight.shape)}`,
    );
  }
}

function checkRank(name: string, rank: number, input: Tensor, weight: Tensor): void {
  if (weight.dim() < 3) throw new RuntimeError('weight should have at least three dimensions');
  if (input.dim() !== rank + 1 && input.dim() !== rank + 2) {
    throw new RuntimeError(
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of size: ${formatShape(input.shape)}`,
    );
  }
}

function checkBias(bias: Tensor | undefined, weight: Tensor, input: Tensor, transposed?: number): void {
  if (bias === undefined) return;
  const channels = transposed ?? weight.size(0);
  if (bias.dim() !== 1 || bias.numel() !== channels) {
    throw new RuntimeError(
      `Given ${transposed === undefined ? '' : 'transposed=1, '}weight of size ${formatShape(weight.shape)}, expected bias to be 1-dimensional with ${channels} elements, but got bias of size ${formatShape(bias.shape)} instead`,
    );
  }
  if (bias.dtype !== input.dtype) {
    throw new RuntimeError(
      `Input type (${scalarName(input.dtype)}) and bias type (${scalarName(bias.dtype)}) should be the same`,
    );
  }
}

function addBias(x: Tensor, bias: Tensor | undefined, rank: number): Tensor {
  if (bias === undefined) return x;
  const spatial = new Array<number>(rank).fill(1);
  const output = fromElements(
    elements(add(x.detach(), reshape(bias.detach(), [bias.numel(), ...spatial]))),
    x.shape,
    x.dtype,
  );
  const dims = x.shape.flatMap((_, dim) => (dim === 1 ? [] : [dim]));
  return record('ConvolutionBackward0', output, [x, bias], (gradient) => [gradient, sum(gradient, dims)]);
}

function convolution(rank: number): (input: Tensor, weight: Tensor, args?: ConvolutionArguments) => Tensor {
  const name = `conv${rank}d`;
  return (input, weight, args = {}) => {
    const { bias, padding = 0, groups = 1 } = args;
    checkRank(name, rank, input, weight);
    if (input.dim() === rank + 1) {
      return convolution(rank)(input.unsqueeze(0), weight, args).squeeze(0);
    }
    if (typeof padding === 'string' && padding !== 'same' && padding !== 'valid') {
      throw new RuntimeError(`Invalid padding string: '${String(padding)}'`);
    }
    const stride = convolutionSizes('stride', args.stride ?? 1, rank);
    const dilation = convolutionSizes('dilation', args.dilation ?? 1, rank);
    const paddings = convolutionSizes('padding', typeof padding === 'string' ? 0 : padding, rank);
    checkArguments(rank, input, weight, { stride, padding: paddings, dilation, groups });
    checkBias(bias, weight, input);
    const kernel = weight.shape.slice(2);
    if (padding === 'same') {
      if (stride.some((step) => step !== 1)) {
        throw new RuntimeError("padding='same' is not supported for strided convolutions");
      }
      const total = kernel.map((size, i) => dilation[i]! * (size - 1));
      const around = total.flatMap((surplus) => [[Math.floor(surplus / 2), Math.ceil(surplus / 2)]]);
      return convolution(rank)(pad(input, around.toReversed().flat()), weight, { ...args, padding: 0 });
    }
    const channels = input.size(1);
    if (channels !== weight.size(1) * groups) {
      throw new RuntimeError(
        `Given groups=${groups}, weight of size ${formatShape(weight.shape)}, expected input${formatShape(input.shape)} to have ${weight.size(1) * groups} channels, but got ${channels} channels instead`,
      );
    }
    const spatial = input.shape.slice(2);
    const padded = spatial.map((size, i) => size + 2 * paddings[i]!);
    const spans = kernel.map((size, i) => dilation[i]! * (size - 1) + 1);
    if (padded.some((size, i) => size < spans[i]!)) {
      throw new RuntimeError(
        `Calculated padded input size per channel: (${padded.join(' x ')}). Kernel size: (${spans.join(' x ')}). Kernel size can't be greater than actual input size`,
      );
    }
    const sizes: ConvolutionSizes = {
      batch: input.size(0),
      inChannels: channels,
      outChannels: weight.size(0),
      groups,
      input: spatial,
      kernel,
      output: padded.map((size, i) => Math.floor((size - spans[i]!) / stride[i]!) + 1),
      stride,
      padding: paddings,
      dilation,
    };
    return forwardOf(input, weight, sizes, bias);
  };
}

function transposedConvolution(
  rank: number,
): (input: Tensor, weight: Tensor, args?: TransposedConvolutionArguments) => Tensor {
  const name = `conv_transpose${rank}d`;
  return (input, weight, args = {}) => {
    const { bias, groups = 1 } = args;
    checkRank(name, rank, input, weight);
    if (input.dim() === rank + 1) return transposedConvolution(rank)(input.unsqueeze(0), weight, args).squeeze(0);
    const sizesOf = (argument: string, sizes: Sizes): number[] => convolutionSizes(argument, sizes, rank);
    const stride = sizesOf('stride', args.stride ?? 1);
    const padding = sizesOf('padding', args.padding ?? 0);
    const dilation = sizesOf('dilation', args.dilation ?? 1);
    const outputPadding = sizesOf('output_padding', args.outputPadding ?? 0);
    checkArguments(rank, input, weight, { stride, padding, dilation, groups });
    if (input.size(1) !== weight.size(0)) {
      throw new RuntimeError(
        `Given transposed=1, weight of size ${formatShape(weight.shape)}, expected input${formatShape(input.shape)} to have ${weight.size(0)} channels, but got ${input.size(1)} channels instead`,
      );
    }
    outputPadding.forEach((extra, i) => {
      if (extra < Math.max(stride[i]!, dilation[i]!)) return;
      throw new RuntimeError(
        `output padding must be smaller than either stride or dilation, but got output_padding: ${extra} stride: ${stride[i]} dilation: ${dilation[i]}`,
      );
    });
    const kernel = weight.shape.slice(2);
    const spatial = input.shape.slice(2);
    const result = spatial.map(
      (size, i) => (size - 1) * stride[i]! - 2 * padding[i]! + dilation[i]! * (kernel[i]! - 1) + outputPadding[i]! + 1,
    );
    if (result.some((size) => size <= 0)) {
      throw new RuntimeError(
        `Given input size per channel: (${spatial.join(' x ')}). Calculated output size per channel: (${result.join(' x ')}). Output size is too small`,
      );
    }
    checkBias(bias, weight, input, weight.size(1) * groups);
    const sizes: ConvolutionSizes = {
      batch: input.size(0),
      inChannels: weight.size(1) * groups,
      outChannels: input.size(1),
      groups,
      input: result,
      kernel,
      output: spatial,
      stride,
      padding,
      dilation,
    };
    return addBias(inputGradientOf(input, weight, sizes), bias, rank);
  };
}

/**
 * The cross-correlation of N×C×L (or C×L) with `weight`, [outChannels, C / groups, kernel]
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html). Throws RuntimeError where channels
 * or sizes do not fit.
 */
export const conv1d = convolution(1);
/** As {@link conv1d}, for N×C×H×W. */
export const conv2d = convolution(2);
/** As {@link conv1d}, for N×C×D×H×W. */
export const conv3d = convolution(3);
/** The transpose of {@link conv1d}: maps what it gives back to its input's size. `weight`: [C, outChannels / groups, kernel]. */
export const convTranspose1d = transposedConvolution(1);
/** The transpose of {@link conv2d}. */
export const convTranspose2d = transposedConvolution(2);
/** The transpose of {@link conv3d}. */
export const convTranspose3d = transposedConvolution(3);
