import { F, nn, Tensor } from '../../engine/index.ts';
import {
  compareModesOf,
  diagnoseModel,
  firstNonFiniteOf,
  type LayerLike,
  type NonFinite,
  titleOf,
} from '../../experiments/index.ts';
import type { Diagnosis, Modes } from '../../protocol/diagnosis.ts';
import { shown } from '../experiments.ts';
import { withModel } from './modelSubject.ts';

/** The input of a model, alone or with what the loss takes beside the output. */
type Batch = Tensor | readonly Tensor[];

/** A loss of an output, and of the target where there is one. */
type Loss = ((output: Tensor, target?: Tensor) => Tensor) | nn.Module;

export interface DiagnoseOptions {
  /** A function of output and target, or a module such as `new nn.MSELoss()`. Default: see {@link diagnose}. */
  readonly loss?: Loss;
  /** What the output ought to be. Default: the second of the batch, where that is a list. */
  readonly target?: Tensor;
  /** Default: the model's name. */
  readonly title?: string;
}

/** The loss as a function of the output alone; undefined where the program tells of none. */
function lossOf(batch: Batch, { loss, target: given }: DiagnoseOptions): ((output: Tensor) => Tensor) | undefined {
  const target = given ?? (batch instanceof Tensor ? undefined : batch[1]);
  if (loss instanceof nn.Module) return (output) => loss.call(output, ...(target === undefined ? [] : [target]));
  if (typeof loss === 'function') return (output) => (target === undefined ? loss(output) : loss(output, target));
  if (target === undefined) return undefined;
  return (output) => (target.dtype === 'int64' ? F.crossEntropy(output, target) : F.mseLoss(output, target));
}

function inputOf(batch: Batch): Tensor | undefined {
  return batch instanceof Tensor ? batch : (batch as readonly Tensor[] | undefined)?.[0];
}

function modelTitle(model: LayerLike): string {
  return typeof model === 'function' ? model.name || 'function' : titleOf(String(model));
}

/**
 * Every layer of a model on one batch, in one table, the worst first: the distribution of its output in training mode with
 * mean and σ (divided by N), NaN and infinities, dead units (channels that give one value for all samples and places), the gap
 * between its outputs in training and evaluation mode (root mean square, in σ), the age of its running statistics and their
 * distance from the batch's, the norm ‖∂L/∂y‖ of the gradient that comes back to its output, and what that is of the next
 * layer's. `problems` of a layer say what is wrong, and whether it began there.
 *
 * `batch`: the input, or `[input, target]`. `loss`: of output and target; default with a target: cross-entropy for int64, the
 * mean squared error else. Without a target L = Σ yᵢ·rᵢ / √n with random r of N(0, 1), the same each time: a plain sum has no
 * gradient where a model ends in a softmax, nor a sum of squares where it ends in a normalization.
 *
 * A module is left as it was, bit for bit: parameters, buffers, modes, gradients, and the program's random numbers. Throws
 * TypeError for what is no model and no tensor, and for a loss of several numbers.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.ReLU(), new nn.Linear(8, 3));
 * diagnose(net, [randn([32, 4]), randint(0, 3, [32])])
 */
export function diagnose(model: LayerLike, batch: Batch, options: DiagnoseOptions = {}): Diagnosis {
  const { title = '' } = options;
  return shown(
    withModel('diagnose', model, inputOf(batch), (subject) =>
      diagnoseModel({ ...subject, title: title === '' ? modelTitle(model) : title, loss: lossOf(batch, options) }),
    ),
  );
}

/**
 * The first layer of a model that makes NaN or an infinity of finite values in training mode; where all outputs are finite, the
 * first whose gradient is not, on the way back from the loss (see {@link diagnose}). `what` is 'output', 'gradient',
 * 'parameter' where the layer has learned such values, or 'batch' where they are in the batch already. Undefined where
 * everything is finite. The model is left as it was.
 *
 * @example firstNonFinite(net, randn([32, 4]))?.layer
 */
export function firstNonFinite(
  model: LayerLike,
  batch: Batch,
  options: Omit<DiagnoseOptions, 'title'> = {},
): NonFinite | undefined {
  return withModel('firstNonFinite', model, inputOf(batch), (subject) =>
    firstNonFiniteOf({ ...subject, title: '', loss: lossOf(batch, options) }),
  );
}

/**
 * What each layer of a model gives on a batch in training and in evaluation mode: both distributions, and `gap`, the root mean
 * square of their difference in σ of the former. Of layers with running statistics also how far those are from the batch's.
 * From outputs of more than 4,096 values so many evenly spaced ones are taken. The model is left as it was.
 *
 * @example compareModes(net, randn([32, 4])).layers.map(({ name, gap }) => [name, gap])
 */
export function compareModes(model: LayerLike, batch: Batch, options: { readonly title?: string } = {}): Modes {
  const { title = '' } = options;
  return shown(
    withModel('compareModes', model, inputOf(batch), (subject) =>
      compareModesOf({ ...subject, title: title === '' ? modelTitle(model) : title }),
    ),
  );
}
