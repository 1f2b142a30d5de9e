export { relu } from '../../arithmetic.ts';
export { batchNorm, type BatchNormArguments } from './batchNorm.ts';
export { groupNorm, type GroupNormArguments } from './groupNorm.ts';
export { instanceNorm, type InstanceNormArguments } from './instanceNorm.ts';
export { layerNorm, type LayerNormArguments } from './layerNorm.ts';
export { linear } from './linear.ts';
export { rmsNorm, type RMSNormArguments } from './rmsNorm.ts';
