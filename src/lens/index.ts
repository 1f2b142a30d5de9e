export { Lens } from './lens.ts';
export { histogramOf } from './histogram.ts';
