export { Lens } from './lens.ts';
export { histogramOf } from './histogram.ts';
export { chosenLayers } from './training/chosenLayers.ts';
export { type RunLayer, TrainingRun } from './training/trainingRun.ts';
