import { empty, zeros } from '../creation.ts';
import { ValueError } from '../errors.ts';
import { conv2d } from '../nn/functional/convolution.ts';
import { relu, sigmoid, softmax, tanh } from '../nn/functional/activation.ts';
import { perDimension, type Sizes } from '../nn/functional/sizes.ts';
import { uniform_ } from '../nn/init.ts';
import { add } from '../operations/arithmetic.ts';
import { matmul } from '../operations/matmul.ts';
import { pad } from '../operations/rearrange.ts';
import { permute } from '../operations/views.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { Layer, type LayerOptions } from './layer.ts';

/** A function of a layer's result, by name. */
export type ActivationName = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'softmax';

const ACTIVATIONS: Record<ActivationName, (x: Tensor) => Tensor> = {
  linear: (x) => x,
  relu,
  sigmoid,
  tanh,
  softmax: (x) => softmax(x, -1),
};

interface KernelOptions extends LayerOptions {
  /** Default: 'linear'. */
  readonly activation?: ActivationName;
  /** Whether to learn a bias. Default: true. */
  readonly useBias?: boolean;
}

/** What Dense and Conv2D have in common: a kernel, uniform at first in ±√(6 / (fanIn + fanOut)), and a bias of 0. */
export abstract class KernelLayer extends Layer {
  readonly activation: ActivationName;
  readonly useBias: boolean;
  kernel!: Tensor;
  bias: Tensor | undefined;

  constructor(options: KernelOptions, known: readonly string[]) {
    super(options, ['activation', 'useBias', ...known]);
    this.activation = options.activation ?? 'linear';
    this.useBias = options.useBias ?? true;
  }

  protected createKernel(shape: readonly number[]): void {
    const receptive = elementCount(shape.slice(0, -2));
    const bound = Math.sqrt(6 / (receptive * (shape.at(-2)! + shape.at(-1)!)));
    const { dtype } = this;
    this.kernel = this.addWeight('kernel', uniform_(empty(shape, { dtype }), -bound, bound));
    if (this.useBias) this.bias = this.addWeight('bias', zeros([shape.at(-1)!], { dtype }));
  }

  protected finish(x: Tensor): Tensor {
    return ACTIVATIONS[this.activation](this.bias === undefined ? x : add(x, this.bias));
  }
}

export interface DenseOptions extends KernelOptions {
  /** How many results there are for each sample. */
  readonly units: number;
}

/** `activation(x·kernel + bias)` over the last dimension (https://keras.io/api/layers/core_layers/dense/). */
export class Dense extends KernelLayer {
  readonly units: number;

  constructor(options: DenseOptions) {
    super(options, ['units']);
    if (!(options.units > 0)) {
      throw new ValueError(
        `Received an invalid value for \`units\`, expected a positive integer. Received: units=${options.units}`,
      );
    }
    this.units = options.units;
  }

  protected override createWeights(shape: Shape): void {
    this.createKernel([shape.at(-1)!, this.units]);
    this.inputSpec = { axis: -1, size: shape.at(-1)! };
  }

  protected override compute(input: Tensor): Tensor {
    return this.finish(matmul(input, this.kernel));
  }
}

export interface Conv2DOptions extends KernelOptions {
  /** How many channels the result has. */
  readonly filters: number;
  readonly kernelSize: Sizes;
  /** Default: 1. */
  readonly strides?: Sizes;
  /** Default: 'valid'. */
  readonly padding?: 'valid' | 'same';
}

/** Convolution of N×H×W×C (https://keras.io/api/layers/convolution_layers/convolution2d/); kernel [height, width, in, out]. */
export class Conv2D extends KernelLayer {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';

  constructor(options: Conv2DOptions) {
    super(options, ['filters', 'kernelSize', 'strides', 'padding']);
    this.filters = options.filters;
    const pair = (name: string, sizes: Sizes): number[] =>
      perDimension(
        sizes,
        2,
        () => `The \`${name}\` argument must be a tuple of 2 integers. Received ${name}=${String(sizes)}`,
      );
    this.kernelSize = pair('kernel_size', options.kernelSize);
    this.strides = pair('strides', options.strides ?? 1);
    this.padding = options.padding ?? 'valid';
  }

  protected override createWeights(shape: Shape): void {
    this.createKernel([...this.kernelSize, shape.at(-1)!, this.filters]);
    this.inputSpec = { rank: 4, axis: -1, size: shape.at(-1)! };
  }

  protected override compute(input: Tensor): Tensor {
    const channelsFirst = permute(input, [0, 3, 1, 2]);
    const padded = this.padding === 'valid' ? channelsFirst : pad(channelsFirst, this.#around(channelsFirst));
    const result = conv2d(padded, permute(this.kernel, [3, 2, 0, 1]), { stride: this.strides });
    return this.finish(permute(result, [0, 2, 3, 1]));
  }

  /** TensorFlow's 'same': the surplus goes to the end. */
  #around(x: Tensor): number[] {
    return [3, 2].flatMap((dim) => {
      const [size, kernel, stride] = [x.size(dim), this.kernelSize[dim - 2]!, this.strides[dim - 2]!];
      const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
}
