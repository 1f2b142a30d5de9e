import { noGrad } from '../autograd/mode.ts';
import { empty } from '../creation.ts';
import { elements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { normal_ } from '../nn/init.ts';
import { div } from '../operations/arithmetic.ts';
import { matmul } from '../operations/matmul.ts';
import { castTo, reshape, t } from '../operations/views.ts';
import type { Shape } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { type CallOptions, Layer, type LayerOptions, type Weight } from './layer.ts';
import type { KernelLayer } from './dense.ts';
import { toUnitLength } from './layerNormalization.ts';

/** The largest factor of a vector without length. */
const LARGEST_INVERSE = 1e7;

export interface SpectralNormalizationOptions extends LayerOptions {
  /** Steps of the power method for each call in training. Default: 1. */
  readonly powerIterations?: number;
}

/**
 * Keras' spectral normalization (https://keras.io/api/layers/normalization_layers/spectral_normalization/): a wrapper that,
 * with `training`, overwrites the wrapped layer's kernel by the kernel divided by its largest singular value. Throws
 * ValueError unless there is at least one step.
 */
export class SpectralNormalization extends Layer {
  readonly layer: KernelLayer;
  readonly powerIterations: number;
  vectorU!: Tensor;

  constructor(layer: KernelLayer, options: SpectralNormalizationOptions = {}) {
    super(options, ['powerIterations']);
    this.layer = layer;
    this.powerIterations = options.powerIterations ?? 1;
    if (!(this.powerIterations > 0)) {
      throw new ValueError(
        `\`power_iterations\` should be greater than zero. Received: \`power_iterations=${this.powerIterations}\``,
      );
    }
  }

  protected override createWeights(shape: Shape): void {
    this.layer.build(shape);
    if (!(this.layer.kernel instanceof Tensor)) {
      throw new ValueError(`${this.layer.constructor.name} object has no attribute 'kernel' nor 'embeddings'`);
    }
    const outputs = this.layer.kernel.shape.at(-1)!;
    const start = normal_(empty([1, outputs], { dtype: this.dtype }), 0, 0.02);
    this.vectorU = this.addWeight('vector_u', start, { trainable: false });
  }

  /** Keras lists the wrapped layer's kernel first, then the vector, then the bias. */
  protected override ownWeights(): Weight[] {
    const wrapped = this.layer.weights;
    return [...wrapped.slice(0, 1), ...super.ownWeights(), ...wrapped.slice(1)];
  }

  protected override compute(input: Tensor, options: CallOptions): Tensor {
    if (options.training === true) {
      noGrad(() => {
        this.#normalizeKernel();
      });
    }
    return this.layer.call(input, options);
  }

  /** A kernel of zeros stays as it is. */
  #normalizeKernel(): void {
    const { kernel } = this.layer;
    if (elements(kernel).every((value) => value === 0)) return;
    const matrix = reshape(castTo(kernel, 'float64'), [-1, kernel.shape.at(-1)!]);
    let u = castTo(this.vectorU, 'float64');
    let v = u;
    const unit = (x: Tensor): Tensor => toUnitLength(x, [0, 1], LARGEST_INVERSE);
    for (let step = 0; step < this.powerIterations; step++) {
      v = unit(matmul(u, t(matrix)));
      u = unit(matmul(v, matrix));
    }
    const sigma = matmul(matmul(v, matrix), t(u));
    this.vectorU.copy_(u);
    kernel.copy_(reshape(div(matrix, sigma), kernel.shape));
  }
}
