import { type DType, isHalf } from '../dtype.ts';
import type { RunningUpdate } from '../nn/observer.ts';
import type { Tensor } from '../tensor.ts';
import { type Axis, axesOf } from '../keras/axes.ts';
import type { CallOptions } from '../keras/layer.ts';
import {
  BatchNormalization as KerasBatchNormalization,
  type BatchNormalizationOptions as KerasOptions,
  type VarianceEstimator,
} from '../keras/batchNormalization.ts';

export interface BatchNormalizationOptions extends Omit<KerasOptions, 'axis'> {
  /** The dimension of channels, or several that have statistics of their own. Default: −1. */
  readonly axis?: Axis;
  /** Whether the fused kernel runs, for [N, C] too; undefined: where it can, for images. */
  readonly fused?: boolean;
}

/**
 * TensorFlow 1's `tf.layers.batch_normalization`
 * (https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/batch_normalization): as Keras', but a layer that is
 * not trainable still uses the batch in training, though it does not move its statistics, and the fused kernel, which runs for images with channels second or
 * last, moves the moving variance by the unbiased estimate.
 */
export class BatchNormalization extends KerasBatchNormalization {
  readonly fused: boolean | undefined;

  /** What `toString` shows, whatever a bundler calls the class beside Keras' of the same name. */
  static {
    Object.defineProperty(this, 'name', { value: 'BatchNormalization' });
  }

  constructor(options: BatchNormalizationOptions = {}) {
    const { fused, ...rest } = options;
    super(rest);
    this.fused = fused;
  }

  protected override learns({ training = false }: CallOptions): boolean {
    return training;
  }

  protected override move(mean: Float64Array, variance: Float64Array): RunningUpdate | undefined {
    return this.trainable ? super.move(mean, variance) : undefined;
  }

  protected override get weightDType(): DType {
    return isHalf(this.dtype) ? 'float32' : this.dtype;
  }

  protected override estimator(input: Tensor): VarianceEstimator {
    const axes = axesOf(this.axis, input.dim());
    const isImage = input.dim() === 4 || input.dim() === 5 || this.fused === true;
    const hasChannels = axes.length === 1 && (axes[0] === 1 || axes[0] === input.dim() - 1);
    return this.fused !== false && isImage && hasChannels && input.dtype !== 'float64' ? 'unbiased' : 'biased';
  }
}
