export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from './batchNorm.ts';
export { GroupNorm, type GroupNormOptions } from './groupNorm.ts';
export { InstanceNorm1d, InstanceNorm2d, type InstanceNormOptions } from './instanceNorm.ts';
export { LayerNorm, type LayerNormOptions } from './layerNorm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { Module } from './module.ts';
export { Parameter } from './parameter.ts';
export { RMSNorm, type RMSNormOptions } from './rmsNorm.ts';
