export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from './batchNorm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { Module } from './module.ts';
export { Parameter } from './parameter.ts';
