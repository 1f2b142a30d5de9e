export { enableGrad, isGradEnabled, noGrad, resetGradMode, setGradEnabled } from './autograd/mode.ts';
export { type BackwardOptions, grad, type GradOptions } from './autograd/backward.ts';
export { elements, fromElements, isAllFinite } from './elements.ts';
export { type SetSummary, summarizeInBackground, type SummaryInput, summarizeSets } from './kernels/summary.ts';
export { countBins, survey } from './kernels/distribution.ts';
export { type Extremes, extremes } from './kernels/extremes.ts';
export { type Moments, moments as setMoments } from './kernels/moments.ts';
export { describe, type DescribeOptions, type Description } from './describe.ts';
export { mapFloat64 } from './memory/small.ts';
export { compileKernels, loadKernels, type NativeOptions, withoutKernels } from './memory/native.ts';
export { serveKernels, type ThreadStart } from './memory/thread.ts';
export { defineFunction, type FunctionDefinition } from './autograd/function.ts';
export { type BackwardWatcher, type GradientHook, type GradientNode, named, watchBackward } from './autograd/graph.ts';
export * from './creation.ts';
export { allocateResult, type DType, DTYPES, type NumericArray } from './dtype.ts';
export { IndexError, NotImplementedError, RuntimeError, ValueError } from './errors.ts';
/** Data sets and loaders of batches, as `torch.utils.data` has them. */
export * as data from './data/index.ts';
export { type ObservedPass, observePasses } from './data/observer.ts';
export { observeGradients, type TensorGradient } from './autograd/observer.ts';
export { observeOptimizerSteps } from './optim/observer.ts';
export { observeConstruction } from './nn/construction.ts';
export { observeTargets } from './nn/functional/loss.ts';
/** Tensors from files and to files: `.npy`, `.npz`, safetensors; tables from `.csv`. */
export * as io from './io/index.ts';
/** Models and layers as Keras has them. */
export * as keras from './keras/index.ts';
/** Layers as functions, as `torch.nn.functional` has them. */
export * as F from './nn/functional/index.ts';
/** Layers, losses and what holds them, as `torch.nn` has them. */
export * as nn from './nn/index.ts';
/** NumPy's random numbers: the same seed gives NumPy's own. */
export * as numpy from './numpy.ts';
export { channelNames } from './nn/functional/dimensionNames.ts';
export { normalizeAgain, normalizeOtherwise } from './nn/functional/normalize.ts';
export {
  type Affine,
  type NormalizationCall,
  normalizationCalls,
  observeAlone,
  observeNormalization,
  reportNormalization,
  type RunningMove,
  type RunningUpdate,
  type UsedStatistics,
} from './nn/observer.ts';
export * from './operations/index.ts';
/** Optimizers and schedules of their learning rates, as `torch.optim` has them. */
export * as optim from './optim/index.ts';
export { defaultGenerator, Generator as RandomGenerator } from './random/generator.ts';
export { forEachRun, setCount, setLayout, setSize, type StatisticSets } from './statisticSets.ts';
export { type NestedNumbers, Tensor } from './tensor.ts';
/** What TensorFlow has beside Keras: `tf.nn`, `tf.image`, `tf.random`, `tf.compat.v1`. */
export * as tf from './tf/index.ts';
