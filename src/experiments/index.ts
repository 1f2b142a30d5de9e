export { type BatchSizeOptions, compareBatchSizesOf } from './batchSizes.ts';
export { compareLayers, type ComparisonOptions } from './comparison.ts';
export { covariateShiftOf, earthMoversDistance, type ShiftOptions, type ShiftSubject } from './covariateShift.ts';
export { compareModesOf, diagnoseModel, type DiagnosisSubject, firstNonFiniteOf, type NonFinite } from './diagnosis.ts';
export { agreement, foldParameters } from './folding.ts';
export { keeping, keepingTensors, tensorsOf, withOwnRandomNumbers } from './kept.ts';
export { type ModelLayer, type ModelSubject } from './layerOutputs.ts';
export { type GradientOptions, lossAlongGradientOf, type LossSubject } from './lossAlongGradient.ts';
export { wrappingForward } from './seeing.ts';
export {
  checkNames,
  distinct,
  type LayerLike,
  type Mode,
  silently,
  type Subject,
  titleOf,
  withSubjects,
} from './subjects.ts';
export { undoing, undoInterrupted } from './undo.ts';
export { checkSteps, compareTwins, type TwinOptions, type TwinRunner, type TwinSettings } from './twin.ts';
