import { record } from '../../autograd/graph.ts';
import { allocate, scalarName } from '../../dtype.ts';
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
import { elementCount, formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { perDimension, type Sizes } from './pooling.ts';

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
function forwardOf(x: Tensor, weight: Tensor, sizes: ConvolutionSizes): Tensor {
  const shape = [sizes.batch, sizes.outChannels, ...sizes.output];
  const target = allocate(x.dtype, elementCount(shape));
  convolve(elements(x), elements(weight), target, sizes);
  return record(
    'ConvolutionBackward0',
    fromElements(target, shape, x.dtype),
    [x, weight],
    (gradient) => [
      x.requiresGrad ? inputGradientOf(gradient, weight, sizes) : undefined,
      weight.requiresGrad ? weightGradientOf(gradient, x, sizes) : undefined,
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

function checkInput(name: string, rank: number, input: Tensor, weight: Tensor): void {
  if (input.dim() !== rank + 1 && input.dim() !== rank + 2) {
    throw new RuntimeError(
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of size: ${formatShape(input.shape)}`,
    );
  }
  if (input.dtype !== weight.dtype) {
    throw new RuntimeError(
      `Input type (${scalarName(input.dtype)}) and bias type (${scalarName(weight.dtype)}) should be the same`,
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
    checkInput(name, rank, input, weight);
    if (input.dim() === rank + 1) {
      return convolution(rank)(input.unsqueeze(0), weight, args).squeeze(0);
    }
    const [stride, dilation] = [args.stride ?? 1, args.dilation ?? 1].map((sizes) => perDimension(sizes, rank)) as [
      number[],
      number[],
    ];
    const kernel = weight.shape.slice(2);
    if (padding === 'same') {
      if (stride.some((step) => step !== 1)) {
        throw new RuntimeError("padding='same' is not supported for strided convolutions");
      }
      const total = kernel.map((size, i) => dilation[i]! * (size - 1));
      const around = total.flatMap((surplus) => [[Math.floor(surplus / 2), Math.ceil(surplus / 2)]]);
      return convolution(rank)(pad(input, around.toReversed().flat()), weight, { ...args, padding: 0 });
    }
    const paddings = perDimension(padding === 'valid' ? 0 : padding, rank);
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
    return addBias(forwardOf(input, weight, sizes), bias, rank);
  };
}

function transposedConvolution(
  rank: number,
): (input: Tensor, weight: Tensor, args?: TransposedConvolutionArguments) => Tensor {
  const name = `conv_transpose${rank}d`;
  return (input, weight, args = {}) => {
    const { bias, groups = 1 } = args;
    checkInput(name, rank, input, weight);
    if (input.dim() === rank + 1) return transposedConvolution(rank)(input.unsqueeze(0), weight, args).squeeze(0);
    const [stride, padding, dilation, outputPadding] = [
      args.stride ?? 1,
      args.padding ?? 0,
      args.dilation ?? 1,
      args.outputPadding ?? 0,
    ].map((sizes) => perDimension(sizes, rank)) as [number[], number[], number[], number[]];
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
