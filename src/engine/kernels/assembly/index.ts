export { join, publish, runAlone, serve, settle } from './calls';

// What is exported stays a function of its own: inlined into one large function, inner loops would run out of registers.
export {
  columnGradientSums,
  columnMoments,
  inputGradientColumns,
  normalizeColumns,
  parameterGradients,
} from './columns';
export { convolve, inputGradient, weightGradient } from './convolution';
export { collect, countBins, countDigits, survey } from './distribution';
export { binary, binaryLeft, binaryRight } from './elementwise';
export { extremes } from './extremes';
export { multiplyBlock, multiplyPanels, packPanels, tile } from './matmul';
export { gradientSums, inputGradientRuns, normalizeRunElementwise, normalizeRuns } from './normalize';
export { adam, descend } from './optimizers';
export { maximaOfBoxes, scatter } from './pooling';
export { drawWords, wordsToNormal, wordsToUniform } from './random';
export { inputGradientRows, normalizeRows, rowGradientSums } from './rows';
export { inputGradientSets, normalizeSets } from './sets';
export { moments, sum } from './statistics';
export { softmax, unary } from './unary';
