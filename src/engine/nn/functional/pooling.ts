import { named } from '../../autograd/graph.ts';
import { fromElements } from '../../elements.ts';
import { RuntimeError } from '../../errors.ts';
import { div } from '../../operations/arithmetic.ts';
import { elementCount, formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { Window } from '../../kernels/windows.ts';
import { windowMaxima, windowMaximaWithPlaces, type WindowsOf, windowSums } from './windows.ts';

import { perDimension, type Sizes } from './sizes.ts';

export interface MaxPoolArguments {
  /** Default: the kernel's size. */
  readonly stride?: Sizes | undefined;
  /** Places of −∞ around the input. Default: 0. */
  readonly padding?: Sizes;
  /** The distance between the places of a window. Default: 1. */
  readonly dilation?: Sizes;
  /** Also take windows that end outside of the input. Default: false. */
  readonly ceilMode?: boolean;
}

export interface AvgPoolArguments {
  /** Default: the kernel's size. */
  readonly stride?: Sizes | undefined;
  /** Places of 0 around the input. Default: 0. */
  readonly padding?: Sizes;
  readonly ceilMode?: boolean;
  /** Whether to divide by the window's whole size, with the padding. Default: true. */
  readonly countIncludePad?: boolean;
  /** Divide by this. Default: the size of the window. */
  readonly divisorOverride?: number | undefined;
}

interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** Where each window starts, in places that may lie in the padding. */
function windowStarts({ size, kernel, stride, padding, dilation }: Axis, ceilMode: boolean): number[] {
  const steps = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride;
  let count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (ceilMode && (count - 1) * stride >= size + padding) count--;
  return Array.from({ length: Math.max(0, count) }, (_, i) => i * stride - padding);
}

const COUNT_WORDS = ['no', 'one', 'two', 'three'];

/** The arguments of a pooling function, in PyTorch's words for what is wrong with them. */
function axesOf(
  name: string,
  input: Tensor,
  rank: number,
  kernelSize: Sizes,
  { stride, padding = 0, dilation = 1 }: MaxPoolArguments,
): Axis[] {
  const sizesOf = (argument: string, sizes: Sizes): number[] =>
    perDimension(sizes, rank, () => {
      const optional = argument === 'stride' ? 'omitted, ' : '';
      return rank === 1
        ? `${name}() ${argument} must be an int, list of ints or tuple of ints of size 1 but got size ${(sizes as number[]).length}`
        : `${name}: ${argument} must either be ${optional}a single int, or a tuple of ${COUNT_WORDS[rank]} ints`;
    });
  const kernels = sizesOf('kernel_size', kernelSize);
  const [strides, paddings, dilations] = [
    sizesOf('stride', stride ?? kernelSize),
    sizesOf('padding', padding),
    sizesOf('dilation', dilation),
  ];
  return kernels.map((kernel, i) => {
    const axis: Axis = {
      size: input.shape[input.dim() - rank + i]!,
      kernel,
      stride: strides[i]!,
      padding: paddings[i]!,
      dilation: dilations[i]!,
    };
    for (const [argument, value] of [
      ['kernel_size', kernel],
      ['stride', axis.stride],
      ['dilation', axis.dilation],
    ] as const) {
      if (!(value > 0)) throw new RuntimeError(`${name}() ${argument} must be greater than zero, but got ${value}`);
    }
    if (axis.padding < 0) throw new RuntimeError(`${name}() padding must be non-negative, but got ${axis.padding}`);
    if (axis.padding > Math.floor(kernel / 2)) {
      throw new RuntimeError(
        rank === 1
          ? `${name}() padding should be at most half of kernel size, but got padding=${axis.padding} and kernel_size=${kernel}`
          : `pad should be at most half of effective kernel size, but got pad=${axis.padding}, kernel_size=${kernel} and dilation=${axis.dilation}`,
      );
    }
    return axis;
  });
}

function checkRank(name: string, input: Tensor, rank: number): void {
  if (input.dim() === rank + 1 || input.dim() === rank + 2) return;
  throw new RuntimeError(
    rank === 2
      ? `non-empty 3D or 4D (batch mode) tensor expected for input`
      : `${name}() Expected ${rank + 1}D or ${rank + 2}D input tensor, but got input of size: ${formatShape(input.shape)}`,
  );
}

function checkOutput(input: Tensor, sizes: readonly number[], rank: number): void {
  if (sizes.every((size) => size > 0)) return;
  const spatial = (shape: readonly number[]): string => shape.slice(-rank).join('x');
  throw new RuntimeError(
    `Given input size: (${input.shape.slice(-rank - 1, -rank).join()}x${spatial(input.shape)}). Calculated output size: (${input.shape.slice(-rank - 1, -rank).join()}x${spatial(sizes)}). Output size is too small`,
  );
}

type MaxPool = (input: Tensor, kernelSize: Sizes, args?: MaxPoolArguments) => Tensor;
type AvgPool = (input: Tensor, kernelSize: Sizes, args?: AvgPoolArguments) => Tensor;
type AdaptivePool = (input: Tensor, outputSize: AdaptiveSize) => Tensor;

/** The windows of max pooling along the last dimensions, none of them empty. */
function maxPoolWindows(rank: number, input: Tensor, kernelSize: Sizes, args: MaxPoolArguments): WindowsOf {
  checkRank(`max_pool${rank}d`, input, rank);
  const axes = axesOf(`max_pool${rank}d`, input, rank, kernelSize, args);
  const windows = axes.map((axis) =>
    windowStarts(axis, args.ceilMode ?? false).map((start): Window => {
      const { dilation: step, kernel, size } = axis;
      const first = start < 0 ? start + Math.ceil(-start / step) * step : start;
      return { start: first, end: Math.min(size, start + step * (kernel - 1) + 1), step };
    }),
  );
  checkOutput(
    input,
    windows.map(({ length }) => length),
    rank,
  );
  return new Map(windows.map((list, i) => [input.dim() - rank + i, list]));
}

function maxPoolName(rank: number): string {
  return rank === 1 ? 'SqueezeBackward1' : `MaxPool${rank}DWithIndicesBackward0`;
}

function maxPool(rank: number): MaxPool {
  return (input, kernelSize, args = {}) =>
    windowMaxima(input, maxPoolName(rank), maxPoolWindows(rank, input, kernelSize, args));
}

type PoolWithIndices<Size, Args> = (
  input: Tensor,
  size: Size,
  args?: Args,
) => { readonly values: Tensor; readonly indices: Tensor };

function maxPoolWithIndices(rank: number): PoolWithIndices<Sizes, MaxPoolArguments> {
  return (input, kernelSize, args = {}) =>
    windowMaximaWithPlaces(input, maxPoolName(rank), maxPoolWindows(rank, input, kernelSize, args));
}

function avgPool(rank: number): AvgPool {
  return (input, kernelSize, args = {}) => {
    checkRank(`avg_pool${rank}d`, input, rank);
    if (args.divisorOverride === 0) throw new RuntimeError('divisor must be not zero');
    const axes = axesOf(`avg_pool${rank}d`, input, rank, kernelSize, args);
    const first = input.dim() - rank;
    const counts: number[][] = [];
    const sums = axes.reduce((x, axis, i) => {
      const { size, kernel, padding } = axis;
      const starts = windowStarts(axis, args.ceilMode ?? false);
      const windows = starts.map((start) => ({
        start: Math.max(start, 0),
        end: Math.min(start + kernel, size),
        step: 1,
      }));
      const padded = starts.map((start) => Math.min(start + kernel, size + padding) - start);
      counts.push((args.countIncludePad ?? true) ? padded : windows.map(({ start, end }) => end - start));
      return windowSums(x, first + i, windows);
    }, input);
    const means = args.divisorOverride === undefined ? divideByCounts(sums, counts) : div(sums, args.divisorOverride);
    return named(rank === 1 ? 'SqueezeBackward1' : `AvgPool${rank}DBackward0`, means);
  };
}

/** Divides the last dimensions by the product of the counts at their places. */
function divideByCounts(sums: Tensor, counts: readonly (readonly number[])[]): Tensor {
  const shape = counts.map(({ length }) => length);
  const products = counts.reduce<number[]>(
    (all, list) => all.flatMap((product) => list.map((count) => product * count)),
    [1],
  );
  return div(sums, fromElements(products.slice(0, elementCount(shape)), shape, sums.dtype));
}

function adaptiveWindows(size: number, count: number): Window[] {
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor((i * size) / count),
    end: Math.ceil(((i + 1) * size) / count),
    step: 1,
  }));
}

/** The windows of each of the last dimensions that give results of `outputSize`; null keeps a size. */
function adaptive(name: string, input: Tensor, rank: number, outputSize: AdaptiveSize): Window[][] {
  const wanted =
    typeof outputSize === 'number' || outputSize === null
      ? new Array<number | null>(rank).fill(outputSize)
      : outputSize;
  if (wanted.length !== rank) throw new RuntimeError(`${name}: output_size must be ${rank}`);
  return wanted.map((count, i) => {
    const size = input.shape[input.dim() - rank + i]!;
    return adaptiveWindows(size, count ?? size);
  });
}

/** The size of each dimension of the result; null keeps that of the input. */
export type AdaptiveSize = number | null | readonly (number | null)[];

function adaptiveAvgPool(rank: number): AdaptivePool {
  return (input, outputSize) => {
    checkRank(`adaptive_avg_pool${rank}d`, input, rank);
    const windows = adaptive(`adaptive_avg_pool${rank}d`, input, rank, outputSize);
    const sums = windows.reduce((x, list, i) => windowSums(x, input.dim() - rank + i, list), input);
    const counts = windows.map((list) => list.map(({ start, end }) => end - start));
    const single = windows.every(({ length }) => length === 1) ? 'MeanBackward1' : `AdaptiveAvgPool${rank}DBackward0`;
    return named(rank === 1 ? 'SqueezeBackward1' : single, divideByCounts(sums, counts));
  };
}

function adaptiveMaxPoolWithIndices(rank: number): PoolWithIndices<AdaptiveSize, never> {
  return (input, outputSize) => {
    checkRank(`adaptive_max_pool${rank}d`, input, rank);
    const windows = adaptive(`adaptive_max_pool${rank}d`, input, rank, outputSize);
    const name = rank === 1 ? 'SqueezeBackward1' : `AdaptiveMaxPool${rank}DBackward0`;
    return windowMaximaWithPlaces(input, name, new Map(windows.map((list, i) => [input.dim() - rank + i, list])));
  };
}

function adaptiveMaxPool(rank: number): AdaptivePool {
  const pool = adaptiveMaxPoolWithIndices(rank);
  return (input, outputSize) => pool(input, outputSize).values;
}

/** The largest element of each window of N×C×L or C×L. Throws RuntimeError where no window fits. */
export const maxPool1d = maxPool(1);
/** The largest element of each window of N×C×H×W or C×H×W. */
export const maxPool2d = maxPool(2);
/** The largest element of each window of N×C×D×H×W or C×D×H×W. */
export const maxPool3d = maxPool(3);
/** The mean of each window of N×C×L or C×L. */
export const avgPool1d = avgPool(1);
/** The mean of each window of N×C×H×W or C×H×W. */
export const avgPool2d = avgPool(2);
/** The mean of each window of N×C×D×H×W or C×D×H×W. */
export const avgPool3d = avgPool(3);
/** Means of windows chosen so that the result has `outputSize` places. */
export const adaptiveAvgPool1d = adaptiveAvgPool(1);
export const adaptiveAvgPool2d = adaptiveAvgPool(2);
export const adaptiveAvgPool3d = adaptiveAvgPool(3);
/** Largest elements of windows chosen so that the result has `outputSize` places. */
export const adaptiveMaxPool1d = adaptiveMaxPool(1);
export const adaptiveMaxPool2d = adaptiveMaxPool(2);
export const adaptiveMaxPool3d = adaptiveMaxPool(3);
/** {@link maxPool1d} and the place of each result among the last dimensions: `{ values, indices }`. */
export const maxPool1dWithIndices = maxPoolWithIndices(1);
export const maxPool2dWithIndices = maxPoolWithIndices(2);
export const maxPool3dWithIndices = maxPoolWithIndices(3);
/** {@link adaptiveMaxPool1d} and the place of each result among the last dimensions: `{ values, indices }`. */
export const adaptiveMaxPool1dWithIndices = adaptiveMaxPoolWithIndices(1);
export const adaptiveMaxPool2dWithIndices = adaptiveMaxPoolWithIndices(2);
export const adaptiveMaxPool3dWithIndices = adaptiveMaxPoolWithIndices(3);
