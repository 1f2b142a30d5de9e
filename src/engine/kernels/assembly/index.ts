export { binary, binaryLeft, binaryRight } from './elementwise';
export { matmul, matmulWorkspace } from './matmul';
export { accumulateGradient, inputGradientRun, normalizeRun, normalizeRunElementwise } from './normalize';
export { accumulateMoments } from './statistics';
