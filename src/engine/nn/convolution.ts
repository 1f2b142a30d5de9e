import { empty } from '../creation.ts';
import type { DType } from '../dtype.ts';
import { ValueError } from '../errors.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { PadMode } from '../operations/rearrange.ts';
import { pad } from '../operations/rearrange.ts';
import type { Tensor } from '../tensor.ts';
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvolutionArguments,
  type Padding,
} from './functional/convolution.ts';
import { convolutionSizes, type Sizes } from './functional/sizes.ts';
import { resetLinear } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { pythonTuple } from './repr.ts';

export interface ConvOptions {
  /** Default: 1. */
  readonly stride?: Sizes;
  /** Places around the input; 'same' keeps the size, 'valid' adds none. Default: 0. */
  readonly padding?: Padding;
  /** The distance between the places of the kernel. Default: 1. */
  readonly dilation?: Sizes;
  /** How many groups of channels there are that do not see each other. Default: 1. */
  readonly groups?: number;
  /** Whether to add a learned bias. Default: true. */
  readonly bias?: boolean;
  /** What the padding holds. Default: 'zeros'. */
  readonly paddingMode?: 'zeros' | Exclude<PadMode, 'constant'>;
  /** Of the parameters. Default: float32. */
  readonly dtype?: DType;
}

export interface TransposedConvOptions extends Omit<ConvOptions, 'padding' | 'paddingMode'> {
  readonly padding?: Sizes;
  /** Places added at the end of the result. Default: 0. */
  readonly outputPadding?: Sizes;
}

/** What convolutions have in common. */
abstract class Convolution extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: NonNullable<ConvOptions['paddingMode']>;
  weight: Parameter;
  /** Of shape [outChannels]. */
  bias: Parameter | undefined;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    { rank, transposed, options }: { rank: number; transposed: boolean; options: ConvOptions },
  ) {
    super();
    const { padding = 0, groups = 1, dtype = 'float32' } = options;
    if (!(groups > 0)) throw new ValueError('groups must be a positive integer');
    if (inChannels % groups !== 0) throw new ValueError('in_channels must be divisible by groups');
    if (outChannels % groups !== 0) throw new ValueError('out_channels must be divisible by groups');
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = convolutionSizes('kernel_size', kernelSize, rank);
    this.stride = convolutionSizes('stride', options.stride ?? 1, rank);
    this.padding = typeof padding === 'string' ? padding : convolutionSizes('padding', padding, rank);
    this.dilation = convolutionSizes('dilation', options.dilation ?? 1, rank);
    this.groups = groups;
    this.paddingMode = options.paddingMode ?? 'zeros';
    if (padding === 'same' && this.stride.some((step) => step !== 1)) {
      throw new ValueError("padding='same' is not supported for strided convolutions");
    }
    const channels = transposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
    const shape = [...channels, ...this.kernelSize];
    this.weight = new Parameter(empty(shape, { dtype }));
    this.bias = (options.bias ?? true) ? new Parameter(empty([outChannels], { dtype })) : undefined;
    if (elementCount(shape) > 0) resetLinear(this.weight, this.bias);
  }

  protected get arguments(): ConvolutionArguments {
    const { bias, stride, padding, dilation, groups } = this;
    return { bias, stride, padding, dilation, groups };
  }

  protected reprParts(): string[] {
    const all = (sizes: Shape, value: number): boolean => sizes.every((size) => size === value);
    return [
      String(this.inChannels),
      String(this.outChannels),
      `kernel_size=${pythonTuple(this.kernelSize)}`,
      `stride=${pythonTuple(this.stride)}`,
      ...(typeof this.padding === 'string'
        ? [`padding=${this.padding}`]
        : all(this.padding, 0)
          ? []
          : [`padding=${pythonTuple(this.padding)}`]),
      ...(all(this.dilation, 1) ? [] : [`dilation=${pythonTuple(this.dilation)}`]),
      ...this.extraParts(),
      ...(this.groups === 1 ? [] : [`groups=${this.groups}`]),
      ...(this.bias === undefined ? ['bias=False'] : []),
      ...(this.paddingMode === 'zeros' ? [] : [`padding_mode=${this.paddingMode}`]),
    ];
  }

  protected extraParts(): string[] {
    return [];
  }

  protected override extraRepr(): string {
    return this.reprParts().join(', ');
  }
}

type Convolve = (input: Tensor, weight: Tensor, args: ConvolutionArguments) => Tensor;

abstract class Conv extends Convolution {
  protected abstract readonly convolve: Convolve;

  /** Throws RuntimeError for another number of dimensions or channels, or an input smaller than the kernel. */
  override forward(input: Tensor): Tensor {
    if (this.paddingMode === 'zeros') return this.convolve(input, this.weight, this.arguments);
    const around = this.#paddingPairs().toReversed().flat();
    return this.convolve(pad(input, around, { mode: this.paddingMode }), this.weight, {
      ...this.arguments,
      padding: 0,
    });
  }

  #paddingPairs(): [number, number][] {
    const { padding, kernelSize, dilation } = this;
    return kernelSize.map((size, i) => {
      if (padding === 'valid') return [0, 0];
      if (padding !== 'same') return [padding[i]!, padding[i]!];
      const total = dilation[i]! * (size - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
}

/**
 * Convolution of N×C×L or C×L (https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html): weight
 * [outChannels, inChannels / groups, kernel], uniform at first in ±1/√(inChannels / groups·kernel).
 */
export class Conv1d extends Conv {
  protected readonly convolve = conv1d;

  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, { rank: 1, transposed: false, options });
  }
}

/** Convolution of N×C×H×W or C×H×W: see {@link Conv1d}. */
export class Conv2d extends Conv {
  protected readonly convolve = conv2d;

  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, { rank: 2, transposed: false, options });
  }
}

/** Convolution of N×C×D×H×W or C×D×H×W: see {@link Conv1d}. */
export class Conv3d extends Conv {
  protected readonly convolve = conv3d;

  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, { rank: 3, transposed: false, options });
  }
}

export abstract class ConvTranspose extends Convolution {
  readonly outputPadding: readonly number[];
  protected abstract readonly convolve: Convolve;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    { rank, options }: { rank: number; options: TransposedConvOptions },
  ) {
    super(inChannels, outChannels, kernelSize, { rank, transposed: true, options });
    this.outputPadding = convolutionSizes('output_padding', options.outputPadding ?? 0, rank);
  }

  override forward(input: Tensor): Tensor {
    const args = { ...this.arguments, outputPadding: this.outputPadding };
    return this.convolve(input, this.weight, args);
  }

  protected override extraParts(): string[] {
    return this.outputPadding.every((size) => size === 0) ? [] : [`output_padding=${pythonTuple(this.outputPadding)}`];
  }
}

/** The transpose of {@link Conv1d} (https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html). */
export class ConvTranspose1d extends ConvTranspose {
  protected readonly convolve = convTranspose1d as Convolve;

  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: TransposedConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, { rank: 1, options });
  }
}

/** The transpose of {@link Conv2d} (https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html). */
export class ConvTranspose2d extends ConvTranspose {
  protected readonly convolve = convTranspose2d as Convolve;

  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: TransposedConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, { rank: 2, options });
  }
}

/** The transpose of {@link Conv3d} (https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html). */
export class ConvTranspose3d extends ConvTranspose {
  protected readonly convolve = convTranspose3d as Convolve;

  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: TransposedConvOptions = {}) {
    super(inChannels, outChannels, kernelSize, { rank: 3, options });
  }
}
