import {
  BatchNormalization as KerasBatchNormalization,
  type BatchNormalizationOptions as KerasOptions,
  type VarianceEstimator,
} from '../keras/batchNormalization.ts';

export interface BatchNormalizationOptions extends KerasOptions {
  /** Whether the fused kernel runs; undefined: where it can, for inputs of 4 dimensions. */
  readonly fused?: boolean;
}

/**
 * TensorFlow 1's `tf.layers.batch_normalization`
 * (https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/batch_normalization): as Keras', but the fused kernel,
 * which runs for inputs of 4 dimensions, moves the moving variance by the unbiased estimate.
 */
export class BatchNormalization extends KerasBatchNormalization {
  readonly fused: boolean | undefined;

  constructor(options: BatchNormalizationOptions = {}) {
    const { fused, ...rest } = options;
    super(rest);
    this.fused = fused;
  }

  protected override estimator(rank: number): VarianceEstimator {
    return rank === 4 && this.fused !== false ? 'unbiased' : 'biased';
  }
}
