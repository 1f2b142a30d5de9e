export { shortTitle } from './card.ts';
export { describeAll } from './distribution.ts';
export { Lens } from './lens.ts';
export { histogramOf, histogramWithin } from './histogram.ts';
export { rounded } from './numbers.ts';
export { SetPlaces } from './places.ts';
export { evenSampling, samplingOf, withEnds } from './sampling.ts';
export { chosenLayers } from './training/chosenLayers.ts';
export { type RunLayer, TrainingRun } from './training/trainingRun.ts';
