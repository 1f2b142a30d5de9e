export { BatchNormalization, type BatchNormalizationOptions, type RenormClipping } from './batchNormalization.ts';
export { Conv2D, type Conv2DOptions, Dense, type DenseOptions } from './dense.ts';
export { type CallOptions, Layer, type LayerOptions, type Weight } from './layer.ts';
export {
  GroupNormalization,
  type GroupNormalizationOptions,
  LayerNormalization,
  type LayerNormalizationOptions,
  RMSNormalization,
  type RMSNormalizationOptions,
  UnitNormalization,
} from './layerNormalization.ts';
export { Normalization, type NormalizationOptions } from './normalization.ts';
export { SpectralNormalization, type SpectralNormalizationOptions } from './spectralNormalization.ts';
