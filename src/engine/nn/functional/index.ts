export { relu } from '../../arithmetic.ts';
export { batchNorm, type BatchNormArguments } from './batchNorm.ts';
export { linear } from './linear.ts';
