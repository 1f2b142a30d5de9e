import type { Datasets } from './datasets.ts';
import type { Display } from './display.ts';
import type { ProgressBars } from './progressBars.ts';
import type { Watches } from './watches.ts';

// The types of what a session gives to its cells, for editors: scripts/cellTypes.mjs makes the declarations of this
// module global in cells, without those that NOT_FOR_CELLS lists.

export * from '../engine/index.ts';
export { compare, compareBatchSizes, covariateShift, lossAlongGradient } from './experiments.ts';
export * from './figures.ts';
export * from './models/index.ts';
export { loadTensors } from '../tensorFiles/loadTensors.ts';

/** The data sets that come with Normscope: `const { images, labels } = await datasets.digits()`. */
export declare const datasets: Datasets;

/** Shows a value below the cell, as the value of its last expression is shown; its methods show it in other forms. */
export declare const display: Display;

/**
 * The elements of an iterable, while a bar shows how many are done, their rate and the time left:
 * `for (const batch of tqdm(loader))`. Throws TypeError for what is not iterable.
 */
export declare const tqdm: ProgressBars['tqdm'];

/**
 * Whole numbers, while a bar shows how far they are: `trange(n)` gives those from 0 to n − 1, `trange(start, stop, step)`
 * those that Python's range gives. Throws TypeError for what is no whole number and for a step of 0.
 */
export declare const trange: ProgressBars['trange'];

/**
 * Shows, while the running cell trains a model: the loss, what is logged, the learning rate, and of each layer its
 * output's mean and σ, the gradient's norm, and running against batch statistics. A step is a backward pass that reaches
 * the model. The view ends with the cell. Throws TypeError for what is no module.
 */
export declare const watch: Watches['watch'];

/** Conditions on what normalization layers do, which end the cell where one is met. */
export declare const lens: Watches['points']['lens'];
