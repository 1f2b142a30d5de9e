import { BatchNorm, SyncBatchNorm } from './batchNorm.ts';
import type { Module } from './module.ts';

/**
 * `module` with every batch normalization below it as {@link SyncBatchNorm}: the layers are changed in place and keep
 * their parameters and statistics (https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html).
 */
export function convertSyncBatchnorm<Model extends Module>(module: Model): Model {
  for (const layer of module.modules()) {
    if (layer instanceof BatchNorm) Object.setPrototypeOf(layer, SyncBatchNorm.prototype);
  }
  return module;
}
