import { type Backward, named, record, recordMakingNew } from '../../autograd/graph.ts';
import { dtypeTitle } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { IndexError, RuntimeError, ValueError } from '../../errors.ts';
import { mapFloat64 } from '../../memory/small.ts';
import { Observers } from '../../observers.ts';
import { add, div, mul, sub } from '../../operations/arithmetic.ts';
import { softplus } from '../../operations/activations.ts';
import { abs, clamp, exp, log, neg, square } from '../../operations/pointwise.ts';
import { mean, sum } from '../../operations/reduction.ts';
import { lt, scatterTo, where } from '../../operations/selection.ts';
import { castTo, movedim, reshape } from '../../operations/views.ts';
import { elementCount, formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { logSoftmax } from './activation.ts';

const targetObservers = new Observers<[target: Tensor]>();

/** Calls `observer` with targets of {@link crossEntropy} that are probabilities of classes. Returns a function that ends this. */
export const observeTargets = targetObservers.add;

/** Whether a loss is given for each element, summed, or averaged. Default everywhere: 'mean'. */
export type Reduction = 'none' | 'sum' | 'mean';

export interface LossArguments {
  readonly reduction?: Reduction;
}

export interface ClassLossArguments extends LossArguments {
  /** A weight for each class, of shape [C]. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** The class that does not count. Default: −100. */
  readonly ignoreIndex?: number;
}

export interface CrossEntropyArguments extends ClassLossArguments {
  /** How much of each target is spread evenly over all classes. Default: 0. */
  readonly labelSmoothing?: number;
}

function reduced(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === 'none') return losses;
  if (reduction !== 'sum' && reduction !== 'mean')
    throw new ValueError(`${String(reduction)} is not a valid value for reduction`);
  return reduction === 'sum' ? sum(losses) : mean(losses);
}

function checkSameShape(input: Tensor, target: Tensor): void {
  if (formatShape(input.shape) === formatShape(target.shape)) return;
  throw new ValueError(
    `Target size (torch.Size(${formatShape(target.shape)})) must be the same as input size (torch.Size(${formatShape(input.shape)}))`,
  );
}

/** (input − target)², averaged (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html). */
export function mseLoss(input: Tensor, target: Tensor, args: LossArguments = {}): Tensor {
  return named('MseLossBackward0', reduced(square(sub(input, target)), args.reduction ?? 'mean'));
}

/** |input − target|, averaged. */
export function l1Loss(input: Tensor, target: Tensor, args: LossArguments = {}): Tensor {
  return reduced(abs(sub(input, target)), args.reduction ?? 'mean');
}

/** ½d² / β where |d| < β, else |d| − ½β, for d = input − target; averaged. Default: β = 1. */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  args: LossArguments & { readonly beta?: number } = {},
): Tensor {
  const { beta = 1, reduction = 'mean' } = args;
  if (beta < 0) throw new RuntimeError('smooth_l1_loss does not support negative values for beta.');
  if (beta === 0) return l1Loss(input, target, args);
  const distance = abs(sub(input, target));
  const losses = where(lt(distance, beta), div(mul(square(distance), 0.5), beta), sub(distance, beta / 2));
  return named('SmoothL1LossBackward0', reduced(losses, reduction));
}

/** ½d² where |d| < δ, else δ(|d| − ½δ), for d = input − target; averaged. Default: δ = 1. */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  args: LossArguments & { readonly delta?: number } = {},
): Tensor {
  const { delta = 1, reduction = 'mean' } = args;
  if (delta <= 0) throw new RuntimeError('huber_loss does not support non-positive values for delta.');
  const distance = abs(sub(input, target));
  const losses = where(lt(distance, delta), mul(square(distance), 0.5), mul(sub(distance, delta / 2), delta));
  return named('HuberLossBackward0', reduced(losses, reduction));
}

function binaryCrossEntropyValues(input: Tensor, target: Tensor): Tensor {
  const bounded = (x: Tensor): Tensor => clamp(log(x), -100);
  return neg(add(mul(target, bounded(input)), mul(sub(1, target), bounded(sub(1, input)))));
}

/** What PyTorch divides by at least, so that the slope at 0 and 1 is finite. */
const SMALLEST_SPREAD = 1e-12;

/** (p − t) / (p(1 − p)). */
function binaryCrossEntropySlope(input: Tensor, target: Tensor): Tensor {
  return div(sub(input, target), clamp(mul(sub(1, input), input), SMALLEST_SPREAD));
}

/** −(t·ln p + (1 − t)·ln(1 − p)) for probabilities p; logarithms are cut off at −100. Averaged. */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  args: LossArguments & { readonly weight?: Tensor | undefined } = {},
): Tensor {
  if (formatShape(input.shape) !== formatShape(target.shape)) {
    throw new ValueError(
      `Using a target size (torch.Size(${formatShape(target.shape)})) that is different to the input size (torch.Size(${formatShape(input.shape)})) is deprecated. Please ensure they have the same size.`,
    );
  }
  if (elements(input).some((value) => value < 0 || value > 1)) {
    throw new RuntimeError('all elements of input should be between 0 and 1');
  }
  const losses = record(
    'BinaryCrossEntropyBackward0',
    binaryCrossEntropyValues(input.detach(), target.detach()),
    [input, target],
    (gradient) => [
      input.requiresGrad ? mul(gradient, binaryCrossEntropySlope(input, target)) : undefined,
      target.requiresGrad ? mul(gradient, sub(log(sub(1, input)), log(input))) : undefined,
    ],
    [input, target],
  );
  const weighted = args.weight === undefined ? losses : mul(losses, args.weight);
  return named('BinaryCrossEntropyBackward0', reduced(weighted, args.reduction ?? 'mean'));
}

/** {@link binaryCrossEntropy} of σ(input), without overflow; `posWeight` weighs the positive targets. */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  args: LossArguments & { readonly weight?: Tensor | undefined; readonly posWeight?: Tensor | undefined } = {},
): Tensor {
  checkSameShape(input, target);
  const { posWeight, weight, reduction = 'mean' } = args;
  const positive = posWeight === undefined ? 1 : add(mul(sub(posWeight, 1), target), 1);
  const losses = add(mul(sub(1, target), input), mul(softplus(neg(input), 1, Infinity), positive));
  const weighted = weight === undefined ? losses : mul(losses, weight);
  return named('BinaryCrossEntropyWithLogitsBackward0', reduced(weighted, reduction));
}

/** t·(ln t − input) for log-probabilities; `logTarget`: t is given as its logarithm. 'batchmean' divides by the batch. */
export function klDiv(
  input: Tensor,
  target: Tensor,
  args: { readonly reduction?: Reduction | 'batchmean'; readonly logTarget?: boolean } = {},
): Tensor {
  const { reduction = 'mean', logTarget = false } = args;
  const losses = logTarget
    ? mul(exp(target), sub(target, input))
    : where(lt(0, target), mul(target, sub(log(target), input)), mul(target, sub(0, input)));
  return reduction === 'batchmean' ? div(sum(losses), input.size(0)) : reduced(losses, reduction);
}

/** Classes as indices, one for each sample or place, checked against the input N×C×… or C. */
function checkClasses(input: Tensor, target: Tensor, ignoreIndex: number): void {
  const classes = input.dim() === 1 ? input.size(0) : input.size(1);
  const expected = input.dim() === 1 ? [] : input.shape.toSpliced(1, 1);
  if (input.dim() > 1 && input.size(0) !== (target.shape[0] ?? 1)) {
    throw new ValueError(
      `Expected input batch_size (${input.size(0)}) to match target batch_size (${target.shape[0] ?? 1}).`,
    );
  }
  if (formatShape(expected) !== formatShape(target.shape)) {
    throw new RuntimeError(`Expected target size ${formatShape(expected)}, got ${formatShape(target.shape)}`);
  }
  if (target.dtype !== 'int64' && target.dtype !== 'uint8') {
    throw new RuntimeError(`expected target dtype to be Long or Byte, but got ${dtypeTitle(target.dtype)}`);
  }
  for (const index of elements(target)) {
    if (index !== ignoreIndex && (index < 0 || index >= classes)) {
      throw new IndexError(`Target ${index} is out of bounds.`);
    }
  }
}

/** The input with its classes last, as rows. */
function rowsOf(input: Tensor): Tensor {
  if (input.dim() === 2) return input;
  if (input.dim() === 1) return reshape(input, [1, input.size(0)]);
  return reshape(movedim(input, 1, -1), [-1, input.size(1)]);
}

interface ClassLosses {
  readonly losses: Tensor;
  /** The weight of each sample: 0 where it is ignored. */
  readonly weights: Tensor;
}

function weightsOf(target: Tensor, weight: Tensor | undefined, ignoreIndex: number, dtype: Tensor['dtype']): Tensor {
  const perClass = weight && elements(weight);
  const values = mapFloat64(elements(target), (index) => (index === ignoreIndex ? 0 : (perClass?.[index] ?? 1)));
  return fromElements(values, [values.length], dtype);
}

/** −weight·input at the class of each row. */
function picked(rows: Tensor, target: Tensor, args: ClassLossArguments): ClassLosses {
  const ignoreIndex = args.ignoreIndex ?? -100;
  const weights = weightsOf(target, args.weight, ignoreIndex, rows.dtype);
  const positions = positionsOf(rows, target, ignoreIndex);
  const taken = elements(rows);
  const perRow = elements(weights);
  // An ignored row counts 0, whatever its logarithm is.
  const values = mapFloat64(perRow, (weight, row) => (weight > 0 ? -weight * taken[positions[row]!]! : 0));
  const factors = fromElements(
    mapFloat64(perRow, (weight) => -weight),
    weights.shape,
    rows.dtype,
  );
  const losses = record(
    'NllLossBackward0',
    fromElements(values, weights.shape, rows.dtype),
    [rows],
    spreadToClasses(positions, factors, rows.shape),
    [factors],
  );
  return { losses, weights };
}

/** Where the classes of `target` lie in the rows. */
function positionsOf(rows: Tensor, target: Tensor, ignoreIndex: number): Float64Array {
  const classes = rows.size(1);
  return mapFloat64(elements(target), (index, row) => row * classes + (index === ignoreIndex ? 0 : index));
}

/** The gradient of losses that are `factors` times the logarithms at `positions`. */
function spreadToClasses(positions: Float64Array, factors: Tensor, shape: readonly number[]): Backward {
  return (gradient) => [scatterTo(mul(gradient, factors), positions, shape)];
}

/** The sum of the losses of {@link picked}, divided by that of their weights for `mean`, as one operation. */
function totalPicked(name: string, rows: Tensor, target: Tensor, args: ClassLossArguments): Tensor {
  const ignoreIndex = args.ignoreIndex ?? -100;
  const weights = elements(weightsOf(target, args.weight, ignoreIndex, rows.dtype));
  const positions = positionsOf(rows, target, ignoreIndex);
  const taken = elements(rows);
  let [total, weight] = [0, 0];
  weights.forEach((own, row) => {
    if (own > 0) total -= own * taken[positions[row]!]!;
    weight += own;
  });
  const divisor = args.reduction === 'sum' ? 1 : weight;
  const factors = fromElements(
    mapFloat64(weights, (own) => (own > 0 ? -own / divisor : 0)),
    [weights.length],
    rows.dtype,
  );
  const result = fromElements([total / divisor], [], rows.dtype);
  return recordMakingNew(name, result, [rows], spreadToClasses(positions, factors, rows.shape), [factors]);
}

function reducedByWeight({ losses, weights }: ClassLosses, reduction: Reduction, shape: readonly number[]): Tensor {
  if (reduction === 'none') return reshape(losses, shape);
  const total = sum(losses);
  return reduction === 'sum' ? total : div(total, sum(weights));
}

/**
 * Minus the log-probability of each sample's class, for log-probabilities N×C×… (or C) and classes N×… (or one); the
 * mean is weighted (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html). Throws IndexError
 * for a class that does not exist.
 */
export function nllLoss(input: Tensor, target: Tensor, args: ClassLossArguments = {}): Tensor {
  checkClasses(input, target, args.ignoreIndex ?? -100);
  const name = input.dim() > 2 ? 'NllLoss2DBackward0' : 'NllLossBackward0';
  if (args.reduction !== 'none') return totalPicked(name, rowsOf(input), target, args);
  return named(name, reshape(picked(rowsOf(input), target, args).losses, target.shape));
}

/**
 * The cross entropy of softmax(input) over dimension 1 with classes, or with probabilities of the input's shape
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html). Throws as {@link nllLoss}.
 */
export function crossEntropy(input: Tensor, target: Tensor, args: CrossEntropyArguments = {}): Tensor {
  const { labelSmoothing = 0, reduction = 'mean', weight } = args;
  if (labelSmoothing < 0 || labelSmoothing > 1) {
    throw new RuntimeError(`label_smoothing must be between 0.0 and 1.0. Got: ${labelSmoothing}`);
  }
  const logarithms = logSoftmax(input, input.dim() === 1 ? 0 : 1);
  if (formatShape(target.shape) === formatShape(input.shape) && target.dtype === input.dtype) {
    targetObservers.tell(target);
    return withProbabilities(logarithms, target, args);
  }
  if (labelSmoothing === 0) return nllLoss(logarithms, target, args);
  const ignoreIndex = args.ignoreIndex ?? -100;
  checkClasses(input, target, ignoreIndex);
  const rows = rowsOf(logarithms);
  const exact = picked(rows, target, args);
  const weighted = weight === undefined ? rows : mul(rows, weight);
  const counted = weightsOf(target, undefined, ignoreIndex, rows.dtype);
  const smooth = neg(mul(sum(weighted, [1]), counted));
  const classes = rows.size(1);
  const losses = add(mul(exact.losses, 1 - labelSmoothing), mul(smooth, labelSmoothing / classes));
  return named('AddBackward0', reducedByWeight({ losses, weights: exact.weights }, reduction, target.shape));
}

function withProbabilities(logarithms: Tensor, target: Tensor, args: CrossEntropyArguments): Tensor {
  const { labelSmoothing = 0, reduction = 'mean', weight } = args;
  const classDim = logarithms.dim() === 1 ? 0 : 1;
  const classes = logarithms.size(classDim);
  const smoothed = labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
  const shape = logarithms.shape.map((size, dim) => (dim === classDim ? size : 1));
  const weighted = weight === undefined ? smoothed : mul(smoothed, reshape(castTo(weight, target.dtype), shape));
  const losses = neg(sum(mul(logarithms, weighted), [classDim]));
  if (reduction === 'none') return losses;
  const total = sum(losses);
  if (reduction === 'sum') return named('NegBackward0', total);
  return named('DivBackward1', div(total, Math.max(elementCount(losses.shape), 1)));
}
