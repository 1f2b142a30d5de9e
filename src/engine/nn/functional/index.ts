export * from './activation.ts';
export { batchNorm, type BatchNormArguments } from './batchNorm.ts';
export {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvolutionArguments,
  type TransposedConvolutionArguments,
} from './convolution.ts';
export { dropout, dropout2d, type DropoutArguments } from './dropout.ts';
export { embedding, oneHot } from './embedding.ts';
export { groupNorm, type GroupNormArguments } from './groupNorm.ts';
export { instanceNorm, type InstanceNormArguments } from './instanceNorm.ts';
export { layerNorm, type LayerNormArguments } from './layerNorm.ts';
export { linear } from './linear.ts';
export { localResponseNorm, type LocalResponseNormArguments } from './localResponseNorm.ts';
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  huberLoss,
  klDiv,
  l1Loss,
  type LossArguments,
  mseLoss,
  nllLoss,
  type Reduction,
  smoothL1Loss,
} from './loss.ts';
export { pad, type PadMode } from '../../operations/rearrange.ts';
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type AvgPoolArguments,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPoolArguments,
  adaptiveMaxPool1dWithIndices,
  adaptiveMaxPool2dWithIndices,
  adaptiveMaxPool3dWithIndices,
  maxPool1dWithIndices,
  maxPool2dWithIndices,
  maxPool3dWithIndices,
} from './pooling.ts';
export { rmsNorm, type RMSNormArguments } from './rmsNorm.ts';
export { cosineSimilarity, normalize, type NormalizeArguments } from './unitNorm.ts';
