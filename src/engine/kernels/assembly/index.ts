export { binary, binaryLeft, binaryRight } from './elementwise';
export { matmul, matmulWorkspace } from './matmul';
export { accumulateGradient, inputGradientRun, normalizeRun, normalizeRunElementwise } from './normalize';
export { maximaAlong } from './pooling';
export { boxMuller, fillUniform } from './random';
export { accumulateMoments, sum } from './statistics';
