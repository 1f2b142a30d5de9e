import './views.ts';

export { abs, add, div, exp, log, mul, neg, type Operand, pow, relu, sign, sqrt, sub } from './arithmetic.ts';
export { isGradEnabled, noGrad, resetGradMode } from './autograd.ts';
export {
  arange,
  full,
  manualSeed,
  ones,
  onesLike,
  rand,
  randn,
  tensor,
  type TensorOptions,
  zeros,
  zerosLike,
} from './creation.ts';
export type { DType, NumericArray } from './dtype.ts';
export { IndexError, RuntimeError, ValueError } from './errors.ts';
export * as io from './io/index.ts';
export { matmul } from './matmul.ts';
export * as F from './nn/functional/index.ts';
export * as nn from './nn/index.ts';
export { type NormalizationCall, observeNormalization } from './nn/observer.ts';
export { mean, sum, variance } from './reduction.ts';
export { forEachRun, setCount, setSize, type StatisticSets } from './statisticSets.ts';
export { type NestedNumbers, Tensor } from './tensor.ts';
