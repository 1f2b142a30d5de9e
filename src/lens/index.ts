export { shortTitle } from './card.ts';
export { describeAll, distributionOf, ofAllSets } from './distribution.ts';
export { type Judge, Lens } from './lens.ts';
export * from './findings/index.ts';
export { histogramOf } from './histogram.ts';
export { SetPlaces } from './places.ts';
export { evenSampling } from './sampling.ts';
export { chosenLayers } from './training/chosenLayers.ts';
export { type RunLayer, TrainingRun } from './training/trainingRun.ts';
