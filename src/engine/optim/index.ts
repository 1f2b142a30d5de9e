export { Adagrad, type AdagradOptions } from './adagrad.ts';
export { Adam, type AdamOptions, AdamW } from './adam.ts';
export { Optimizer, type OptimizerOptions, type ParameterGroup } from './optimizer.ts';
export { RMSprop, type RMSpropOptions } from './rmsprop.ts';
export * as lrScheduler from './schedules.ts';
export { SGD, type SGDOptions } from './sgd.ts';
