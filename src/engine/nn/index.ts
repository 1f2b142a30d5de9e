export * from './activation.ts';
export {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormOptions,
  NormalizationWithStatistics,
  SyncBatchNorm,
} from './batchNorm.ts';
export { BatchRenorm, type BatchRenormOptions } from './batchRenorm.ts';
export { ModuleDict, ModuleList, Sequential } from './containers.ts';
export {
  Conv1d,
  Conv2d,
  Conv3d,
  type ConvOptions,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type TransposedConvOptions,
} from './convolution.ts';
export { Embedding, type EmbeddingOptions } from './embedding.ts';
export { FilterResponseNorm, type FilterResponseNormOptions } from './filterResponseNorm.ts';
export { GhostBatchNorm, type GhostBatchNormOptions } from './ghostBatchNorm.ts';
export { GroupNorm, type GroupNormOptions } from './groupNorm.ts';
export * as init from './init.ts';
export { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d, type InstanceNormOptions } from './instanceNorm.ts';
export { LayerNorm, type LayerNormOptions } from './layerNorm.ts';
export * from './lazy.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { LocalResponseNorm } from './localResponseNorm.ts';
export * from './loss.ts';
export { Module } from './module.ts';
export { Parameter } from './parameter.ts';
export * from './pooling.ts';
export { RMSNorm, type RMSNormOptions } from './rmsNorm.ts';
export { DyT, GRN, ScaleNorm } from './scaleNorm.ts';
export { Dropout, Dropout2d, Flatten, Identity, Unflatten } from './structure.ts';
export * as utils from './utils.ts';
