import { reportOf } from '../charts/experiments/index.ts';
import { reportText } from '../charts/experiments/reportText.ts';
import { NEUTRAL_PALETTE } from '../charts/palette.ts';
import { english } from '../charts/texts/english.ts';
import { nn, Tensor } from '../engine/index.ts';
import {
  compareBatchSizesOf,
  compareLayers,
  covariateShiftOf,
  distinct,
  keeping,
  type LayerLike,
  lossAlongGradientOf,
  type Mode,
  titleOf,
  withSubjects,
  wrappingForward,
} from '../experiments/index.ts';
import type { BatchSizes, Comparison, CovariateShift, Experiment, LossAlongGradient } from '../protocol/experiment.ts';
import { EXPERIMENT_MIME, type MimeBundle, TEXT_MIME } from '../protocol/mime.ts';
import { DISPLAY } from './display.ts';

/** How an experiment is shown: as data, of which whoever draws makes pictures, and as a text. */
export function experimentBundle(experiment: Experiment): MimeBundle {
  const report = reportOf(experiment, { palette: NEUTRAL_PALETTE, texts: english });
  return {
    // As JSON has it: what is not finite is null.
    [EXPERIMENT_MIME]: JSON.parse(JSON.stringify(experiment)) as unknown,
    [TEXT_MIME]: reportText(report),
  };
}

/** The experiment itself, which as a cell's value shows itself. */
export function shown<Result extends Experiment>(experiment: Result): Result {
  return Object.defineProperty(experiment, DISPLAY, { value: () => experimentBundle(experiment) });
}

function checkTensor(what: string, x: unknown): asserts x is Tensor {
  if (x instanceof Tensor) return;
  throw new TypeError(`${what} takes a tensor as its input, but got ${x === null ? 'null' : typeof x}`);
}

function checkMode(what: string, mode: string): asserts mode is Mode {
  if (mode === 'train' || mode === 'eval') return;
  throw new TypeError(`${what}: mode must be 'train' or 'eval', but got '${mode}'`);
}

/** Seen by a reader: `title` over the result. */
interface Titled {
  /** Default: what the experiment is. */
  readonly title?: string;
}

export interface CompareOptions extends Titled {
  /** Whether layers take statistics of the batch (`train`) or running ones where they keep some (`eval`). Default: `train`. */
  readonly mode?: Mode;
  /** What the layers are called, in their order. Default: `BatchNorm2d(32)`, with numbers where some are alike. */
  readonly names?: readonly string[];
}

/**
 * The same input through several layers, side by side: which elements share a statistic, the distributions of the outputs
 * on one scale, and a table of what each leaves unnormalized: mean and σ (divided by N) of all values, each sample, each
 * channel (dimension 1), and of each set that shares a statistic in one of the layers (groups, instances).
 *
 * Layers may be modules, Keras layers, and functions of a tensor. They are left as they were, running statistics, modes
 * and the program's random numbers too; no gradients are recorded. Throws TypeError for what is no layer or no tensor,
 * and the error of a layer that refuses `x`, with the layer's name before its message.
 *
 * @example compare([new nn.BatchNorm2d(8), new nn.LayerNorm([8, 4, 4]), new nn.GroupNorm(2, 8)], randn([16, 8, 4, 4]))
 */
export function compare(layers: readonly LayerLike[] | LayerLike, x: Tensor, options: CompareOptions = {}): Comparison {
  checkTensor('compare', x);
  const { mode = 'train', title = '', names } = options;
  checkMode('compare', mode);
  const all = layers instanceof Array ? layers : [layers];
  return shown(
    withSubjects('compare', all, x, { mode, names }, (subjects) => compareLayers(subjects, x, { mode, title })),
  );
}

export interface CompareBatchSizesOptions extends Titled {
  /** How many batches of each size are drawn. Default: 50. */
  readonly batches?: number;
  readonly names?: readonly string[];
}

/** From one sample to more than most batches have. */
const SIZES = [1, 2, 8, 32, 128];

/**
 * Where the statistics of a batch become noise. Samples of `x` (its first dimension) are drawn with replacement into
 * batches of each size, run through the layers in training mode, and held against one batch of all of `x`:
 *
 * - `meanSpread`, `stdSpread`: the root mean square of how far the mean and σ that a value is normalized with lie from
 *   those of all of `x`, in σ of all; for batch normalization of independent values `theory` is 1/√(n·places), where a
 *   statistic takes `spatial` places of each sample;
 * - `outputSpread`: the root mean square of how far a sample's output lies from its output within all of `x`.
 *
 * Where a layer takes its statistics from each sample alone all are 0. An error of the layer, as of BatchNorm1d with a
 * batch of one, stands as `error` in place of numbers. Layers are left as they were. Throws RangeError for sizes that are
 * not whole numbers from 1 on.
 *
 * @example compareBatchSizes([new nn.BatchNorm1d(8), new nn.LayerNorm([8])], randn([500, 8]), [2, 8, 32])
 */
export function compareBatchSizes(
  layers: readonly LayerLike[] | LayerLike,
  x: Tensor,
  sizes: readonly number[] = SIZES,
  options: CompareBatchSizesOptions = {},
): BatchSizes {
  checkTensor('compareBatchSizes', x);
  const { batches = 50, title = '', names } = options;
  const all = layers instanceof Array ? layers : [layers];
  return shown(
    withSubjects('compareBatchSizes', all, x, { mode: 'train', names }, (subjects) =>
      compareBatchSizesOf(subjects, x, { sizes, batches, title }),
    ),
  );
}

/** A loss of an output and of what it ought to be: `F.crossEntropy`, or a module such as `new nn.MSELoss()`. */
type Loss = ((...outputAndTargets: never[]) => Tensor) | nn.Module;

export interface LossAlongGradientOptions extends Titled {
  /** The steps η, in multiples of the gradient. Default: 13 from 0.01 to 10, evenly spaced on a logarithmic scale. */
  readonly steps?: readonly number[];
  /** Default: `train`. */
  readonly mode?: Mode;
}

/** From 0.01 to 10, four for each power of ten. */
const STEPS = Array.from({ length: 13 }, (_, index) => Number((10 ** (index / 4 - 2)).toPrecision(4)));

/**
 * How smooth the loss is where a model stands: loss and gradient of one batch at the parameters θ and at θ − η·g, for each
 * step η along the gradient g. Of each model: `loss` and `gradientNorm` at θ; `losses` and `gradientDistances`
 * (‖∇L(θ − η·g) − g‖, the gradient's predictiveness) for each step, and their ranges; `cosines` between both gradients;
 * `smoothness`, ‖∇L(θ − η·g) − g‖ / (η·‖g‖), whose largest is the `effectiveSmoothness` β. After "How Does Batch
 * Normalization Help Optimization?", section 3 and figure 4 (https://arxiv.org/abs/1805.11604), which draws the ranges
 * over training.
 *
 * `models`: a model, or several by their names. `batch`: the input and what the loss takes beside the output. Parameters,
 * buffers, modes, gradients and random numbers are what they were afterwards, bit for bit, also after an error or a stop.
 * Throws RangeError for steps that are not above 0, TypeError for a loss that is not one number.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.ReLU(), new nn.Linear(8, 1));
 * lossAlongGradient(net, F.mseLoss, [randn([32, 4]), randn([32, 1])])
 */
export function lossAlongGradient(
  models: nn.Module | Readonly<Record<string, nn.Module>>,
  loss: Loss,
  batch: readonly Tensor[],
  options: LossAlongGradientOptions = {},
): LossAlongGradient {
  const what = 'lossAlongGradient';
  const { steps = STEPS, mode = 'train', title = '' } = options;
  checkMode(what, mode);
  const named = models instanceof nn.Module ? { [titleOf(String(models))]: models } : models;
  const entries = Object.entries(named);
  const wrong = entries.find(([, model]) => !(model instanceof nn.Module));
  if (wrong !== undefined) throw new TypeError(`${what} takes a module, or modules by names; ${wrong[0]} is none`);
  if (!Array.isArray(batch)) throw new TypeError(`${what} takes a batch as a list: [input, target]`);
  const [input, ...targets] = batch as [Tensor, ...Tensor[]];
  checkTensor(what, input);
  const lossOf = (output: Tensor): Tensor =>
    loss instanceof nn.Module
      ? loss.call(output, ...targets)
      : (loss as (...given: Tensor[]) => Tensor)(output, ...targets);
  const all = entries.map(([, model]) => model);
  return shown(
    keeping([...all, loss], () => {
      for (const model of all) model.train(mode === 'train');
      const subjects = entries.map(([name, model]) => ({
        name,
        parameters: model.parameters().filter(({ requiresGrad }) => requiresGrad),
        loss: () => lossOf(model.call(input)),
      }));
      return lossAlongGradientOf(subjects, { steps, mode, title });
    }),
  );
}

/** What a step of training takes: an input, alone or as the first of a list. */
type Batch = Tensor | readonly Tensor[];

export interface CovariateShiftOptions extends Titled {
  /** The samples whose way through the model is followed. Default: the input of the first batch. */
  readonly probe?: Tensor;
  /** The layers whose inputs are followed, by their paths: `['2', 'head.fc']`. Default: all with a matrix of weights. */
  readonly layers?: readonly string[];
}

function followedLayers(model: nn.Module, paths: readonly string[] | undefined): [string, nn.Module][] {
  const all = model.namedModules();
  if (paths === undefined) {
    return all.filter(
      ([, module]) => module.parameters().some((parameter) => parameter.dim() > 1) && module.children().length === 0,
    );
  }
  return paths.map((path) => {
    const found = all.find(([name]) => name === path);
    if (found !== undefined) return found;
    const known = all.map(([name]) => name).filter((name) => name !== '');
    throw new TypeError(`covariateShift: the model has no layer '${path}'; it has ${known.join(', ')}`);
  });
}

/**
 * How far the distributions of layers' inputs move while a model trains ("internal covariate shift",
 * https://arxiv.org/abs/1502.03167). `step(batch, number)` trains the model by one of `batches`; after each the inputs of
 * the layers are computed on the same `probe`, and of each unit (dimension 1) the earth mover's (1-Wasserstein) distance
 * to the step before is taken: the mean distance of the sorted values, exact up to 4096 values of a unit, of so many evenly
 * spaced ones beyond. Of each layer: `distances`, the mean over units for each step; `relative`, the same in σ of the
 * layer's input before the step; `fromStart`, the distance since the start in σ at the start.
 *
 * The model is trained as `step` does it; the measuring itself changes nothing. It runs in the mode that the step left it
 * in. A layer whose input is the probe itself is left out, for that never moves. Throws TypeError for a step that returns
 * a promise, and where no layer is left.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 1));
 * const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
 * const batches = Array.from({ length: 20 }, () => [randn([32, 4]), randn([32, 1])]);
 * covariateShift(net, batches, ([x, y]) => {
 *   optimizer.zeroGrad();
 *   F.mseLoss(net.call(x), y).backward();
 *   optimizer.step();
 * })
 */
export function covariateShift<Each extends Batch>(
  model: nn.Module,
  batches: Iterable<Each>,
  step: (batch: Each, number: number) => unknown,
  options: CovariateShiftOptions = {},
): CovariateShift {
  const what = 'covariateShift';
  if (!(model instanceof nn.Module)) throw new TypeError(`${what} takes a module, but got ${typeof model}`);
  if (typeof step !== 'function') {
    throw new TypeError(`${what} takes the step of training as its third argument: a function of a batch`);
  }
  const all = [...batches];
  const first = all[0];
  const probe = options.probe ?? (first instanceof Tensor ? first : first?.[0]);
  checkTensor(`${what} without a probe needs batches that are [input, …]; it`, probe);
  const layers = followedLayers(model, options.layers);
  const modules = layers.map(([, module]) => module);
  const inputs = (): (Tensor | undefined)[] => {
    const seen: (Tensor | undefined)[] = modules.map(() => undefined);
    const see = (index: number, input: Tensor): void => {
      if (input.storage !== probe.storage) seen[index] ??= input.detach();
    };
    keeping([model], () => {
      wrappingForward(
        modules,
        (forward, index) =>
          (...given) => {
            see(index, given[0]!);
            return forward(...given);
          },
        () => model.call(probe),
      );
    });
    return seen;
  };
  const paths = distinct(
    layers.map(([path, module]) => [path, titleOf(String(module))].filter((part) => part !== '').join(' ')),
  );
  const found = covariateShiftOf(
    { layers: layers.map(([, module], index) => ({ name: paths[index]!, text: String(module) })), inputs },
    {
      steps: all.length,
      step: (number) => {
        if (step(all[number]!, number) instanceof Promise) {
          throw new TypeError(`${what}: the step returned a promise; it must have trained the model when it returns`);
        }
      },
      samples: probe.dim() === 0 ? 1 : probe.size(0),
      title: options.title ?? '',
    },
  );
  if (found.layers.length === 0) {
    throw new TypeError(`${what}: there is no layer within the model whose input could move; name some by 'layers'`);
  }
  return shown(found);
}
