import type { DType } from '../dtype.ts';
import { ValueError } from '../errors.ts';
import { noGrad } from '../autograd/mode.ts';
import { pythonLiteral } from './pythonLiteral.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { Parameter } from '../nn/parameter.ts';

/** What all Keras layers take. */
export interface LayerOptions {
  /** Default: the class name in lower case with underscores, numbered from the second on. */
  readonly name?: string;
  /** Whether the weights are learned; a batch normalization that is not trainable is in inference mode. Default: true. */
  readonly trainable?: boolean;
  /** Of the weights. Default: float32. */
  readonly dtype?: DType;
}

export interface CallOptions {
  /** Default: false. */
  readonly training?: boolean;
  /** True for the places that count: the input's shape without its last dimension. */
  readonly mask?: Tensor;
}

/** A tensor that a layer owns. */
export interface Weight {
  readonly name: string;
  /** The names of the layers down to it, and its own: `batch_normalization/gamma`. */
  readonly path: string;
  readonly tensor: Tensor;
  readonly trainable: boolean;
}

const COMMON_OPTIONS = ['name', 'trainable', 'dtype'];

let namesInUse = new Map<string, number>();

/** Forgets which automatic names are taken, as `keras.backend.clear_session()` does. */
export function clearSession(): void {
  namesInUse = new Map();
}

/** `LayerNormalization` is `layer_normalization`, `RMSNormalization` is `rms_normalization`. */
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function automaticName(className: string): string {
  const name = snakeCase(className);
  const count = namesInUse.get(name) ?? 0;
  namesInUse.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/**
 * The base of all Keras layers (https://keras.io/api/layers/base_layer/): weights come into being with the first input,
 * or by {@link build}.
 */
export abstract class Layer {
  readonly name: string;
  trainable: boolean;
  built = false;
  protected readonly dtype: DType;
  readonly #weights: { readonly name: string; readonly tensor: Tensor; readonly trainable: boolean }[] = [];

  /** Throws ValueError for an option that neither this class, by `known`, nor all layers have. */
  constructor(options: LayerOptions, known: readonly string[]) {
    const unknown = Object.entries(options).filter(([name]) => ![...known, ...COMMON_OPTIONS].includes(name));
    if (unknown.length > 0) {
      throw new ValueError(
        `Unrecognized keyword arguments passed to ${this.constructor.name}: ${pythonLiteral(Object.fromEntries(unknown))}`,
      );
    }
    this.name = options.name ?? automaticName(this.constructor.name);
    this.trainable = options.trainable ?? true;
    this.dtype = options.dtype ?? 'float32';
  }

  /** Makes the weights for inputs of `shape`. */
  build(shape: Shape): void {
    if (this.built) return;
    this.createWeights(shape);
    this.built = true;
  }

  protected abstract createWeights(shape: Shape): void;

  protected abstract compute(input: Tensor, options: CallOptions): Tensor;

  /** Throws where an input does not fit the weights; most layers leave this to the operations. */
  protected checkInput?(input: Tensor): void;

  /** Applies the layer, as `layer(input, training=…)` does in Python. */
  call(input: Tensor, options: CallOptions = {}): Tensor {
    this.build(input.shape);
    this.checkInput?.(input);
    return this.compute(input, options);
  }

  protected addWeight(name: string, value: Tensor, options: { readonly trainable?: boolean } = {}): Tensor {
    const trainable = options.trainable ?? true;
    const tensor = trainable ? new Parameter(value) : value;
    this.#weights.push({ name, tensor, trainable });
    return tensor;
  }

  /** All weights of this layer, those of layers within it included. */
  get weights(): Weight[] {
    return this.ownWeights().map((weight) => ({ ...weight, path: `${this.name}/${weight.path}` }));
  }

  protected ownWeights(): Weight[] {
    return this.#weights.map((weight) => ({ ...weight, path: weight.name }));
  }

  get trainableWeights(): Weight[] {
    return this.trainable ? this.weights.filter(({ trainable }) => trainable) : [];
  }

  /** How many numbers the weights have together. */
  countParams(): number {
    return this.weights.reduce((total, { tensor }) => total + tensor.numel(), 0);
  }

  /** Copies tensors into the weights, in the order of {@link weights}. Throws ValueError where the count differs. */
  setWeights(values: readonly Tensor[]): void {
    const { weights } = this;
    if (values.length !== weights.length) {
      throw new ValueError(
        `You called \`set_weights(weights)\` on layer '${this.name}' with a weight list of length ${values.length}, but the layer was expecting ${weights.length} weights.`,
      );
    }
    noGrad(() => {
      weights.forEach(({ tensor }, index) => tensor.copy_(values[index]!));
    });
  }

  /** The text of `repr(layer)` in Keras. */
  toString(): string {
    return `<${this.constructor.name} name=${this.name}, built=${this.built ? 'True' : 'False'}>`;
  }
}
