export { clipGradNorm, clipGradValue } from './clipGrad.ts';
export { convertSyncBatchnorm } from './convertSyncBatchNorm.ts';
export { spectralNorm, standardizeWeight, weightNorm, weightStandardization } from './parametrize.ts';
