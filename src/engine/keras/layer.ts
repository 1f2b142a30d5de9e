import type { DType } from '../dtype.ts';
import { ValueError } from '../errors.ts';
import { noGrad } from '../autograd/mode.ts';
import { pythonLiteral } from './pythonLiteral.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { constructionObservers } from '../nn/construction.ts';
import { Parameter } from '../nn/parameter.ts';
import { pythonTuple } from '../nn/repr.ts';
import { castTo } from '../operations/views.ts';

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

/** What inputs must look like once the weights are there. */
interface InputSpec {
  readonly rank?: number;
  /** The size that an axis must have. */
  readonly axis: number;
  readonly size: number;
}

const COMMON_OPTIONS = ['name', 'trainable', 'dtype'];

let namesInUse = new Map<string, number>();

/** Forgets which automatic names are taken, as `keras.backend.clear_session()` does. */
export function clearSession(): void {
  namesInUse = new Map();
}

/** `LayerNormalization` is `layer_normalization`, `RMSNormalization` is `rms_normalization`, `Conv2D` is `conv2d`. */
function automaticName(className: string): string {
  const name = className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
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
    constructionObservers.tell(this);
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

  /** The dtype that weights are made in. */
  protected get weightDType(): DType {
    return this.dtype;
  }

  /** Set by {@link createWeights} where inputs of other sizes are refused. */
  protected inputSpec: InputSpec | undefined;

  #checkInput({ shape }: Tensor): void {
    if (this.inputSpec === undefined) return;
    const { rank, axis, size } = this.inputSpec;
    const refused = `Input 0 with name 'None' of layer '${this.name}' is incompatible with the layer:`;
    if (rank !== undefined && shape.length !== rank) {
      throw new ValueError(
        `${refused} expected ndim=${rank}, found ndim=${shape.length}. Full shape received: ${pythonTuple(shape)}`,
      );
    }
    if (shape.at(axis) === size) return;
    throw new ValueError(
      `${refused} expected axis ${axis} of input shape to have value ${size}, but received input with shape ${pythonTuple(shape)}`,
    );
  }

  /**
   * Applies the layer, as `layer(input, training=…)` does in Python. The input is converted to the layer's dtype. Throws
   * ValueError for an input of other sizes than the weights were made for.
   */
  call(input: Tensor, options: CallOptions = {}): Tensor {
    this.build(input.shape);
    this.#checkInput(input);
    return this.compute(castTo(input, this.dtype), options);
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
    return this.#weights.map((weight) => ({
      ...weight,
      path: weight.name,
      trainable: weight.trainable && this.trainable,
    }));
  }

  get trainableWeights(): Weight[] {
    return this.weights.filter(({ trainable }) => trainable);
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
