export { compareModes, diagnose, firstNonFinite } from './diagnosis.ts';
export { foldBatchNorm } from './folding.ts';
export { freeze, recomputeStatistics } from './freezing.ts';
export { twin } from './twin.ts';
