/** NumPy's random numbers: the same seed gives NumPy's own. */
export * as random from './random/numpy/index.ts';
