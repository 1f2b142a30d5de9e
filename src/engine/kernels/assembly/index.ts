export { binary, binaryLeft, binaryRight } from './elementwise';
export { accumulateMoments } from './statistics';
export { accumulateGradient, inputGradientRun, normalizeRun, normalizeRunElementwise } from './normalize';
