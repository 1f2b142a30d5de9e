import type { Tensor } from '../tensor.ts';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type AdaptiveSize,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type AvgPoolArguments,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPoolArguments,
} from './functional/pooling.ts';
import { Module } from './module.ts';
import type { Sizes } from './functional/sizes.ts';
import { pythonBool, pythonSizes } from './repr.ts';

/** Windows of a size over the last dimensions, each of which gives one number. */
abstract class WindowPool<Options extends MaxPoolArguments | AvgPoolArguments> extends Module {
  readonly kernelSize: Sizes;
  readonly options: Options;
  protected abstract readonly pool: (input: Tensor, kernelSize: Sizes, options: Options) => Tensor;

  constructor(kernelSize: Sizes, options: Options = {} as Options) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override forward(input: Tensor): Tensor {
    return this.pool(input, this.kernelSize, this.options);
  }

  protected override extraRepr(): string {
    const { stride, padding = 0 } = this.options;
    return [
      `kernel_size=${pythonSizes(this.kernelSize)}`,
      `stride=${pythonSizes(stride ?? this.kernelSize)}`,
      `padding=${pythonSizes(padding)}`,
    ].join(', ');
  }
}

abstract class MaxPool extends WindowPool<MaxPoolArguments> {
  protected override extraRepr(): string {
    const { dilation = 1, ceilMode = false } = this.options;
    return `${super.extraRepr()}, dilation=${pythonSizes(dilation)}, ceil_mode=${pythonBool(ceilMode)}`;
  }
}

/** The largest element of each window of N×C×L (https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html). */
export class MaxPool1d extends MaxPool {
  protected readonly pool = maxPool1d;
}

/** The largest element of each window of N×C×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html). */
export class MaxPool2d extends MaxPool {
  protected readonly pool = maxPool2d;
}

/** The largest element of each window of N×C×D×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html). */
export class MaxPool3d extends MaxPool {
  protected readonly pool = maxPool3d;
}

/** The mean of each window of N×C×L (https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html). */
export class AvgPool1d extends WindowPool<AvgPoolArguments> {
  protected readonly pool = avgPool1d;
}

/** The mean of each window of N×C×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html). */
export class AvgPool2d extends WindowPool<AvgPoolArguments> {
  protected readonly pool = avgPool2d;
}

/** The mean of each window of N×C×D×H×W (https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html). */
export class AvgPool3d extends WindowPool<AvgPoolArguments> {
  protected readonly pool = avgPool3d;
}

abstract class AdaptivePool extends Module {
  readonly outputSize: AdaptiveSize;
  protected abstract readonly pool: typeof adaptiveAvgPool1d;

  /** `outputSize`: the places of each spatial dimension of the result; null keeps the input's. */
  constructor(outputSize: AdaptiveSize) {
    super();
    this.outputSize = outputSize;
  }

  override forward(input: Tensor): Tensor {
    return this.pool(input, this.outputSize);
  }

  protected override extraRepr(): string {
    return `output_size=${pythonSizes(this.outputSize)}`;
  }
}

/** Means of windows that give `outputSize` places (https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html). */
export class AdaptiveAvgPool1d extends AdaptivePool {
  protected readonly pool = adaptiveAvgPool1d;
}

export class AdaptiveAvgPool2d extends AdaptivePool {
  protected readonly pool = adaptiveAvgPool2d;
}

export class AdaptiveAvgPool3d extends AdaptivePool {
  protected readonly pool = adaptiveAvgPool3d;
}

/** Largest elements of windows that give `outputSize` places. */
export class AdaptiveMaxPool1d extends AdaptivePool {
  protected readonly pool = adaptiveMaxPool1d;
}

export class AdaptiveMaxPool2d extends AdaptivePool {
  protected readonly pool = adaptiveMaxPool2d;
}

export class AdaptiveMaxPool3d extends AdaptivePool {
  protected readonly pool = adaptiveMaxPool3d;
}
