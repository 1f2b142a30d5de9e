export { Lens } from './lens.ts';
export { histogramOf } from './summary.ts';
